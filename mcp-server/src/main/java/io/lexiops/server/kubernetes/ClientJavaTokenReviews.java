package io.lexiops.server.kubernetes;

import io.lexiops.server.access.TokenReviews;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Has the API server review tokens. Nothing of a token gets into a message. */
final class ClientJavaTokenReviews implements TokenReviews {

    private static final String PATH = "/apis/authentication.k8s.io/v1/tokenreviews";

    private final ClientJavaConnection connection;

    ClientJavaTokenReviews(ClusterAccess access, Duration timeout) {
        this.connection = new ClientJavaConnection(access, timeout);
    }

    @Override
    public Optional<Subject> review(String token, Set<String> audiences) {
        var review = Map.of(
                "apiVersion",
                "authentication.k8s.io/v1",
                "kind",
                "TokenReview",
                "spec",
                Map.of("token", token, "audiences", List.copyOf(audiences)));
        var reply = connection.send(ApiRequest.get(PATH).sending("POST", review, ApiRequest.JSON));
        if (!reply.good()) {
            throw ApiFailures.of(reply.status(), reply.body(), null, null, "create");
        }
        try {
            return subject(new KubernetesObject(JsonText.object(reply.body())), audiences);
        } catch (JacksonException e) {
            throw new ToolFailed(
                    ErrorCode.BACKEND_UNAVAILABLE, "the API server's review is not whole JSON", "", Map.of(), e);
        }
    }

    private static Optional<Subject> subject(KubernetesObject review, Set<String> audiences) {
        var name = review.textAt("", "status", "user", "username");
        boolean good = Boolean.TRUE.equals(review.at("status", "authenticated")) && !name.isEmpty();
        // A server that does not know of audiences answers none, and has not looked at them.
        boolean meant = texts(review.at("status", "audiences")).stream().anyMatch(audiences::contains);
        return good && meant
                ? Optional.of(new Subject(name, texts(review.at("status", "user", "groups"))))
                : Optional.empty();
    }

    private static Set<String> texts(@Nullable Object list) {
        var texts = new HashSet<String>();
        if (list instanceof List<?> items) {
            items.forEach(item -> texts.add(String.valueOf(item)));
        }
        return texts;
    }
}
