package io.lexiops.server.history;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A field manager's last write of an object, as the API server notes it: to the second, so that two writes can have one time.
 *
 * @param key      names this very write
 * @param sections where the fields are that it owns: {@code spec}, {@code metadata}, {@code data}
 */
record Writer(String manager, String key, Instant at, Set<String> sections) {

    private static final Duration A_MOMENT = Duration.ofSeconds(3);

    Writer {
        sections = Set.copyOf(sections);
    }

    /** Whoever wrote an object. Controllers note their findings in the status; that is no change. */
    static List<Writer> of(KubernetesObject object) {
        return object.objectsAt("metadata", "managedFields").stream()
                .filter(entry -> !"status".equals(entry.get("subresource")))
                .flatMap(entry -> SeenObject.time(entry.get("time")).stream().map(at -> {
                    var manager = String.valueOf(entry.get("manager"));
                    var key = manager + " " + entry.get("operation") + " " + entry.get("subresource") + " " + at;
                    return new Writer(manager, key, at, sections(entry.get("fieldsV1")));
                }))
                .toList();
    }

    /**
     * The last one that wrote something new, if there are such of those that own something where the change is: a controller
     * that notes a revision in an annotation has not changed the spec. A write that was known before is not this one, unless
     * it is of the same moment: times are whole seconds. Empty if nobody is noted: who only removes fields of others is not.
     *
     * @param seen when the change was seen
     */
    static Optional<Writer> last(List<Writer> writers, Set<String> known, List<FieldEdit> edits, Instant seen) {
        var changed = edits.stream().map(FieldEdit::section).collect(Collectors.toSet());
        var moment = seen.minus(A_MOMENT);
        var possible = writers.stream()
                .filter(writer -> !known.contains(writer.key()) || writer.at().isAfter(moment))
                .toList();
        var owners = preferred(possible, writer -> !Collections.disjoint(writer.sections(), changed));
        return preferred(owners, writer -> !known.contains(writer.key())).stream()
                .max(Comparator.comparing(Writer::at));
    }

    private static List<Writer> preferred(List<Writer> writers, Predicate<Writer> better) {
        var found = writers.stream().filter(better).toList();
        return found.isEmpty() ? writers : found;
    }

    private static Set<String> sections(@Nullable Object fields) {
        return fields instanceof Map<?, ?> map
                ? map.keySet().stream()
                        .map(key -> key.toString().replaceFirst("^f:", ""))
                        .collect(Collectors.toSet())
                : Set.of();
    }
}
