package io.lexiops.server.diagnose;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A container that waits for its image.
 *
 * @param failure  missing, denied, unreachable, invalid, architecture, limited, never or other
 * @param message  the kubelet's words
 * @param near     images that were pulled here and may have been meant, best first
 * @param pullSecrets those that the pod names
 * @param missingPullSecrets those of them that do not exist
 * @param otherPullSecrets secrets of the right type in the namespace that the pod does not name
 * @param path     JSON pointer of the container in the workload
 */
record ImagePull(
        Target workload,
        String container,
        boolean init,
        boolean editable,
        String image,
        String repository,
        String tag,
        String failure,
        String message,
        List<String> pods,
        List<KnownImage> near,
        List<String> pullSecrets,
        List<String> missingPullSecrets,
        List<String> otherPullSecrets,
        @Nullable String path,
        @Nullable Rollback rollback,
        List<Evidence> evidence)
        implements Fact {}
