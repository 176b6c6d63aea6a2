package io.lexiops.server.argocd;

import io.lexiops.server.access.Fence;
import io.lexiops.server.argocd.FakeArgoCd.App;
import io.lexiops.server.change.ChangePipeline;
import io.lexiops.server.change.Inverse;
import io.lexiops.server.change.PlannedWrite;
import io.lexiops.server.change.TargetChange;
import io.lexiops.server.change.WriteTool;
import io.lexiops.server.redact.InstallationKey;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.CallContext;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolResult;
import io.lexiops.server.tool.ToolSpec;
import io.lexiops.server.tool.Toolset;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class ArgoCdToolsTests {

    private static final Fence NO_FENCE = new Fence(Set.of(), Set.of());

    private static final Caller OPERATOR = new Caller("test", Role.OPERATOR, Set.of());

    private final FakeArgoCd server;
    private final App shop = new App();
    private ArgoCd argo = new UnconfiguredArgoCd("not yet");

    ArgoCdToolsTests() throws IOException {
        this.server = new FakeArgoCd(ArgoCdContract.published());
    }

    @BeforeEach
    void prepare() {
        shop.history.addAll(List.of("rev-0", "rev-1"));
        shop.live = "rev-1";
        shop.target = "rev-2";
        shop.health = "Degraded";
        server.apps.put("shop", shop);
        argo = new ArgoCdConfiguration().argoCd(properties(server.url(), FakeArgoCd.TOKEN), NO_FENCE);
    }

    @AfterEach
    void everyRequestKeepsTheContract() {
        server.close();
        assertThat(server.violations).isEmpty();
    }

    @Test
    void theContractIsThePublishedOne() {
        assumeTrue(
                server.checksTheContract(),
                "ARGOCD_OPENAPI is not set: requests are not held against Argo CD's published OpenAPI document");

        read(new ArgoListTool(argo), Map.of("project", "default", "selector", "a=b"));

        assertThat(server.requests).containsExactly("GET /api/v1/applications");
    }

    @Test
    void listsApplicationsWithTheirState() {
        server.apps.put("other", new App());

        assertThat(read(new ArgoListTool(argo), Map.of()).text())
                .contains("2 applications")
                .contains("Degraded");
        assertThat(read(new ArgoListTool(argo), Map.of("health", "Degraded", "output", "json"))
                        .structured())
                .containsEntry("count", 1L)
                .hasEntrySatisfying(
                        "applications", found -> assertThat(found.toString()).contains("shop"));
    }

    @Test
    void showsAnApplicationWithTreeAndHistoryButNoSecret() {
        var get = new ArgoGetTool(argo, new Redactor(InstallationKey.random()));

        assertThat(read(get, Map.of("application", "shop", "tree", true)).text())
                .contains("application shop: OutOfSync, Degraded, revision rev-2, into shop")
                .contains("https://git.example/shop deploy at main")
                .contains("rev-0")
                .contains("Deployment/web Healthy\n  ReplicaSet/web-1 Healthy\n    Pod/web-1-x Healthy");
        assertThat(read(get, Map.of("application", "shop", "output", "json", "tree", true))
                        .structured()
                        .toString())
                .contains("db.password")
                .doesNotContain("swordfish");
    }

    @Test
    void previewsASyncWithArgoCdsOwnDiffAndWaitsForTheOperation() {
        var sync = plan(new ArgoSyncTool(argo), Map.of("application", "shop", "prune", true));
        var preview = sync.preview();

        assertThat(operations(preview.changes())).containsExactly("NONE Application/shop", "UPDATE Deployment/web");
        assertThat(String.valueOf(preview.changes().get(1).after())).contains("web:rev-2");
        assertThat(preview.inverse())
                .isEqualTo(new Inverse("argocd_rollback", Map.of("application", "shop", "id", 1L)));
        assertThat(server.requests).noneMatch(request -> request.startsWith("POST"));

        var written = sync.execute(preview);
        assertThat(written).hasSize(2);
        assertThat(sync.look(preview, written).missing()).anyMatch(missing -> missing.contains("under way"));
        var last = sync.look(preview, written);
        assertThat(last.missing()).isEmpty();
        assertThat(shop.live).isEqualTo("rev-2");
    }

    @Test
    void reportsAnOperationThatFails() {
        shop.failure = "one or more objects failed to apply";
        var sync = plan(new ArgoSyncTool(argo), Map.of("application", "shop"));
        var preview = sync.preview();
        var written = sync.execute(preview);
        sync.look(preview, written);

        assertThat(sync.look(preview, written).missing())
                .anyMatch(missing -> missing.contains("Failed: one or more objects failed to apply"))
                .anyMatch(missing -> missing.contains("Degraded"));
    }

    @Test
    void rollsBackToAnEntryOfTheHistory() {
        var rollback = plan(new ArgoRollbackTool(argo), Map.of("application", "shop"));
        var preview = rollback.preview();

        assertThat(String.valueOf(preview.changes().get(1).after())).contains("web:rev-0");
        var written = rollback.execute(preview);
        rollback.look(preview, written);
        assertThat(rollback.look(preview, written).done()).isTrue();
        assertThat(shop.live).isEqualTo("rev-0");
        assertThat(shop.history).endsWith("rev-0");
    }

    @Test
    void syncsOnlyWhatIsChosen() {
        var other = plan(
                new ArgoSyncTool(argo),
                Map.of("application", "shop", "resources", List.of(":Service:web", "apps:Deployment:shop/api")));
        assertThat(operations(other.preview().changes())).containsExactly("NONE Application/shop");

        var chosen = plan(
                new ArgoSyncTool(argo),
                Map.of("application", "shop", "resources", List.of("apps:Deployment:shop/web"), "revision", "v9"));
        assertThat(String.valueOf(chosen.preview().changes().get(1).after())).contains("web:v9");
        chosen.execute(chosen.preview());
    }

    @Test
    void refusesWhatArgoCdRefuses() {
        fails(ErrorCode.NOT_FOUND, "no application nothing", "nothing");
        fails(ErrorCode.FORBIDDEN, "permission denied", "secret-app");
        assertThatThrownBy(() -> plan(new ArgoRollbackTool(argo), Map.of("application", "shop", "id", 9L))
                        .preview())
                .hasMessageContaining("no history entry 9");
        assertThatThrownBy(() -> argo.rollback("shop", 9, false)).hasMessageContaining("deployment id 9");
        shop.automated = true;
        assertThatThrownBy(() -> plan(new ArgoRollbackTool(argo), Map.of("application", "shop"))
                        .preview())
                .hasMessageContaining("syncs by itself");
        assertThatThrownBy(() -> argo.rollback("shop", 0, false))
                .asInstanceOf(type(ToolFailed.class))
                .extracting(ToolFailed::code)
                .isEqualTo(ErrorCode.REFUSED);
        assertThat(plan(new ArgoSyncTool(argo), Map.of("application", "shop"))
                        .preview()
                        .inverse())
                .isNull();
        assertThatThrownBy(() -> plan(new ArgoSyncTool(argo), Map.of("application", "../version")))
                .hasMessageContaining("no name of an application");
        assertThatThrownBy(
                        () -> plan(new ArgoSyncTool(argo), Map.of("application", "shop", "resources", List.of("web"))))
                .hasMessageContaining("names no object");
    }

    @Test
    void waitsForNoOperationThatSomebodyElseHasStarted() {
        var sync = plan(new ArgoSyncTool(argo), Map.of("application", "shop"));
        var preview = sync.preview();
        argo.sync("shop", new ArgoCd.SyncRequest(null, false, List.of()));

        assertThatThrownBy(() -> plan(new ArgoSyncTool(argo), Map.of("application", "shop"))
                        .preview())
                .hasMessageContaining("under way");
        assertThatThrownBy(() -> sync.execute(preview))
                .asInstanceOf(type(ToolFailed.class))
                .extracting(ToolFailed::code)
                .isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    void goesNoFurtherWhenTheApplicationHasMoved() {
        var sync = plan(new ArgoSyncTool(argo), Map.of("application", "shop"));
        var preview = sync.preview();
        shop.target = "rev-3";

        assertThatThrownBy(() -> sync.execute(preview)).hasMessageContaining("has changed since the preview");
        assertThat(server.requests).noneMatch(request -> request.startsWith("POST"));
    }

    @Test
    void saysThatItsTokenIsNotAccepted() {
        var other = new ArgoCdConfiguration().argoCd(properties(server.url(), "wrong"), NO_FENCE);

        assertThatThrownBy(() -> other.application("shop"))
                .hasMessageContaining("token")
                .asInstanceOf(type(ToolFailed.class))
                .extracting(ToolFailed::code)
                .isEqualTo(ErrorCode.FORBIDDEN);
    }

    @Test
    void hidesItsToolsUntilAddressAndTokenAreSet() {
        var toolset = toolset(properties(null, null));

        assertThat(toolset.state()).isInstanceOf(Toolset.State.NotConfigured.class);
        assertThat(toolset(properties(server.url(), null)).state())
                .isEqualTo(new Toolset.State.NotConfigured(
                        "Argo CD is not configured: set copilot.argocd.token or copilot.argocd.token-file"));
        assertThat(toolset(properties(server.url(), "x")).state()).isEqualTo(new Toolset.State.Ready());
        assertThat(toolset.tools())
                .extracting(tool -> tool.spec().name())
                .containsExactly("argocd_list", "argocd_get", "argocd_sync", "argocd_rollback");
    }

    private static ArgoCdToolset toolset(ArgoCdProperties properties) {
        ChangePipeline unguarded = tool -> new Tool() {
            @Override
            public ToolSpec spec() {
                return tool.spec();
            }

            @Override
            public ToolResult call(ToolCall call) {
                throw new UnsupportedOperationException("not called here");
            }
        };
        return new ArgoCdToolset(
                new ArgoCdConfiguration().argoCd(properties, NO_FENCE),
                properties,
                unguarded,
                new Redactor(InstallationKey.random()));
    }

    private static ArgoCdProperties properties(@Nullable URI url, @Nullable String token) {
        return new ArgoCdProperties(url, token, null, null, false, Duration.ofSeconds(5), 1 << 20);
    }

    private void fails(ErrorCode code, String words, String application) {
        assertThatThrownBy(() -> plan(new ArgoSyncTool(argo), Map.of("application", application))
                        .preview())
                .hasMessageContaining(words)
                .asInstanceOf(type(ToolFailed.class))
                .extracting(ToolFailed::code)
                .isEqualTo(code);
    }

    private static PlannedWrite plan(WriteTool tool, Map<String, Object> arguments) {
        return tool.plan(ToolArguments.of(tool.spec(), arguments), OPERATOR);
    }

    private static List<String> operations(List<TargetChange> changes) {
        return changes.stream()
                .map(change -> change.operation() + " " + change.target().kind() + "/"
                        + change.target().name())
                .toList();
    }

    private static ToolResult.Success read(Tool tool, Map<String, Object> arguments) {
        return (ToolResult.Success)
                tool.call(new ToolCall(ToolArguments.of(tool.spec(), arguments), OPERATOR, CallContext.none()));
    }
}
