package io.lexiops.server.diagnose;

import java.util.List;

/**
 * The command or the arguments of a container.
 *
 * @param path  JSON pointer in the workload
 * @param value what is there now
 */
record CommandField(String path, List<String> value) {}
