package io.lexiops.server.diagnose;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pod template names a ConfigMap, Secret or volume claim, or a key in one, that does not exist.
 *
 * @param missing   object or key
 * @param namePath  JSON pointer of the name in the workload
 * @param keyPath   JSON pointer of the key in the workload
 * @param near      objects of the same kind that may have been meant and, if a key is asked for, have it; best first
 * @param nearKeys  keys of the object that may have been meant, best first
 * @param holders   other objects of the same kind that have this very key
 * @param otherKind whether a Secret of this name exists where a ConfigMap is asked for, or the other way round, and has the key
 * @param parent    JSON pointer of what holds the reference, for a change of its kind; only for variables
 * @param field     the reference in it
 * @param otherField the reference of the other kind
 * @param seen      whether a pod says so; else it is what the API knows
 */
record MissingReference(
        Target workload,
        @Nullable String container,
        boolean editable,
        String refKind,
        String name,
        @Nullable String key,
        String missing,
        String via,
        String namePath,
        @Nullable String keyPath,
        List<String> near,
        List<String> nearKeys,
        List<String> holders,
        boolean otherKind,
        @Nullable String parent,
        @Nullable String field,
        @Nullable String otherField,
        boolean seen,
        @Nullable Rollback rollback,
        List<Evidence> evidence)
        implements Fact {}
