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

import static io.lexiops.server.tool.Parameter.optional;
import static io.lexiops.server.tool.Parameter.required;

/** Installs a chart as a new release. */
final class HelmInstallTool implements WriteTool {

    private final HelmCluster cluster;
    private final ChartSources charts;

    HelmInstallTool(HelmCluster cluster, ChartSources charts) {
        this.cluster = cluster;
        this.charts = charts;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "helm_install",
                "Install a Helm chart",
                ToolEffect.CHANGE,
                "Installs a chart as a new release into an existing namespace and waits until its workloads are ready."
                        + " CRDs of the chart are not installed.",
                List.of(
                        required("release", Parameter.Type.STRING, "name of the new release"),
                        optional("namespace", Parameter.Type.STRING, "default: the server's own"),
                        required("chart", Parameter.Type.STRING, "the chart's name: nginx"),
                        optional(
                                "repo",
                                Parameter.Type.STRING,
                                "https address of an allowed repository; default: the" + " server's own charts"),
                        optional("version", Parameter.Type.STRING, "chart version; default: the newest"),
                        optional("values", Parameter.Type.OBJECT, "values over the chart's own: {\"replicas\": 2}")),
                false,
                true);
    }

    @Override
    public PlannedWrite plan(ToolArguments arguments, Caller caller) {
        var ref = cluster.ref(arguments);
        var values = ValueTemplates.checked(arguments.object("values"));
        return new HelmWrite(cluster, ref, new HelmWrite.Step() {
            @Override
            public HelmWrite.Outcome outcome(Optional<Release> current) {
                current.ifPresent(release -> {
                    throw new ToolFailed(
                            ErrorCode.CONFLICT,
                            "release " + ref + " exists already (" + release.status() + ", revision "
                                    + release.revision() + ")",
                            release.uninstalled()
                                    ? "bring it back with helm_rollback, or choose another name"
                                    : "change it with helm_upgrade, or choose another name");
                });
                try (var chart = open(arguments)) {
                    var rendered = Rendered.of(cluster.releases().render(chart, ref, values), "install");
                    return new HelmWrite.Outcome(
                            rendered.objects(),
                            rendered.hooks(),
                            chart.warnings(),
                            new Inverse("helm_uninstall", Map.of("namespace", ref.namespace(), "release", ref.name())));
                }
            }

            @Override
            public void run(Optional<Release> current) {
                try (var chart = open(arguments)) {
                    cluster.releases().install(chart, ref, values);
                }
            }
        });
    }

    private Chart open(ToolArguments arguments) {
        return charts.open(arguments.text("chart"), arguments.textOrNull("repo"), arguments.textOrNull("version"));
    }
}
