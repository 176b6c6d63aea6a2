package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.WatchEnd;
import io.lexiops.server.kubernetes.Kubernetes.WatchEvent;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.io.EOFException;
import java.io.IOException;
import java.util.Map;
import java.util.function.Predicate;
import okio.BufferedSource;
import tools.jackson.core.JacksonException;

/** Reads the stream of a watch: one JSON document a line. */
final class ClientJavaWatchEvents {

    // etcd stores no object of more than 1.5 MB; as JSON it can be longer.
    private static final long LONGEST_LINE = 16L << 20;

    private ClientJavaWatchEvents() {}

    static WatchEnd read(BufferedSource source, ResourceType type, Predicate<WatchEvent> consumer) throws IOException {
        while (!source.exhausted()) {
            var event = event(source);
            var object = new KubernetesObject(event.mapAt("object"));
            if (event.textAt("", "type").equals("ERROR")) {
                return ended(object, type);
            }
            var what = what(event.textAt("", "type"));
            if (!consumer.test(new WatchEvent(what, ClientJavaKubernetes.withKind(object.content(), type)))) {
                return WatchEnd.ENDED;
            }
        }
        return WatchEnd.ENDED;
    }

    private static WatchEvent.What what(String word) throws IOException {
        try {
            return WatchEvent.What.valueOf(word);
        } catch (IllegalArgumentException e) {
            throw new IOException("what came is no event of a watch", e);
        }
    }

    private static KubernetesObject event(BufferedSource source) throws IOException {
        try {
            return new KubernetesObject(JsonText.object(
                    source.readUtf8LineStrict(LONGEST_LINE).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        } catch (EOFException e) {
            throw new EOFException(
                    "an event is cut off or too long: " + e.getClass().getSimpleName());
        } catch (JacksonException e) {
            throw new IOException("an event is no JSON", e);
        }
    }

    private static WatchEnd ended(KubernetesObject status, ResourceType type) {
        if (status.numberAt(0, "code") == 410) {
            return WatchEnd.TOO_OLD;
        }
        throw new ToolFailed(
                ErrorCode.BACKEND_UNAVAILABLE,
                "the API server ended the watch of " + type.plural() + ": " + status.textAt("no reason", "message"),
                "try again",
                Map.of(),
                null);
    }
}
