package io.lexiops.server.helm;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Opens charts by name: from the operator's folder, or from a repository that the operator allows. Callers name no paths. */
final class ChartSources {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");
    private static final Pattern VERSION = Pattern.compile("v?[0-9][A-Za-z0-9.+-]{0,99}");

    private final HelmProperties properties;
    private final OkHttpCharts remote;

    ChartSources(HelmProperties properties, OkHttpCharts remote) {
        this.properties = properties;
        this.remote = remote;
    }

    /**
     * Opens a chart.
     *
     * @param repository null means the operator's folder
     * @param version    null means the only or the newest one
     */
    Chart open(String name, @Nullable String repository, @Nullable String version) {
        if (!NAME.matcher(name).matches()) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT,
                    "argument 'chart' is a chart's name, not a path or an address",
                    "the charts here: " + String.join(", ", names()) + "; for others name their repository in 'repo'");
        }
        if (version != null && !VERSION.matcher(version).matches()) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT, "argument 'version' is no chart version", "for example 1.2.3");
        }
        var chart = repository == null ? local(name, version) : unpacked(remote.download(repository, name, version));
        if (version != null && !version.equals(chart.version())) {
            chart.close();
            throw new ToolFailed(
                    ErrorCode.NOT_FOUND,
                    "chart " + name + " is there in version " + chart.version() + ", not " + version,
                    "leave the version out, or ask for the one that is there");
        }
        return chart;
    }

    /** The charts in the operator's folder. */
    List<String> names() {
        var folder = properties.chartsDir();
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ToolFailed(ErrorCode.INTERNAL, "the folder of charts cannot be read", "", Map.of(), e);
        }
    }

    private Chart local(String name, @Nullable String version) {
        var folder = properties.chartsDir();
        if (folder == null) {
            throw new ToolFailed(
                    ErrorCode.BACKEND_NOT_CONFIGURED,
                    "no folder of charts is configured",
                    "set copilot.helm.charts-dir, or name an allowed repository in 'repo'");
        }
        try {
            var found = candidate(folder, name, version)
                    .orElseThrow(() -> new ToolFailed(
                            ErrorCode.NOT_FOUND,
                            "there is no chart " + name + (version == null ? "" : " " + version),
                            "the charts are: " + String.join(", ", names())));
            // what a link in the folder points at is the operator's choice only inside the folder
            if (!found.toRealPath().startsWith(folder.toRealPath())) {
                throw new ToolFailed(ErrorCode.REFUSED, "chart " + name + " lies outside of the folder of charts", "");
            }
            return Files.isDirectory(found) ? copied(found.toRealPath()) : unpacked(Files.readAllBytes(found));
        } catch (IOException e) {
            throw new ToolFailed(ErrorCode.INTERNAL, "chart " + name + " cannot be read", "", Map.of(), e);
        }
    }

    private Optional<Path> candidate(Path folder, String name, @Nullable String version) throws IOException {
        if (version != null && Files.isRegularFile(folder.resolve(name + "-" + version + ".tgz"))) {
            return Optional.of(folder.resolve(name + "-" + version + ".tgz"));
        }
        for (var exact : List.of(folder.resolve(name), folder.resolve(name + ".tgz"))) {
            if (Files.exists(exact)) {
                return Optional.of(exact);
            }
        }
        if (version != null) {
            return Optional.empty();
        }
        var versioned = Pattern.compile(Pattern.quote(name) + "-(v?\\d.*)\\.tgz");
        try (var files = Files.list(folder)) {
            return files.filter(file -> versioned
                            .matcher(String.valueOf(file.getFileName()))
                            .matches())
                    .max((a, b) -> ChartVersions.compare(versionOf(versioned, a), versionOf(versioned, b)));
        }
    }

    private static String versionOf(Pattern versioned, Path file) {
        return versioned.matcher(String.valueOf(file.getFileName())).replaceFirst("$1");
    }

    private static Chart copied(Path folder) {
        var copy = Chart.newFolder();
        return opened(copy, () -> ChartFiles.copy(folder, copy, (_, content) -> content));
    }

    private static Chart unpacked(byte[] archive) {
        var copy = Chart.newFolder();
        return opened(copy, () -> ChartFiles.unpack(archive, copy));
    }

    private static Chart opened(Path copy, Runnable fill) {
        try {
            fill.run();
            return new Chart(copy, root(copy));
        } catch (ToolFailed e) {
            Chart.delete(copy);
            throw e;
        }
    }

    /** A packaged chart lies in one folder of its name. */
    private static Path root(Path copy) {
        if (Files.exists(copy.resolve("Chart.yaml"))) {
            return copy;
        }
        try (var inside = Files.list(copy)) {
            return inside.filter(folder -> Files.exists(folder.resolve("Chart.yaml")))
                    .findFirst()
                    .orElse(copy);
        } catch (IOException e) {
            throw new ToolFailed(ErrorCode.INTERNAL, "a temporary folder cannot be read", "", Map.of(), e);
        }
    }
}
