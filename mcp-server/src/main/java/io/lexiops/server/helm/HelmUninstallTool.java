package io.lexiops.server.helm;

import io.lexiops.server.change.PlannedWrite;
import io.lexiops.server.change.WriteTool;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolSpec;
import java.util.List;
import java.util.Optional;

import static io.lexiops.server.tool.Parameter.optional;
import static io.lexiops.server.tool.Parameter.required;

/** Removes a release and its objects. */
final class HelmUninstallTool implements WriteTool {

    private final HelmCluster cluster;

    HelmUninstallTool(HelmCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "helm_uninstall",
                "Uninstall a Helm release",
                ToolEffect.DESTROY,
                "Removes a release with all its objects. Its history is kept, so that helm_rollback can bring it back,"
                        + " unless forget is true.",
                List.of(
                        required("release", Parameter.Type.STRING, "name of the release"),
                        optional("namespace", Parameter.Type.STRING, "default: the server's own"),
                        optional(
                                "forget", Parameter.Type.BOOLEAN, "also remove its history; it cannot be undone then")),
                false,
                false);
    }

    @Override
    public PlannedWrite plan(ToolArguments arguments, Caller caller) {
        var ref = cluster.ref(arguments);
        boolean forget = arguments.flag("forget");
        return new HelmWrite(cluster, ref, new HelmWrite.Step() {
            @Override
            public HelmWrite.Outcome outcome(Optional<Release> current) {
                var release = current.orElseThrow(() -> cluster.notFound(ref));
                if (release.uninstalled() && !forget) {
                    throw new ToolFailed(ErrorCode.CONFLICT, "release " + ref + " is uninstalled already", "");
                }
                return new HelmWrite.Outcome(
                        List.of(),
                        Rendered.of(release, "delete").hooks(),
                        List.of(),
                        forget ? null : HelmUpgradeTool.backTo(ref, release));
            }

            @Override
            public void run(Optional<Release> current) {
                cluster.releases().uninstall(ref, !forget);
            }

            @Override
            public boolean removes() {
                return true;
            }
        });
    }
}
