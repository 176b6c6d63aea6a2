package io.lexiops.server.mcp;

import io.lexiops.server.output.TokenBudget;
import io.lexiops.server.tool.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What each role is offered, with every backend configured. A change of a tool is a change of these files, for a reviewer to
 * see; {@code -Dgolden.update=true} writes them.
 */
class GoldenToolListTests extends RunningServer {

    private static final long SCHEMA_BUDGET = 8000;
    private static final Path FILES = Path.of("src", "test", "resources", "golden");
    private static final JsonMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    @DynamicPropertySource
    static void everyBackend(DynamicPropertyRegistry settings) {
        settings.add("copilot.argocd.url", () -> "https://127.0.0.1:1");
        settings.add("copilot.argocd.token", () -> "token-of-argocd-0123456789");
        settings.add("copilot.prometheus.url", () -> "http://127.0.0.1:1");
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void offersWhatTheGoldenFileSays(Role role) throws IOException {
        var file = FILES.resolve("tools-" + role.name().toLowerCase(Locale.ROOT) + ".json");
        var offered = text(offered(role));
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(FILES);
            Files.writeString(file, offered);
        }
        assertThat(file)
                .as("run this test with -Dgolden.update=true and look at the difference")
                .content()
                .isEqualTo(offered);
    }

    @ParameterizedTest
    @EnumSource(
            value = Role.class,
            names = {"PLANNER", "OBSERVER"})
    void offersNoWriteToARoleThatOnlyReads(Role role) {
        assertThat(offered(role))
                .isNotEmpty()
                .allSatisfy(tool -> assertThat(annotations(tool)).containsEntry("readOnlyHint", true));
    }

    @Test
    void offersEveryToolToARouterAndAnOperatorAndAReviewer() {
        var all = offered(Role.OPERATOR);
        assertThat(all).anySatisfy(tool -> assertThat(annotations(tool)).containsEntry("readOnlyHint", false));
        assertThat(offered(Role.ROUTER)).isEqualTo(all);
        assertThat(offered(Role.REVIEWER)).isEqualTo(all);
    }

    @Test
    void spendsAtMostTheSchemaBudgetOfAModel() {
        assertThat(TokenBudget.tokensOf(WireClient.JSON.writeValueAsString(offered(Role.OPERATOR))))
                .isLessThanOrEqualTo(SCHEMA_BUDGET);
    }

    @Test
    void saysOfEveryToolWhatItDoesToTheWorld() {
        assertThat(offered(Role.OPERATOR))
                .allSatisfy(tool -> assertThat(annotations(tool))
                        .containsKeys("title", "readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"))
                .allSatisfy(tool -> assertThat(tool.get("description"))
                        .asString()
                        .hasSizeBetween(20, 600)
                        .doesNotContain("\n"))
                .allSatisfy(tool -> assertThat(WireSession.object(tool, "inputSchema"))
                        .containsEntry("type", "object")
                        .containsEntry("additionalProperties", false));
    }

    @Test
    void offersToolsInTheOrderOfTheirNames() {
        assertThat(offered(Role.OPERATOR))
                .extracting(tool -> String.valueOf(tool.get("name")))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    private List<Map<String, Object>> offered(Role role) {
        return as(role).open().tools().stream()
                .filter(tool -> !String.valueOf(tool.get("name")).startsWith("test_"))
                .toList();
    }

    private static Map<String, Object> annotations(Map<String, Object> tool) {
        return WireSession.object(tool, "annotations");
    }

    private static String text(List<Map<String, Object>> tools) {
        var indented = new DefaultIndenter("  ", "\n");
        var printer = new DefaultPrettyPrinter().withArrayIndenter(indented).withObjectIndenter(indented);
        return SORTED.writer().with(printer).writeValueAsString(tools) + "\n";
    }
}
