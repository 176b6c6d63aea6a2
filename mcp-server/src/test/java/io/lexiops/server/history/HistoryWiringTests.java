package io.lexiops.server.history;

import io.lexiops.server.McpServerApplication;
import io.lexiops.server.tool.Toolset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HistoryWiringTests {

    @TempDir
    private Path folder;

    @Test
    void watchesUnlessItIsSwitchedOff() {
        try (var context = start()) {
            assertThat(context.getBean(HistoryToolset.class).state()).isInstanceOf(Toolset.State.Ready.class);
            assertThat(status(context)).containsEntry("enabled", true);
        }
        try (var context = start("--copilot.history.enabled=false")) {
            assertThat(context.getBean(HistoryToolset.class).state()).isInstanceOf(Toolset.State.NotConfigured.class);
            assertThat(status(context)).containsEntry("enabled", false).containsEntry("watching", 0L);
        }
    }

    @Test
    void settingsHaveDefaultsAndNames() {
        try (var context = start()) {
            assertThat(context.getBean(HistoryProperties.class))
                    .isEqualTo(new HistoryProperties(
                            true, Duration.ofSeconds(5), 20_000, 16 << 20, Duration.ofDays(7), 5000));
        }
        try (var context = start(
                "--copilot.history.start-after=1m",
                "--copilot.history.max-changes=7",
                "--copilot.history.max-bytes=4096",
                "--copilot.history.max-age=1h",
                "--copilot.history.max-objects=9")) {
            assertThat(context.getBean(HistoryProperties.class))
                    .isEqualTo(new HistoryProperties(true, Duration.ofMinutes(1), 7, 4096, Duration.ofHours(1), 9));
        }
        assertThatThrownBy(() -> start("--copilot.history.max-changes=0")).hasStackTraceContaining("copilot.history");
    }

    @SuppressWarnings("unchecked") // a JSON object
    private static Map<String, Object> status(ConfigurableApplicationContext context) {
        return (Map<String, Object>) context.getBean(HistoryWatches.class).value();
    }

    private ConfigurableApplicationContext start(String... arguments) {
        var common = Stream.of(
                "--copilot.server.data-dir=" + folder,
                "--copilot.kubernetes.sandbox=true",
                "--spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID()
                        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH");
        return new SpringApplicationBuilder(McpServerApplication.class)
                .web(WebApplicationType.NONE)
                .run(Stream.concat(common, Stream.of(arguments)).toArray(String[]::new));
    }
}
