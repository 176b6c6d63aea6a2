package io.lexiops.server.sandbox;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is in an image.
 *
 * @param http the paths that answer 200, by port
 * @param ports further ports that accept connections
 * @param bootMillis how long its process takes until it listens
 */
record ContainerImage(
        String repository,
        Set<String> tags,
        String architecture,
        List<String> entrypoint,
        List<String> command,
        Set<String> binaries,
        Map<Integer, Set<String>> http,
        Set<Integer> ports,
        Quantity memory,
        long bootMillis,
        List<String> logs) {

    ContainerImage {
        tags = Set.copyOf(tags);
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
        binaries = Set.copyOf(binaries);
        http = Map.copyOf(http);
        ports = Set.copyOf(ports);
        logs = List.copyOf(logs);
    }

    boolean hasBinary(String program) {
        var name = program.substring(program.lastIndexOf('/') + 1);
        return binaries.contains(name);
    }

    /** Whether the program is the server that the image is made for. */
    boolean isServer(String program) {
        var own = entrypoint.isEmpty() ? command : entrypoint;
        return !own.isEmpty()
                && simple(own.getFirst()).equals(simple(program))
                && (!http.isEmpty() || !ports.isEmpty() || simple(program).equals("pause"));
    }

    private static String simple(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
