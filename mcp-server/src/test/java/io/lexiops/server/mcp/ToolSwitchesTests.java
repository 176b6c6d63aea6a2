package io.lexiops.server.mcp;

import io.lexiops.server.settings.ServerProperties;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import io.lexiops.server.tool.Toolset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tools that who runs the server has switched on and off, over the wire. */
class ToolSwitchesTests extends RunningServer {

    @DynamicPropertySource
    static void switches(DynamicPropertyRegistry settings) {
        settings.add("copilot.server.tools.enable", () -> "k8s_node,k8s_exec");
        settings.add("copilot.server.tools.allow", () -> "k8s_*,status,test_echo");
        settings.add("copilot.server.tools.deny", () -> "k8s_delete,k8s_ex*");
    }

    @Test
    void listsOnlyWhatIsAllowedAndSwitchedOnAndNotDenied() {
        assertThat(names(Role.OPERATOR))
                .contains("k8s_list", "k8s_apply", "k8s_node", "status", "test_echo")
                .doesNotContain("k8s_delete", "k8s_exec", "k8s_explain", "k8s_run", "changes_list", "test_wait");
        assertThat(names(Role.PLANNER)).contains("k8s_list").doesNotContain("k8s_node");
    }

    @Test
    void aHiddenToolIsNotCallableAndSaysWhichSettingHidesIt() {
        var session = as(Role.OPERATOR).open();
        assertHidden(session.call("k8s_delete", Map.of("kind", "pod")), "copilot.server.tools.deny has k8s_delete");
        assertHidden(session.call("k8s_exec", Map.of()), "copilot.server.tools.deny has k8s_ex*");
        assertHidden(session.call("changes_list", Map.of()), "copilot.server.tools.allow does not have it");
        assertHidden(
                session.call("k8s_run", Map.of("image", "x")),
                "it is off by default, and copilot.server.tools.enable does not have it");
    }

    @Test
    void statusTellsWhatIsHiddenAndWhy() {
        var result = as(Role.PLANNER).open().call("status", Map.of());
        var off = WireSession.object(WireSession.object(result, "structuredContent"), "switchedOff");
        assertThat(off)
                .containsEntry("k8s_delete", "copilot.server.tools.deny has k8s_delete")
                .containsEntry("changes_list", "copilot.server.tools.allow does not have it")
                .containsKey("k8s_run")
                .doesNotContainKey("k8s_node");
        assertThat(WireSession.text(result)).contains("k8s_delete is hidden: copilot.server.tools.deny has k8s_delete");
    }

    @Test
    void aNameThatMatchesNoToolFailsTheStartWithTheNearNames() {
        assertThatThrownBy(() -> start(Set.of("k8s_exek"), Set.of("k8s_*", "helm*"), Set.of("k8s_lisst")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("copilot.server.tools.enable has 'k8s_exek', which is no tool; near: k8s_exec")
                .hasMessageContaining("copilot.server.tools.allow has 'helm*', which is no tool")
                .hasMessageContaining("copilot.server.tools.deny has 'k8s_lisst', which is no tool; near: k8s_list");
        assertThat(start(Set.of("k8s_exec"), Set.of("k8s_*"), Set.of("k8s_list"))
                        .all())
                .hasSize(2);
    }

    private static ToolRegistry start(Set<String> enable, Set<String> allow, Set<String> deny) {
        var registry = new ToolRegistry(List.of(new Tools(List.of(new Named("k8s_list"), new Named("k8s_exec")))));
        ToolSwitches.check(new ServerProperties.Tools(enable, allow, deny), registry.names());
        return registry;
    }

    private List<String> names(Role role) {
        return as(role).open().tools().stream()
                .map(tool -> String.valueOf(tool.get("name")))
                .toList();
    }

    private static void assertHidden(Map<String, Object> result, String why) {
        assertThat(result).containsEntry("isError", true);
        assertThat(WireSession.text(result)).contains("is hidden on this server: " + why);
    }

    private record Named(String name) implements Tool {

        @Override
        public ToolSpec spec() {
            return new ToolSpec(name, name, ToolEffect.READ, "For tests.", List.of(), true, false);
        }

        @Override
        public ToolResult call(ToolCall call) {
            return ToolResult.of("", Map.of());
        }
    }

    private record Tools(List<Tool> tools) implements Toolset {

        @Override
        public String name() {
            return "test";
        }

        @Override
        public State state() {
            return new State.Ready();
        }
    }
}
