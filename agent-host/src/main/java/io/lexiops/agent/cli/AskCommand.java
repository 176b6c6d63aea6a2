package io.lexiops.agent.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code copilot ask}. */
@Command(
        name = "ask",
        description = "Hands over a task, a question or an alert in your own words.",
        footer = {
            "",
            "Examples:",
            "  copilot ask \"which images run in shop?\"",
            "  copilot ask \"scale web in shop to 4\" --yes",
            "  copilot ask \"web in shop is broken, fix it\" --plan",
            "  kubectl describe pod web-1 | copilot ask -"
        })
final class AskCommand extends CaseCommand {

    // A little more than what the host reads, so that it can say its limit itself.
    private static final int LONGEST = 2_000_000;

    @Parameters(arity = "0..*", paramLabel = "TEXT", description = "the words; from standard input if absent or -")
    private List<String> words = List.of();

    @Option(names = "--plan", description = "plan and review only, change nothing")
    private boolean plan;

    @Option(
            names = {"-y", "--yes"},
            description = "approve the plan in advance, as far as one person may")
    private boolean yes;

    @Option(names = "--wait", description = "wait until it is done (this is the default)")
    private boolean wait;

    @Option(names = "--no-wait", description = "hand it over and return at once; needs running programs")
    private boolean noWait;

    @Option(names = "--key", paramLabel = "KEY", description = "idempotency key: the same key is the same request")
    private @Nullable String key;

    @Override
    Installation installation() {
        return Installation.of(root().cluster(), false);
    }

    @Override
    ExitCode run(HostClient host) {
        if (wait && noWait) {
            throw new CliFailed("--wait and --no-wait contradict each other: use one");
        }
        var body = new LinkedHashMap<String, Object>();
        body.put("text", text());
        body.put("mode", plan ? "PLAN" : "RUN");
        body.put("approved", yes);
        if (root().cluster().namespace != null) {
            body.put("namespace", root().cluster().namespace);
        }
        if (key != null) {
            body.put("idempotencyKey", key);
        }
        Map<String, Object> opened = host.post("/api/v1/requests", body);
        return noWait ? show(opened) : follow(host, opened);
    }

    private String text() {
        if (!words.isEmpty() && !words.equals(List.of("-"))) {
            return String.join(" ", words);
        }
        try {
            var bytes = System.in.readNBytes(LONGEST);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CliFailed("cannot read the request from standard input", e);
        }
    }
}
