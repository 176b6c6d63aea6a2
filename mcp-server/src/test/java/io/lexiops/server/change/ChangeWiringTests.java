package io.lexiops.server.change;

import io.lexiops.server.McpServerApplication;
import io.lexiops.server.tool.StatusEntry;
import io.lexiops.server.tool.Toolset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
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

class ChangeWiringTests {

    @TempDir
    Path folder;

    @Test
    void everyWriteToolOfEveryBackendGoesThroughThePipeline() throws Exception {
        var keyFile = folder.resolve("grants.pub");
        var grants = new TestGrants();
        TestGrants.writeKeys(keyFile, grants.pair.getPublic());

        try (var context = start("--copilot.server.grants.public-key-file=" + keyFile)) {
            var tools = context.getBeansOfType(Toolset.class).values().stream()
                    .flatMap(toolset -> toolset.tools().stream())
                    .toList();

            assertThat(tools)
                    .filteredOn(tool -> tool.spec().effect().writes())
                    // k8s_rollout reads, too; its writes are handed on to a guarded tool
                    .filteredOn(tool -> !tool.spec().name().equals("k8s_rollout"))
                    .isNotEmpty()
                    .allSatisfy(tool -> assertThat(tool).isInstanceOf(GuardedTool.class));
            assertThat(tools)
                    .extracting(tool -> tool.spec().name())
                    .contains("change_undo", "changes_list", "helm_upgrade", "argocd_sync");
            var status = context.getBeansOfType(StatusEntry.class).values().stream()
                    .filter(entry -> entry.key().equals("grants"))
                    .findFirst()
                    .orElseThrow();
            assertThat(status.value()).isEqualTo(Map.of("keyIds", List.of(GrantKeys.keyId(grants.pair.getPublic()))));
        }
    }

    @Test
    void settingsHaveDefaultsAndNames() {
        try (var context = start()) {
            var changes = context.getBean(ChangeProperties.class);
            assertThat(changes.confirmationExpiry()).isEqualTo(Duration.ofMinutes(10));
            assertThat(changes.convergenceTimeout()).isEqualTo(Duration.ofMinutes(5));
            assertThat(changes.pollInterval()).isEqualTo(Duration.ofMillis(300));
            assertThat(context.getBean(GrantProperties.class).publicKeyFile()).isNull();
        }
        try (var context = start(
                "--copilot.changes.confirmation-expiry=1m",
                "--copilot.changes.convergence-timeout=2m",
                "--copilot.changes.poll-interval=1s",
                "--copilot.server.grants.longest=10m",
                "--copilot.server.grants.clock-skew=1s")) {
            assertThat(context.getBean(ChangeProperties.class))
                    .isEqualTo(
                            new ChangeProperties(Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofSeconds(1)));
            assertThat(context.getBean(GrantProperties.class))
                    .isEqualTo(new GrantProperties(null, Duration.ofMinutes(10), Duration.ofSeconds(1)));
        }
    }

    @Test
    void aWrongSettingStopsTheStart() {
        assertThatThrownBy(() -> start("--copilot.changes.convergence-timeout=5h"))
                .hasStackTraceContaining("copilot.changes.convergence-timeout is PT1S to PT10M, not PT5H");
    }

    private ConfigurableApplicationContext start(String... arguments) {
        var common = Stream.of(
                "--copilot.server.data-dir=" + folder,
                "--copilot.server.stdio=false",
                "--spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID()
                        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH");
        return new SpringApplicationBuilder(McpServerApplication.class)
                .web(WebApplicationType.NONE)
                .run(Stream.concat(common, Arrays.stream(arguments)).toArray(String[]::new));
    }
}
