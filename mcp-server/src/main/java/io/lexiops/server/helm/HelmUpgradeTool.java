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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

import static io.lexiops.server.tool.Parameter.optional;
import static io.lexiops.server.tool.Parameter.required;

/** Changes the values or the chart of a release. */
final class HelmUpgradeTool implements WriteTool {

    private final HelmCluster cluster;
    private final ChartSources charts;

    HelmUpgradeTool(HelmCluster cluster, ChartSources charts) {
        this.cluster = cluster;
        this.charts = charts;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                "helm_upgrade",
                "Upgrade a Helm release",
                ToolEffect.CHANGE,
                "Gives a release other values, another chart version, or both, and waits until its workloads are ready."
                        + " Without chart it keeps its own.",
                List.of(
                        required("release", Parameter.Type.STRING, "name of the release"),
                        optional("namespace", Parameter.Type.STRING, "default: the server's own"),
                        optional(
                                "chart",
                                Parameter.Type.STRING,
                                "the chart's name; default: the chart that is installed"),
                        optional("repo", Parameter.Type.STRING, "https address of an allowed repository, with chart"),
                        optional("version", Parameter.Type.STRING, "chart version, with chart; default: the newest"),
                        optional("values", Parameter.Type.OBJECT, "values to change: {\"replicas\": 2}"),
                        optional(
                                        "valuesMode",
                                        Parameter.Type.STRING,
                                        "merge (default): over the values of the release;"
                                                + " replace: instead of them")
                                .oneOf("merge", "replace")),
                true,
                true);
    }

    @Override
    public PlannedWrite plan(ToolArguments arguments, Caller caller) {
        var ref = cluster.ref(arguments);
        if (!arguments.has("chart") && (arguments.has("repo") || arguments.has("version"))) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT, "arguments 'repo' and 'version' need a 'chart'", "name the chart too");
        }
        if (!arguments.has("chart") && !arguments.has("values")) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT, "there is nothing to change", "give values, a chart or both");
        }
        return new HelmWrite(cluster, ref, new HelmWrite.Step() {
            @Override
            public HelmWrite.Outcome outcome(Optional<Release> current) {
                var release = usable(ref, current);
                try (var chart = open(arguments, release)) {
                    var values = values(release, arguments);
                    var rendered = Rendered.of(cluster.releases().render(chart, ref, values), "upgrade");
                    return new HelmWrite.Outcome(
                            rendered.objects(), rendered.hooks(), chart.warnings(), backTo(ref, lastGood(ref)));
                }
            }

            @Override
            public void run(Optional<Release> current) {
                var release = usable(ref, current);
                try (var chart = open(arguments, release)) {
                    cluster.releases().upgrade(chart, ref, values(release, arguments), "Upgrade complete");
                }
            }
        });
    }

    static @Nullable Inverse backTo(ReleaseRef ref, @Nullable Release good) {
        return good == null
                ? null
                : new Inverse(
                        "helm_rollback",
                        Map.of("namespace", ref.namespace(), "release", ref.name(), "revision", good.revision()));
    }

    /** The revision that is deployed, or if the last step failed, the newest that was. */
    private @Nullable Release lastGood(ReleaseRef ref) {
        var history = cluster.releases().history(ref);
        for (int i = history.size() - 1; i >= 0; i--) {
            if (List.of("deployed", "superseded").contains(history.get(i).status())) {
                return history.get(i);
            }
        }
        return null;
    }

    private Release usable(ReleaseRef ref, Optional<Release> current) {
        var release = current.orElseThrow(() -> cluster.notFound(ref));
        if (release.pending()) {
            throw new ToolFailed(
                    ErrorCode.CONFLICT,
                    "release " + ref + " is " + release.status() + ": another step is under way or was broken off",
                    "wait for it, or go back to a good revision with helm_rollback");
        }
        if (release.uninstalled()) {
            throw new ToolFailed(
                    ErrorCode.CONFLICT, "release " + ref + " is uninstalled", "bring it back first with helm_rollback");
        }
        return release;
    }

    private Chart open(ToolArguments arguments, Release release) {
        return arguments.has("chart")
                ? charts.open(arguments.text("chart"), arguments.textOrNull("repo"), arguments.textOrNull("version"))
                : StoredCharts.original(release);
    }

    private static Map<String, Object> values(Release release, ToolArguments arguments) {
        var given = arguments.object("values");
        var values = arguments.text("valuesMode", "merge").equals("replace") ? given : merged(release.values(), given);
        // What the release has already is the business of who installed it; together with what is new it is this
        // caller's.
        return given.isEmpty() ? values : ValueTemplates.checked(values);
    }

    @SuppressWarnings("unchecked") // a JSON object always has string keys
    static Map<String, Object> merged(Map<String, Object> old, Map<String, Object> given) {
        var merged = new LinkedHashMap<>(old);
        given.forEach((key, value) -> merged.put(
                key,
                value instanceof Map<?, ?> map && merged.get(key) instanceof Map<?, ?> before
                        ? merged((Map<String, Object>) before, (Map<String, Object>) map)
                        : value));
        return merged;
    }
}
