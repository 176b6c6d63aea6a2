package io.lexiops.agent.cli;

import picocli.CommandLine.Command;

/** {@code copilot audit}. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "The audit trail of the host.",
        subcommands = {AuditCommand.Verify.class, AuditCommand.Export.class})
final class AuditCommand {

    /** {@code copilot audit verify}. */
    @Command(
            name = "verify",
            description = "Recomputes the chain: finds any record that was changed, removed or moved.")
    static final class Verify extends SubCommand {

        @Override
        ExitCode run(HostClient host) {
            var found = host.get("/api/v1/audit/verify");
            out().println(Json.text(found, "says"));
            out().flush();
            return Boolean.TRUE.equals(found.get("intact")) ? ExitCode.DONE : ExitCode.ERROR;
        }
    }

    /** {@code copilot audit export}. */
    @Command(name = "export", description = "Prints all records as JSON Lines.")
    static final class Export extends SubCommand {

        @Override
        ExitCode run(HostClient host) {
            out().print(host.getText("/api/v1/audit/export"));
            out().flush();
            return ExitCode.DONE;
        }
    }
}
