package io.lexiops.agent.supervise;

import io.lexiops.agent.knowledge.KnowledgeBase;
import io.lexiops.agent.knowledge.Passage;
import io.lexiops.agent.knowledge.Query;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Proposes a runbook: for a cause that keeps coming back, so that somebody looks for its root; for a guard that keeps
 * rejecting, so that people are told what to ask for instead; for requests that nothing understands, so that the answer
 * at least says how it is done here.
 */
final class KnowledgeProposer implements Proposer {

    private static final int MAX_ROWS = 10;

    private final KnowledgeBase knowledge;

    KnowledgeProposer(KnowledgeBase knowledge) {
        this.knowledge = knowledge;
    }

    @Override
    public Optional<Draft> draft(Signal signal) {
        return switch (signal.rule().kind()) {
            case REPEATED_CAUSE ->
                Optional.of(draft(signal, cause(signal), signal.latest().cause()));
            case REPEATED_REJECTION -> Optional.of(draft(signal, rejection(signal), signal.subject()));
            case UNKNOWN_INTENT -> Optional.of(draft(signal, unknown(signal), ""));
        };
    }

    private Draft draft(Signal signal, String body, String rule) {
        var slug = slug(signal.title());
        var front = "---\nid: " + slug + "\ntitle: " + quoted(signal.title()) + "\n"
                + (rule.isEmpty() ? "" : "causes: [" + quoted(rule) + "]\n") + "---\n\n# " + line(signal.title())
                + "\n\n";
        return new Draft(
                Proposal.Repository.KNOWLEDGE, evidence(signal), Map.of("runbooks/" + slug + ".md", front + body));
    }

    private String cause(Signal signal) {
        var outcomes = new TreeMap<String, Integer>();
        signal.cases()
                .forEach(closed -> outcomes.merge(closed.outcome().name().toLowerCase(Locale.ROOT), 1, Integer::sum));
        var body = new StringBuilder(
                "The same fault came up %d times between %s and %s on %s, and each time it was treated with `%s`.\n"
                        .formatted(
                                signal.cases().size(),
                                signal.cases().getFirst().closedAt(),
                                signal.latest().closedAt(),
                                line(signal.latest().owner()),
                                line(signal.latest().template())));
        body.append("How it ended: ").append(outcomes).append(".\n\n## What helps for now\n\n");
        body.append("`").append(line(signal.latest().template())).append("`, as before.");
        knowledge
                .find(Query.of(signal.latest().cause() + " " + signal.latest().faultClass(), 3)
                        .in(Query.Filter.folder("runbooks/")))
                .stream()
                .map(Passage::path)
                .distinct()
                .forEach(path -> body.append("\nSee also [")
                        .append(path)
                        .append("](../")
                        .append(path)
                        .append(")."));
        body.append(
                        "\n\n## Find the root\n\nA fix that is needed again and again treats a symptom. Before you merge this, "
                                + "write here what brings the fault back: who changes ")
                .append(line(signal.latest().owner()))
                .append(" before each case, and where that change comes from.\n\n")
                .append(table(signal));
        return body.toString();
    }

    private String rejection(Signal signal) {
        return "The guard `%s` rejected plans for %d requests between %s and %s.\n\n"
                        .formatted(
                                line(signal.subject()),
                                signal.cases().size(),
                                signal.cases().getFirst().closedAt(),
                                signal.latest().closedAt())
                + "## What to ask for instead\n\nBefore you merge this, write here the smaller or safer request that reaches the"
                + " same. If the guard is wrong for these objects, change it in the rule repository: tighten its condition, or"
                + " mute it there with an owner, a reason and an expiry. Do not widen it for everybody.\n\n"
                + table(signal);
    }

    private String unknown(Signal signal) {
        var asked = signal.cases().reversed().stream()
                .map(closed -> "- " + line(closed.text()))
                .distinct()
                .limit(MAX_ROWS)
                .collect(Collectors.joining("\n"));
        var near = knowledge.find(Query.of(signal.subject(), 3)).stream()
                .map(Passage::path)
                .distinct()
                .map(path -> "[%s](../%s)".formatted(path, path))
                .collect(Collectors.joining(", "));
        return "People asked for this %d times, and no intent, cause or runbook fitted:\n\n"
                        .formatted(signal.cases().size())
                + asked
                + "\n\n## How it is done\n\nBefore you merge this, write here how it is done; then the next request of"
                + " this kind is answered with it. If the copilot shall do it itself, add an intent with these words as"
                + " utterances to the rule repository instead.\n" + (near.isEmpty() ? "" : "\nNear: " + near + ".\n")
                + "\n"
                + table(signal);
    }

    private static String table(Signal signal) {
        var rows = signal.cases().reversed().stream()
                .limit(MAX_ROWS)
                .map(closed -> "| %s | %s | %s | %s |"
                        .formatted(
                                closed.closedAt(),
                                closed.id(),
                                cell(closed.text()),
                                closed.outcome().name().toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining("\n"));
        return "## Cases\n\n| when | case | asked | outcome |\n|---|---|---|---|\n" + rows + "\n";
    }

    /** Why, and what the runbook would have meant for the cases that led to it. */
    private String evidence(Signal signal) {
        var known = new LinkedHashSet<String>();
        var without = new ArrayList<String>();
        for (var closed : signal.cases()) {
            var wanted = signal.rule().kind() == SignalRule.Kind.REPEATED_REJECTION ? signal.subject() : closed.cause();
            var found = wanted.isEmpty()
                    ? List.<Passage>of()
                    : knowledge.find(Query.of(closed.text(), 5)
                            .in(Query.Filter.folder("runbooks/").withCauses(Set.of(wanted))));
            found.forEach(passage -> known.add(passage.path()));
            if (found.isEmpty()) {
                without.add(closed.id());
            }
        }
        return """
                Evidence: %d cases within %d hours (rule %s asks for %d): %s

                Hypothesis: with this runbook merged, fewer than %d cases of this kind in the next %d hours.

                Backtest on knowledge commit %s: of %d cases, %d had no runbook for their rule and would cite this one%s%s""".formatted(
                signal.cases().size(),
                signal.rule().window().toHours(),
                signal.rule().id(),
                signal.rule().cases(),
                String.join(", ", signal.cases().stream().map(ClosedCase::id).toList()),
                signal.rule().cases(),
                signal.rule().window().toHours(),
                knowledge.commit().substring(0, 10),
                signal.cases().size(),
                without.size(),
                without.isEmpty() ? "." : ": " + String.join(", ", without) + ".",
                known.isEmpty() ? "" : " The others found " + String.join(", ", known) + ".");
    }

    static String slug(String text) {
        var slug = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        return slug.substring(0, Math.min(slug.length(), 80)).replaceAll("-+$", "");
    }

    /** One line without anything that Markdown or a table would read as its own. */
    private static String line(String text) {
        var plain = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ")
                .replace("`", "'")
                .replace("<", "‹")
                .strip();
        return plain.length() <= 200 ? plain : plain.substring(0, 200) + " …";
    }

    private static String cell(String text) {
        return line(text).replace("|", "/");
    }

    private static String quoted(String text) {
        return "\"" + line(text).replace("\\", "/").replace("\"", "'") + "\"";
    }
}
