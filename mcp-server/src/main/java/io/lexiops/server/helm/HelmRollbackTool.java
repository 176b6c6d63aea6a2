package io.lexiops.server.helm;

import io.lexiops.server.change.Inverse;
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
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

import static io.lexiops.server.tool.Parameter.optional;
import static io.lexiops.server.tool.Parameter.required;

/** Goes back to an earlier revision; also brings back a release that was uninstalled. */
final class HelmRollbackTool implements WriteTool {

    private final HelmCluster cluster;

    HelmRollbackTool(HelmCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "helm_rollback",
                "Roll back a Helm release",
                ToolEffect.CHANGE,
                "Goes back to the chart, values and objects of an earlier revision, and waits until its workloads are"
                        + " ready. Also brings back an uninstalled release.",
                List.of(
                        required("release", Parameter.Type.STRING, "name of the release"),
                        optional("namespace", Parameter.Type.STRING, "default: the server's own"),
                        optional(
                                        "revision",
                                        Parameter.Type.INTEGER,
                                        "revision to go back to; default: the" + " last one that was good")
                                .between(1, Integer.MAX_VALUE)),
                false,
                false);
    }

    @Override
    public PlannedWrite plan(ToolArguments arguments, Caller caller) {
        var ref = cluster.ref(arguments);
        return new HelmWrite(cluster, ref, new HelmWrite.Step() {
            @Override
            public HelmWrite.Outcome outcome(Optional<Release> current) {
                var release = current.orElseThrow(() -> cluster.notFound(ref));
                var target = target(ref, release, arguments);
                var rendered = Rendered.of(target, "rollback");
                var warnings = release.pending()
                        ? List.of("a step of this release was broken off (" + release.status() + "); it is given up")
                        : List.<String>of();
                return new HelmWrite.Outcome(rendered.objects(), rendered.hooks(), warnings, inverse(ref, release));
            }

            @Override
            public void run(Optional<Release> current) {
                var release = current.orElseThrow(() -> cluster.notFound(ref));
                cluster.releases().rollback(target(ref, release, arguments));
            }
        });
    }

    private @Nullable Inverse inverse(ReleaseRef ref, Release current) {
        if (current.uninstalled()) {
            return new Inverse("helm_uninstall", Map.of("namespace", ref.namespace(), "release", ref.name()));
        }
        // going back from a failed step has no way back that anybody would want
        return current.status().equals("deployed") ? HelmUpgradeTool.backTo(ref, current) : null;
    }

    private Release target(ReleaseRef ref, Release current, ToolArguments arguments) {
        var chosen = arguments.has("revision")
                ? cluster.revision(ref, arguments.integer("revision"))
                : lastGoodBefore(ref, current);
        if (chosen.pending()) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "revision " + chosen.revision() + " of " + ref + " was never completed (" + chosen.status() + ")",
                    "choose a revision that is superseded or deployed: see helm_get history");
        }
        return chosen;
    }

    private Release lastGoodBefore(ReleaseRef ref, Release current) {
        if (current.uninstalled()) {
            return current;
        }
        var history = cluster.history(ref);
        for (int i = history.size() - 2; i >= 0; i--) {
            if (List.of("superseded", "deployed").contains(history.get(i).status())) {
                return history.get(i);
            }
        }
        throw new ToolFailed(
                ErrorCode.NOT_FOUND,
                "release " + ref + " has no earlier good revision",
                "it is at revision " + current.revision() + "; see helm_get history");
    }
}
