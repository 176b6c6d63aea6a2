package io.lexiops.server.kubernetes;

import io.lexiops.server.output.Projection;
import io.lexiops.server.output.Projection.DeadEnd;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Paths that lead nowhere in any of the objects: most likely they are misspelled, and an empty answer would not tell. */
final class DeadPaths {

    private static final int MOST_TOLD = 5;

    private final Projection paths;
    private @Nullable Map<String, DeadEnd> dead;

    DeadPaths(List<String> paths) {
        this.paths = Projection.of(paths);
    }

    static DeadPaths in(List<String> paths, List<Map<String, Object>> objects) {
        var dead = new DeadPaths(paths);
        objects.forEach(dead::look);
        return dead;
    }

    void look(Map<String, Object> object) {
        if (dead != null && dead.isEmpty()) {
            return;
        }
        var here = paths.deadEnds(object);
        if (dead == null) {
            dead = here;
            return;
        }
        var still = new LinkedHashMap<String, DeadEnd>();
        dead.forEach((path, before) -> {
            var now = here.get(path);
            if (now != null) {
                var names = new TreeSet<>(before.names());
                names.addAll(now.names());
                still.put(path, new DeadEnd(now.word(), names));
            }
        });
        dead = still;
    }

    /** {@code spec.replcas (near: replicas), $}; empty if each leads somewhere, or there was no object. */
    String told() {
        return dead == null
                ? ""
                : dead.entrySet().stream()
                        .limit(MOST_TOLD)
                        .map(end -> end.getKey() + near(end.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private static String near(DeadEnd end) {
        Set<String> names = new LinkedHashSet<>(Near.to(end.word(), end.names()));
        return names.isEmpty() ? "" : " (near: " + String.join(", ", names) + ")";
    }
}
