package io.lexiops.server.history;

import io.lexiops.server.change.FieldManagers;
import io.lexiops.server.kubernetes.KubernetesObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A field manager's last write of an object, as the API server notes it: to the second, so that two writes can have one time.
 *
 * @param key    names this very write
 * @param fields those that it owns, as an entry of the managed fields has them
 */
record Writer(String manager, String key, Instant at, Map<String, Object> fields) {

    private static final Duration A_MOMENT = Duration.ofSeconds(3);

    Writer {
        fields = Map.copyOf(fields);
    }

    /** Whoever wrote an object. Controllers note their findings in the status; that is no change. */
    static List<Writer> of(KubernetesObject object) {
        return object.objectsAt("metadata", "managedFields").stream()
                .filter(entry -> !"status".equals(entry.get("subresource")))
                .flatMap(entry -> SeenObject.time(entry.get("time")).stream().map(at -> {
                    var manager = String.valueOf(entry.get("manager"));
                    var key = manager + " " + entry.get("operation") + " " + entry.get("subresource") + " " + at;
                    return new Writer(manager, key, at, fields(entry.get("fieldsV1")));
                }))
                .toList();
    }

    /**
     * The last one that wrote something new of those that own a field that has changed: a controller that notes a revision, or
     * a status, has changed nothing. A write that was known before is not this one, unless it is of the same moment: times are
     * whole seconds. Empty if nobody is noted: who only removes fields of others is not, and an old API server notes nobody
     * for a write of the scale.
     *
     * @param edits empty for a new object of which no field is told
     * @param seen  when the change was seen
     */
    static Optional<Writer> last(List<Writer> writers, Set<String> known, List<FieldEdit> edits, Instant seen) {
        if (edits.isEmpty()) {
            return writers.stream().min(Comparator.comparing(Writer::at));
        }
        var moment = seen.minus(A_MOMENT);
        var owners = writers.stream()
                .filter(writer -> !known.contains(writer.key()) || writer.at().isAfter(moment))
                .filter(writer -> edits.stream().anyMatch(edit -> FieldManagers.owns(writer.fields(), edit.path())))
                .toList();
        return preferred(owners, writer -> !known.contains(writer.key())).stream()
                .max(Comparator.comparing(Writer::at));
    }

    private static List<Writer> preferred(List<Writer> writers, Predicate<Writer> better) {
        var found = writers.stream().filter(better).toList();
        return found.isEmpty() ? writers : found;
    }

    @SuppressWarnings("unchecked") // a JSON object always has string keys
    private static Map<String, Object> fields(@Nullable Object fields) {
        return fields instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }
}
