package io.lexiops.server.change;

import io.lexiops.server.output.OneLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What runs by an object, wherever it stands in it: custom kinds put their pods into places of their own, so a part that
 * names an image counts as a container. What reaches beyond the pod comes first.
 */
final class MadeProgram {

    private static final int DEEPEST = 16;
    private static final int COMMAND = 240;
    private static final Map<String, String> LISTS = Map.of(
            "containers", "container",
            "initContainers", "init container",
            "ephemeralContainers", "ephemeral container");
    private static final List<String> OF_THE_HOST = List.of("hostNetwork", "hostPID", "hostIPC");

    private final List<String> reach = new ArrayList<>();
    private final List<String> containers = new ArrayList<>();

    private MadeProgram() {}

    static List<String> lines(Map<String, Object> object) {
        var found = new MadeProgram();
        object.forEach((key, value) -> {
            if (!key.equals("metadata") && !key.equals("status")) {
                found.look(key, value, DEEPEST);
            }
        });
        var lines = new ArrayList<String>();
        if (!found.containers.isEmpty() && !found.reach.isEmpty()) {
            lines.add(
                    "uses " + String.join(", ", found.reach.stream().distinct().toList()));
        }
        lines.addAll(found.containers);
        return lines;
    }

    /** A container in one line. */
    static String container(String label, Map<String, Object> container) {
        var line = new StringBuilder(label);
        if (container.get("name") != null) {
            line.append(" ").append(MadeObject.plain(container.get("name")));
        }
        line.append(": ").append(rights(Json.part(container.get("securityContext"))));
        line.append("image ").append(MadeObject.plain(container.get("image")));
        programs(container)
                .forEach((what, program) ->
                        line.append(" ").append(what).append(" ").append(OneLine.cut(Json.text(program), COMMAND)));
        var env = Json.parts(container.get("env")).stream()
                .map(variable -> String.valueOf(variable.get("name")))
                .toList();
        return env.isEmpty()
                ? line.toString()
                : line.append(" env ").append(MadeObject.words(env)).toString();
    }

    private void look(String key, @Nullable Object value, int deeper) {
        if (deeper == 0) {
            return;
        }
        if (value instanceof List<?> list) {
            list.forEach(item -> look(key, item, deeper - 1));
        } else if (value instanceof Map<?, ?>) {
            var part = Json.part(value);
            reach(part);
            if (part.get("image") instanceof String) {
                containers.add(container(LISTS.getOrDefault(key, OneLine.of(key)), part));
            }
            part.forEach((name, child) -> look(name, child, deeper - 1));
        }
    }

    private void reach(Map<String, Object> part) {
        OF_THE_HOST.stream()
                .filter(field -> Boolean.TRUE.equals(part.get(field)))
                .forEach(reach::add);
        if (part.get("hostPath") instanceof Map<?, ?> path) {
            reach.add("hostPath " + MadeObject.plain(path.get("path")));
        }
        if (part.get("serviceAccountName") instanceof String account && !account.equals("default")) {
            reach.add("service account " + MadeObject.plain(account));
        }
    }

    private static String rights(Map<String, Object> context) {
        var rights = new ArrayList<String>();
        if (Boolean.TRUE.equals(context.get("privileged"))) {
            rights.add("PRIVILEGED");
        }
        var added = Json.part(context.get("capabilities")).get("add");
        if (added != null) {
            rights.add("capabilities " + MadeObject.words(added));
        }
        if (Long.valueOf(0).equals(context.get("runAsUser"))) {
            rights.add("root");
        }
        return rights.stream().map(right -> right + ", ").collect(Collectors.joining());
    }

    /** What it runs, and what the kubelet runs in it. */
    private static Map<String, Object> programs(Map<String, Object> container) {
        var programs = new LinkedHashMap<String, Object>();
        put(programs, "runs", container.get("command"));
        put(programs, "args", container.get("args"));
        var lifecycle = Json.part(container.get("lifecycle"));
        for (var hook : List.of("postStart", "preStop")) {
            put(programs, hook, command(lifecycle.get(hook)));
        }
        for (var probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            put(programs, probe, command(container.get(probe)));
        }
        // A step of a workflow brings its program as text.
        put(programs, "script", container.get("source"));
        put(programs, "script", container.get("script"));
        return programs;
    }

    private static @Nullable Object command(@Nullable Object handler) {
        return Json.part(Json.part(handler).get("exec")).get("command");
    }

    private static void put(Map<String, Object> programs, String what, @Nullable Object program) {
        if (program != null) {
            programs.put(what, program);
        }
    }
}
