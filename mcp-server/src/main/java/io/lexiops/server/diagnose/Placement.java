package io.lexiops.server.diagnose;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pods that wait for a scheduler or a node that does not exist.
 *
 * @param field  schedulerName or nodeName
 * @param value  what is written there
 * @param near   nodes that may be meant; for a scheduler the usual one
 * @param path   JSON pointer of the field in the workload; null if it is not in its template
 */
record Placement(
        Target workload,
        boolean editable,
        String field,
        String value,
        List<String> near,
        @Nullable String path,
        List<String> pods,
        @Nullable Rollback rollback,
        List<Evidence> evidence)
        implements Fact {}
