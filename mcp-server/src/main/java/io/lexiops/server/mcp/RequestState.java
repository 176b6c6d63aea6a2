package io.lexiops.server.mcp;

import io.lexiops.server.redact.InstallationKey;
import io.lexiops.server.redact.Sealing;
import io.lexiops.server.tool.CallContext.Once;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a client keeps for the server between the rounds of one request. It comes back from whoever likes to send it: only
 * what this installation sealed for the same caller and the same request, a short time ago, is read.
 */
final class RequestState {

    private static final TypeReference<Map<String, Map<String, Object>>> ANSWERS = new TypeReference<>() {};
    private static final Duration VALID = Duration.ofMinutes(10);
    private static final int LONGEST = 65_536;
    private static final String PURPOSE = "request state";

    private final Sealing sealing;
    private final InstantSource clock;
    private final JsonMapper json = JsonMapper.shared();
    private final SecureRandom random = new SecureRandom();

    RequestState(InstallationKey key, InstantSource clock) {
        this.sealing = new Sealing(key, "request-state");
        this.clock = clock;
    }

    /**
     * What is kept.
     *
     * @param answers those of the rounds before
     * @param subject what the client is asked about; null if that is no matter
     */
    record Content(
            Map<String, Map<String, Object>> answers,
            @Nullable String subject) {

        static Content none() {
            return new Content(Map.of(), null);
        }
    }

    /** What came back. */
    record Opened(Content content, Once once) {}

    /**
     * Seals it.
     *
     * @param request digest of what is asked, without the answers
     */
    String seal(Content content, String caller, String request) {
        var nonce = new byte[16];
        random.nextBytes(nonce);
        var tree = new LinkedHashMap<String, Object>();
        tree.put("caller", caller);
        tree.put("request", request);
        tree.put("expires", clock.instant().plus(VALID).getEpochSecond());
        tree.put("nonce", HexFormat.of().formatHex(nonce));
        tree.put("answers", content.answers());
        var subject = content.subject();
        if (subject != null) {
            tree.put("subject", subject);
        }
        return sealing.seal(json.writeValueAsString(tree), PURPOSE);
    }

    /**
     * Opens what a client sent.
     *
     * @throws ProtocolError if it was not sealed here, for this caller and this request, or has expired
     */
    Opened open(String sealed, String caller, String request) {
        if (sealed.length() > LONGEST) {
            throw refused("it is too long");
        }
        Map<?, ?> tree;
        try {
            tree = json.readValue(sealing.open(sealed, PURPOSE), Map.class);
        } catch (IllegalStateException _) {
            throw refused("it was changed, or does not come from this server");
        }
        if (!caller.equals(tree.get("caller")) || !request.equals(tree.get("request"))) {
            throw refused("it belongs to another request");
        }
        var expires = Instant.ofEpochSecond(tree.get("expires") instanceof Number seconds ? seconds.longValue() : 0);
        if (!clock.instant().isBefore(expires)) {
            throw refused("it has expired; send the request again without it");
        }
        var content = new Content(
                json.convertValue(tree.get("answers"), ANSWERS),
                tree.get("subject") instanceof String subject ? subject : null);
        return new Opened(content, new Once(String.valueOf(tree.get("nonce")), expires));
    }

    private static ProtocolError refused(String why) {
        return ProtocolError.params("the requestState is refused: " + why);
    }
}
