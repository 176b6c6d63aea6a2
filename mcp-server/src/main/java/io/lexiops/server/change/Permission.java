package io.lexiops.server.change;

import io.lexiops.rules.Severity;
import io.lexiops.server.change.ConfirmationHandles.Check;
import io.lexiops.server.tool.CallContext.Question;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.ToolFailed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lets a write run, or says what is missing. A router needs a grant, an operator a confirmation; nobody else writes. */
final class Permission {

    private final JoseGrants grants;
    private final ConfirmationHandles handles;
    private final Judge judge;

    Permission(JoseGrants grants, ConfirmationHandles handles, Judge judge) {
        this.grants = grants;
        this.handles = handles;
        this.judge = judge;
    }

    /** A write that may run, as it was judged last. */
    record Allowed(Judged judged, Decision decision) {}

    /**
     * Decides.
     *
     * @param confirm the handle of an earlier preview; null if there is none
     * @throws ToolFailed if the write may not run, or not yet
     */
    Allowed decide(WriteCall call, Judged judged, @Nullable String confirm) {
        refuseWhatIsBlocked(judged);
        return switch (call.caller().role()) {
            case ROUTER -> new Allowed(judged, byGrant(call, judged));
            case OPERATOR -> byConfirmation(call, judged, confirm);
            case REVIEWER ->
                throw new ToolFailed(
                        ErrorCode.FORBIDDEN,
                        "a reviewer only previews: " + call.spec().name() + " would change something",
                        "call it with dryRun: true");
            case PLANNER, OBSERVER ->
                throw new ToolFailed(
                        ErrorCode.FORBIDDEN,
                        call.spec().name() + " changes something, and the role "
                                + word(call.caller().role()) + " only reads",
                        "use a token of another role");
        };
    }

    private static void refuseWhatIsBlocked(Judged judged) {
        if (judged.blocked()) {
            throw new ToolFailed(
                    ErrorCode.REFUSED,
                    "a guard forbids it, whoever asks: " + messages(judged, Severity.BLOCK),
                    remedies(judged, Severity.BLOCK),
                    Map.of("preview", judged.toJson(), "packs", judged.packs().toJson()),
                    null);
        }
    }

    private Decision byGrant(WriteCall call, Judged judged) {
        var grant = grants.read(call.context()
                .grant()
                .orElseThrow(() -> new ToolFailed(
                        ErrorCode.GRANT_INVALID,
                        "a router writes only with an execution grant, and this call has none",
                        "send it as _meta io.lexiops/grant")));
        checkWhat(call, judged, grant);
        checkPeople(judged, grant);
        return new Decision(
                Decision.By.GRANT,
                String.join(",", grant.approvers()),
                new Decision.Permit("grant:" + grant.id(), grant.expiry()));
    }

    private static void checkWhat(WriteCall call, Judged judged, Grant grant) {
        if (!grant.tool().equals(call.spec().name())) {
            throw JoseGrants.invalid(
                    "it is for the tool " + grant.tool() + ", not "
                            + call.spec().name(),
                    null);
        }
        if (!grant.arguments().equals(call.digest())) {
            throw JoseGrants.invalid("it is for other arguments", null);
        }
        call.context().caseId().filter(caseId -> !caseId.equals(grant.caseId())).ifPresent(_ -> {
            throw JoseGrants.invalid("it is for another case", null);
        });
        if (!grant.packs().equals(judged.packs().digest())) {
            throw JoseGrants.invalid("the rule packs have changed since the review", null);
        }
        moved(judged.targetsJson(), grant.targets()).ifPresent(what -> {
            throw JoseGrants.invalid(what, null);
        });
    }

    private static void checkPeople(Judged judged, Grant grant) {
        if (grant.people() < judged.people()) {
            var needed = judged.people() == 1 ? "a person" : "two different people";
            throw new ToolFailed(
                    ErrorCode.GRANT_INVALID,
                    "the execution grant is refused: " + needed + " must allow this, and it comes from "
                            + String.join(", ", grant.approvers()) + ": " + messages(judged, Severity.APPROVAL),
                    "have " + needed + " approve it");
        }
    }

    /** What is not as it was reviewed, or empty. */
    private static Optional<String> moved(List<Map<String, Object>> now, List<Map<String, Object>> granted) {
        var reviewed = versions(granted);
        var present = versions(now);
        for (var target : present.entrySet()) {
            var version = reviewed.get(target.getKey());
            if (version == null) {
                return Optional.of("it does not name " + target.getKey());
            }
            if (!version.equals(target.getValue())) {
                return Optional.of(target.getKey() + " was at version " + version + " when it was reviewed, and is at "
                        + target.getValue() + " now");
            }
        }
        return reviewed.keySet().stream()
                .filter(name -> !present.containsKey(name))
                .findFirst()
                .map(name -> "it names " + name + ", which this write does not touch");
    }

