package io.lexiops.server.helm;

import io.lexiops.server.tool.ToolFailed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

class ChartSourcesTests {

    @TempDir
    Path folder;

    private Path charts;
    private ChartSources sources;

    ChartSourcesTests() {
        charts = Path.of("");
        sources = new ChartSources(new HelmProperties(true, null, List.of()), OkHttpCharts.of(List.of()));
    }

    @BeforeEach
    void fill() throws IOException {
        charts = Files.createDirectory(folder.resolve("charts"));
        Files.createDirectories(charts.resolve("plain/templates"));
        Files.writeString(charts.resolve("plain/Chart.yaml"), "name: plain\nversion: 1.0.0\n");
        Files.createDirectories(folder.resolve("outside"));
        Files.writeString(folder.resolve("outside/Chart.yaml"), "name: outside\nversion: 1.0.0\n");
        Files.createSymbolicLink(charts.resolve("linked"), folder.resolve("outside"));
        for (var version : List.of("1.9.0", "1.10.0", "1.10.0-rc.1")) {
            Files.write(
                    charts.resolve("packed-" + version + ".tgz"),
                    tgz(Map.of("packed/Chart.yaml", "name: packed\nversion: " + version + "\n")));
        }
        Files.write(charts.resolve("evil.tgz"), tgz(Map.of("../../evil", "x")));
        sources = new ChartSources(
                new HelmProperties(true, charts, List.of(URI.create("https://charts.example/stable"))),
                OkHttpCharts.of(List.of(URI.create("https://charts.example/stable"))));
    }

    @Test
    void opensFoldersAndPackagesAndTheNewestVersion() {
        try (var chart = sources.open("plain", null, null)) {
            assertThat(chart.name()).isEqualTo("plain");
            assertThat(chart.folder()).isNotEqualTo(charts.resolve("plain"));
        }
        try (var chart = sources.open("packed", null, null)) {
            assertThat(chart.version()).isEqualTo("1.10.0");
        }
        try (var chart = sources.open("packed", null, "1.9.0")) {
            assertThat(chart.version()).isEqualTo("1.9.0");
        }
    }

    @Test
    void leavesNothingBehind() {
        var chart = sources.open("plain", null, null);
        var copy = chart.folder();
        chart.close();

        assertThat(copy).doesNotExist();
        assertThat(charts.resolve("plain/Chart.yaml")).exists();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside",
                "/etc",
                "plain/..",
                "a b",
                "",
                ".",
                "..",
                "https://x.example/y.tgz",
                "oci://x/y",
                "plain\u0000"
            })
    void takesNoPathsAndNoAddresses(String name) {
        assertThatThrownBy(() -> sources.open(name, null, null)).isInstanceOf(ToolFailed.class);
    }

    @Test
    void followsNoLinkOutOfTheFolderAndUnpacksNothingOutsideOfTheChart() {
        assertThatThrownBy(() -> sources.open("linked", null, null)).hasMessageContaining("outside of the folder");
        assertThatThrownBy(() -> sources.open("evil", null, null)).hasMessageContaining("outside of itself");
    }

    @Test
    void saysWhichChartsAndVersionsThereAre() {
        assertThatThrownBy(() -> sources.open("plane", null, null))
                .hasMessageContaining("there is no chart plane")
                .asInstanceOf(type(ToolFailed.class))
                .extracting(ToolFailed::remedy)
                .asString()
                .contains("plain");
        assertThatThrownBy(() -> sources.open("plain", null, "2.0.0"))
                .hasMessageContaining("in version 1.0.0, not 2.0.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://charts.example/stable", "https://charts.example/other", "https://charts.example/stable-evil",
                "https://evil.example/stable", "https://user:x@charts.example/stable",
                        "https://charts.example/stable/../other",
                "https://charts.example:444/stable", "file:///etc", "nonsense"
            })
    void takesChartsOnlyFromAllowedRepositories(String repository) {
        assertThatThrownBy(() -> sources.open("web", repository, null))
                .hasMessageContaining("charts are not taken from");
    }

    @ParameterizedTest
    @CsvSource({
        "1.9.0, 1.10.0",
        "1.0.0-rc.1, 1.0.0",
        "1.0.0-rc.1, 1.0.0-rc.2",
        "1.0.0-alpha, 1.0.0-beta",
        "v1.0.0, 1.0.1"
    })
    void ordersVersions(String older, String newer) {
        assertThat(ChartVersions.compare(older, newer)).isNegative();
        assertThat(ChartVersions.compare(newer, older)).isPositive();
    }

    @Test
    void survivesBrokenPackages() {
        var random = new Random(11);
        var good = tgz(Map.of("a/Chart.yaml", "name: a\nversion: 1.0.0\n", "a/values.yaml", "x: 1\n"));
        for (int i = 0; i < 300; i++) {
            var broken = good.clone();
            for (int j = 0; j < 4; j++) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            var target = Chart.newFolder();
            try {
                ChartFiles.unpack(broken, target);
            } catch (ToolFailed expected) {
                assertThat(expected).hasMessageContaining("chart");
            } finally {
                Chart.delete(target);
            }
        }
    }

    private static byte[] tgz(Map<String, String> files) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            for (var file : files.entrySet()) {
                var content = file.getValue().getBytes(StandardCharsets.UTF_8);
                var header = new byte[512];
                put(header, 0, file.getKey());
                put(header, 124, "%011o".formatted(content.length));
                header[156] = '0';
                put(header, 257, "ustar");
                gzip.write(header);
                gzip.write(content);
                gzip.write(new byte[(512 - content.length % 512) % 512]);
            }
            gzip.write(new byte[1024]);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private static void put(byte[] header, int at, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
