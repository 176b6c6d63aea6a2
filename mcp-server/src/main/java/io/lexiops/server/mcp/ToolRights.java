package io.lexiops.server.mcp;

import io.lexiops.server.access.ToolScopes;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.Toolset;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Which tools a caller sees, and which calls it may make: its role decides, and its scopes where it has some. */
final class ToolRights {

    private static final String DRY_RUN = "dryRun";

    private final BooleanSupplier writesEnabled;
    private final ToolSwitches switches;
    private final ToolScopes scopes;

    ToolRights(BooleanSupplier writesEnabled, ToolSwitches switches, ToolScopes scopes) {
        this.writesEnabled = writesEnabled;
        this.switches = switches;
        this.scopes = scopes;
    }

    /** Which setting hides a tool from everybody; empty if none does. */
    Optional<String> switchedOff(ToolRegistry.Entry entry) {
        return switches.hides(entry);
    }

    boolean sees(Caller caller, ToolRegistry.Entry entry) {
        boolean allowed = !entry.spec().effect().writes()
                || (writesEnabled.getAsBoolean() && caller.role().seesWrites());
        return allowed
                && switchedOff(entry).isEmpty()
                && scopes.missing(caller, entry.spec()).isEmpty()
                && !(entry.toolset().state() instanceof Toolset.State.NotConfigured);
    }

    /** Refuses what the caller's role may not call at all. */
    void check(Caller caller, ToolRegistry.Entry entry) {
        switchedOff(entry).ifPresent(why -> {
            throw new ToolFailed(
                    ErrorCode.FORBIDDEN,
                    entry.spec().name() + " is hidden on this server: " + why,
                    "who runs the server can change that setting");
        });
        if (entry.spec().effect().writes()) {
            checkWrites(caller, entry);
        }
        scopes.missing(caller, entry.spec()).ifPresent(scope -> {
            throw new ToolFailed(
                    ErrorCode.FORBIDDEN,
                    entry.spec().name() + " needs the scope " + scope,
                    "get a token with this scope");
        });
        if (entry.toolset().state() instanceof Toolset.State.NotConfigured(var why)) {
            throw new ToolFailed(
                    ErrorCode.BACKEND_NOT_CONFIGURED, entry.toolset().name() + " is not configured", why);
        }
    }

    /** Refuses what the caller's role may only call in another way. */
    void check(Caller caller, ToolRegistry.Entry entry, ToolArguments arguments) {
        boolean preview = entry.spec().parameter(DRY_RUN).isPresent() && arguments.flag(DRY_RUN);
        if (entry.spec().effect().writes() && caller.role() == Role.REVIEWER && !preview) {
            throw new ToolFailed(
                    ErrorCode.FORBIDDEN,
                    "a reviewer only previews: " + entry.spec().name() + " would change something",
                    "call it with dryRun: true");
        }
    }

    private void checkWrites(Caller caller, ToolRegistry.Entry entry) {
        if (!caller.role().seesWrites()) {
            throw new ToolFailed(
                    ErrorCode.FORBIDDEN,
                    entry.spec().name() + " changes something, and the role "
                            + caller.role().name().toLowerCase(Locale.ROOT) + " only reads",
                    "use a token of another role");
        }
        if (!writesEnabled.getAsBoolean()) {
            throw new ToolFailed(
                    ErrorCode.FORBIDDEN, "this server only reads", "who runs it can set copilot.server.writes=enabled");
        }
    }
}