    private static Map<String, String> versions(List<Map<String, Object>> targets) {
        var versions = new LinkedHashMap<String, String>();
        for (var target : targets) {
            var namespace = target.get("namespace");
            var context = target.get("context");
            var name = target.get("apiVersion") + " " + target.get("kind") + "/" + target.get("name")
                    + (namespace == null ? "" : " in " + namespace)
                    + (context == null ? "" : " of context " + context);
            var uid = target.get("uid");
            versions.put(name, target.get("resourceVersion") + (uid == null ? "" : " of " + uid));
        }
        return versions;
    }

    private Allowed byConfirmation(WriteCall call, Judged judged, @Nullable String confirm) {
        if (call.context().grant().isPresent()) {
            throw JoseGrants.invalid("grants are for routers, and this caller is an operator", null);
        }
        if (judged.changesNothing()) {
            return new Allowed(judged, Decision.notNeeded());
        }
        if (judged.people() > 1) {
            throw new ToolFailed(
                    ErrorCode.REFUSED,
                    "two different people must allow this: " + messages(judged, Severity.TWO_PERSON),
                    "ask the agent host for it: it collects the approvals",
                    Map.of("preview", judged.toJson()),
                    null);
        }
        return confirm == null ? byQuestion(call, judged) : byHandle(call, judged, confirm);
    }

    private Allowed byQuestion(WriteCall call, Judged judged) {
        var answer = call.context()
                .ask(new Question(PreviewText.question(call.spec().name(), judged), judged.subject()))
                .orElseThrow(() -> withoutQuestion(call, judged, ""));
        if (!answer.yes()) {
            throw new ToolFailed(ErrorCode.REFUSED, "the person at the client declined", "nothing was changed");
        }
        var once = answer.once();
        if (once != null) {
            // The answer came with this call, and names the state that was judged just now.
            var permit = new Decision.Permit("answer:" + once.id(), once.expiry());
            return new Allowed(judged, new Decision(Decision.By.ELICITATION, person(call), permit));
        }
        // They took their time; what they saw must still be what would happen.
        var now = judge.judge(call);
        if (!now.standsFor(judged)) {
            throw new ToolFailed(
                    ErrorCode.PRECONDITION_FAILED,
                    "a target was changed while the question was open",
                    "look at it and ask again",
                    Map.of("preview", now.toJson()),
                    null);
        }
        return new Allowed(now, new Decision(Decision.By.ELICITATION, person(call), null));
    }

    private Allowed byHandle(WriteCall call, Judged judged, String confirm) {
        if (needsPerson(judged)) {
            throw withoutQuestion(call, judged, "");
        }
        return switch (handles.check(confirm, call, judged)) {
            case Check.Good(var permit) -> new Allowed(judged, new Decision(Decision.By.HANDLE, person(call), permit));
            case Check.Bad(var why) -> throw withoutQuestion(call, judged, "the handle is refused: " + why + "; ");
        };
    }

    /** What is left to a client that cannot ask its person. */
    private ToolFailed withoutQuestion(WriteCall call, Judged judged, String before) {
        if (needsPerson(judged)) {
            return new ToolFailed(
                    ErrorCode.REFUSED,
                    before + "a person must answer for this (" + reason(judged)
                            + "), and this client cannot ask one: it does not support elicitation, or nobody answered",
                    "use a client that supports elicitation, or ask the agent host for it",
                    Map.of("preview", judged.toJson(), "packs", judged.packs().toJson()),
                    null);
        }
        var handle = handles.give(call, judged);
        return new ToolFailed(
                ErrorCode.CONFIRMATION_REQUIRED,
                before + "nothing was changed yet\n" + PreviewText.of(judged),
                "to do it, call " + call.spec().name() + " again with the same arguments and confirm: " + handle.text(),
                Map.of(
                        "confirmation",
                        Map.of(
                                "handle",
                                handle.text(),
                                "expiresAt",
                                handle.expiry().toString()),
                        "preview",
                        judged.toJson(),
                        "packs",
                        judged.packs().toJson()),
                null);
    }

    private static boolean needsPerson(Judged judged) {
        return judged.risk() == Risk.HIGH || judged.people() > 0;
    }

    private static String reason(Judged judged) {
        return judged.people() > 0 ? messages(judged, Severity.APPROVAL) : "the risk is high";
    }

    private static String person(WriteCall call) {
        return "user:" + call.caller().name();
    }

    private static String messages(Judged judged, Severity least) {
        return judged.findings().stream()
                .filter(finding -> finding.severity().compareTo(least) >= 0)
                .map(finding -> finding.message() + " (" + finding.rule() + ")")
                .collect(Collectors.joining("; "));
    }

    private static String remedies(Judged judged, Severity least) {
        return judged.findings().stream()
                .filter(finding -> finding.severity().compareTo(least) >= 0)
                .map(io.lexiops.rules.Finding::remedy)
                .filter(remedy -> !remedy.isEmpty())
                .collect(Collectors.joining("; "));
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
