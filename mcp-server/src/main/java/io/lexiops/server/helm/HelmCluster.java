package io.lexiops.server.helm;

import io.lexiops.server.kubernetes.Kubernetes;
import io.lexiops.server.kubernetes.Readiness;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolFailed;
import java.util.List;
import java.util.stream.Collectors;

/** What the tools share: the releases, the objects, when those are ready, and how a call names a release. */
record HelmCluster(HelmReleases releases, ManifestChanges objects, Kubernetes kubernetes, Readiness readiness) {

    String namespace(ToolArguments arguments) {
        return arguments.text("namespace", kubernetes.identity().namespace());
    }

    ReleaseRef ref(ToolArguments arguments) {
        return new ReleaseRef(namespace(arguments), arguments.text("release"));
    }

    /** The revisions of a release that must exist; says which releases there are if it does not. */
    List<Release> history(ReleaseRef ref) {
        var history = releases.history(ref);
        if (history.isEmpty()) {
            throw notFound(ref);
        }
        return history;
    }

    Release revision(ReleaseRef ref, long revision) {
        var history = history(ref);
        return history.stream()
                .filter(release -> release.revision() == revision)
                .findFirst()
                .orElseThrow(() -> new ToolFailed(
                        ErrorCode.NOT_FOUND,
                        "release " + ref + " has no revision " + revision,
                        "it has: "
                                + history.stream()
                                        .map(release -> String.valueOf(release.revision()))
                                        .collect(Collectors.joining(", "))));
    }

    ToolFailed notFound(ReleaseRef ref) {
        var there = releases.list(ref.namespace()).stream()
                .map(release -> release.ref().name())
                .collect(Collectors.joining(", "));
        return new ToolFailed(
                ErrorCode.NOT_FOUND,
                "there is no release " + ref,
                there.isEmpty() ? "there are no releases in " + ref.namespace() : "releases there: " + there);
    }
}
