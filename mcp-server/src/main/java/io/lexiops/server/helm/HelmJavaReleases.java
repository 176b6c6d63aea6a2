package io.lexiops.server.helm;

import com.marcnuri.helm.Helm;
import io.lexiops.server.kubernetes.Kubernetes;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Helm itself, as a library. What it cannot do - tell what it has stored, and go back - is done with its Secrets. Hooks are
 * not in what it renders; they are made visible by rendering a copy of the chart in which they are ordinary objects.
 */
final class HelmJavaReleases implements HelmReleases {

    private static final String HIDDEN_HOOK = "shown.helm.sh/hook";

    private static final List<Map.Entry<String, ErrorCode>> CODES = List.of(
            Map.entry("is in progress", ErrorCode.CONFLICT),
            Map.entry("cannot re-use a name", ErrorCode.CONFLICT),
            Map.entry("invalid ownership metadata", ErrorCode.CONFLICT),
            Map.entry("forbidden", ErrorCode.FORBIDDEN),
            Map.entry("not found", ErrorCode.NOT_FOUND),
            Map.entry("deadline exceeded", ErrorCode.TIMEOUT),
            Map.entry("connection refused", ErrorCode.BACKEND_UNAVAILABLE));

    private final ReleaseSecrets secrets;
    private final Kubernetes kubernetes;
    private final HelmKubeconfig kubeconfig;

    HelmJavaReleases(Kubernetes kubernetes, HelmKubeconfig kubeconfig) {
        this.secrets = new ReleaseSecrets(kubernetes);
        this.kubernetes = kubernetes;
        this.kubeconfig = kubeconfig;
    }

    @Override
    public List<Release> list(String namespace) {
        return secrets.newest(namespace);
    }

    @Override
    public List<Release> history(ReleaseRef ref) {
        return secrets.history(ref);
    }

    @Override
    public List<Map<String, Object>> render(Chart chart, ReleaseRef ref, Map<String, Object> values) {
        var copy = Chart.newFolder();
        try {
            ChartFiles.copy(chart.folder(), copy, HelmJavaReleases::withVisibleHooks);
            var rendered = withValues(
                    values,
                    file -> said(() -> new Helm(copy)
                            .template()
                            .withName(ref.name())
                            .withNamespace(ref.namespace())
                            .withKubeVersion(kubernetes.identity().version())
                            .skipCrds()
                            .withValuesFile(file)
                            .call()));
            return YamlDocuments.parse(rendered.replace(HIDDEN_HOOK, StoredCharts.HOOK));
        } finally {
            Chart.delete(copy);
        }
    }

    @Override
    public void install(Chart chart, ReleaseRef ref, Map<String, Object> values) {
        withValues(
                values,
                file -> said(() -> new Helm(chart.folder())
                        .install()
                        .withName(ref.name())
                        .withNamespace(ref.namespace())
                        .withKubeConfigContents(kubeconfig.contents())
                        .skipCrds()
                        .withValuesFile(file)
                        .call()));
    }

    @Override
    public void upgrade(Chart chart, ReleaseRef ref, Map<String, Object> values, String description) {
        withValues(
                values,
                file -> said(() -> new Helm(chart.folder())
                        .upgrade()
                        .withName(ref.name())
                        .withNamespace(ref.namespace())
                        .withKubeConfigContents(kubeconfig.contents())
                        .withDescription(description)
                        .resetValues()
                        .skipCrds()
                        .withValuesFile(file)
                        .call()));
    }

    @Override
    public void rollback(Release to) {
        var current = find(to.ref()).orElse(to);
        var description = "Rollback to " + to.revision();
        try (var chart = StoredCharts.literal(to)) {
            if (current.uninstalled() || current.pending()) {
                revive(current);
            }
            upgrade(chart, to.ref(), to.values(), description);
        }
        var made = find(to.ref()).orElse(current);
        if (made.revision() <= current.revision()) {
            throw new ToolFailed(
                    ErrorCode.INTERNAL, "Helm made no new revision of " + to.ref(), "look at helm_get history");
        }
        // From here on the history is what Helm's own rollback writes: the old chart, objects and hooks.
        var parts = new LinkedHashMap<String, Object>();
        for (var part : List.of("chart", "manifest", "hooks")) {
            var old = to.record().at(part);
            if (old != null) {
                parts.put(part, old);
            }
        }
        secrets.amend(made, parts);
    }

    /** Helm upgrades no release that is uninstalled or in the middle of a step; one whose last step failed it does. */
    private void revive(Release stuck) {
        var information = new LinkedHashMap<String, Object>(stuck.record().mapAt("info"));
        information.put("status", "failed");
        secrets.amend(stuck, Map.of("info", information));
    }

    @Override
    public void uninstall(ReleaseRef ref, boolean keepHistory) {
        said(() -> {
            var command = Helm.uninstall(ref.name())
                    .withNamespace(ref.namespace())
                    .withKubeConfigContents(kubeconfig.contents());
            return keepHistory ? command.keepHistory().call() : command.call();
        });
    }

    private static byte[] withVisibleHooks(Path file, byte[] content) {
        // byte for byte: templates are text, but nothing guarantees it
        return new String(content, StandardCharsets.ISO_8859_1)
                .replace(StoredCharts.HOOK, HIDDEN_HOOK)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private interface WithFile<T> {
        T call(Path file);
    }

    private static <T> T withValues(Map<String, Object> values, WithFile<T> call) {
        var folder = Chart.newFolder();
        try {
            // JSON is YAML
            return call.call(Files.writeString(folder.resolve("values.yaml"), ReleaseRecord.json(values)));
        } catch (IOException e) {
            throw new ToolFailed(ErrorCode.INTERNAL, "a temporary file cannot be written", "", Map.of(), e);
        } finally {
            Chart.delete(folder);
        }
    }

    /** Helm has no error codes, only words. */
    private static <T> T said(Supplier<T> call) {
        try {
            return call.get();
        } catch (IllegalStateException e) {
            var words = String.valueOf(e.getMessage()).strip();
            throw new ToolFailed(code(words), "Helm: " + words, remedy(words), Map.of(), e);
        }
    }

    private static ErrorCode code(String words) {
        return CODES.stream()
                .filter(rule -> words.contains(rule.getKey()))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse(ErrorCode.INVALID_ARGUMENT);
    }

    private static String remedy(String words) {
        if (words.contains("is in progress")) {
            return "wait for it; if its program died, roll back to the last deployed revision with helm_rollback";
        }
        return words.contains("values don't meet the specifications")
                ? "correct the values: see the chart's schema"
                : "";
    }
}
