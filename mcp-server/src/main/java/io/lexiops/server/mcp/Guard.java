package io.lexiops.server.mcp;

import io.lexiops.server.access.Fence;
import io.lexiops.server.audit.ArgumentsDigest;
import io.lexiops.server.audit.AuditEntry;
import io.lexiops.server.audit.AuditTrail;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.CallContext;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stands before every tool: who may, where, with what; runs it within its time; and lets nothing out that was not redacted
 * and recorded. Nothing is thrown to the edge.
 */
final class Guard {

    private static final Logger log = LoggerFactory.getLogger(Guard.class);
    private static final int MAX_RECORDED_ARGUMENTS = 16_384;
    private static final String CONFIRM = "confirm";

    private final ToolRights rights;
    private final Fence fence;
    private final Redactor redactor;
    private final AuditTrail trail;
    private final ContextChoice contexts;
    private final TimedRuns runs;
    private final InstantSource clock;
    private final JsonMapper json;
    private final ResultLimit limit;

    Guard(
            ToolRights rights,
            Fence fence,
            Redactor redactor,
            AuditTrail trail,
            ContextChoice contexts,
            TimedRuns runs,
            InstantSource clock,
            JsonMapper json,
            ResultLimit limit) {
        this.rights = rights;
        this.fence = fence;
        this.redactor = redactor;
        this.trail = trail;
        this.contexts = contexts;
        this.runs = runs;
        this.clock = clock;
        this.json = json;
        this.limit = limit;
    }

    CallReply call(
            ToolRegistry.Entry entry, @Nullable Map<String, Object> given, Caller caller, StoppableContext context) {
        var started = clock.instant();
        var arguments = JsonTrees.normal(given);
        var outcome = outcome(entry, arguments, caller, context);
        try {
            trail.append(
                    record(entry, arguments, caller, context, outcome, Duration.between(started, clock.instant())));
        } catch (RuntimeException e) {
            // What nobody can account for later has not been allowed.
            return reply(incident("audit trail", e));
        }
        return switch (outcome) {
            case Outcome.Answered(var result) -> reply(result);
            case Outcome.Open(var needed) -> throw needed;
        };
    }

    private Outcome outcome(
            ToolRegistry.Entry entry, Map<String, Object> arguments, Caller caller, StoppableContext context) {
        try {
            return new Outcome.Answered(answered(entry, arguments, caller, context));
        } catch (InputNeeded needed) {
            return new Outcome.Open(needed);
        }
    }

    /** How a call ended. */
    private sealed interface Outcome {
        record Answered(ToolResult result) implements Outcome {}

        /** It comes again, with what its client answers. */
        record Open(InputNeeded needed) implements Outcome {}
    }

    private ToolResult answered(
            ToolRegistry.Entry entry, Map<String, Object> given, Caller caller, StoppableContext context) {
        return orFailure(entry, () -> {
            rights.check(caller, entry);
            var chosen = contexts.of(entry, given);
            return chosen.call(() -> orFailure(entry, () -> run(entry, chosen.arguments(), caller, context)));
        });
    }

    private ToolResult run(
            ToolRegistry.Entry entry, Map<String, Object> given, Caller caller, StoppableContext context) {
        var within = fence.within(caller);
        var arguments = ToolArguments.of(entry.spec(), given);
        checkNamespaces(within, given);
        rights.check(caller, entry, arguments);
        return limit.checked(
                entry.spec(), runs.run(entry.behind(fence), new ToolCall(arguments, within, context), context));
    }

    private static ToolResult orFailure(ToolRegistry.Entry entry, Supplier<ToolResult> work) {
        try {
            return work.get();
        } catch (ToolFailed e) {
            if (e.code() == ErrorCode.INTERNAL) {
                log.atWarn()
                        .addKeyValue("tool", entry.spec().name())
                        .setCause(e)
                        .log("tool failed");
            }
            return e.toResult();
        } catch (InputNeeded needed) {
            throw needed;
        } catch (RuntimeException e) {
            return incident(entry.spec().name(), e);
        }
    }

    private void checkNamespaces(Caller caller, Map<String, Object> arguments) {
        if (arguments.get("namespace") instanceof String namespace && !namespace.isEmpty()) {
            fence.checkNamespace(caller, namespace);
        }
        if (arguments.get("namespaces") instanceof List<?> namespaces) {
            namespaces.forEach(namespace -> fence.checkNamespace(caller, String.valueOf(namespace)));
        }
    }

    // The caller gets a number to ask about; the cause is for who runs the server.
    private static ToolResult incident(String where, RuntimeException cause) {
        var incident = UUID.randomUUID().toString().substring(0, 8);
        log.atError()
                .addKeyValue("incident", incident)
                .addKeyValue("tool", where)
                .setCause(cause)
                .log("unexpected failure");
        return new ToolResult.Failure(
                ErrorCode.INTERNAL,
                "the server failed in an unexpected way (incident " + incident + ")",
                "try again; if it stays, give the incident number to who runs the server",
                Map.of("incident", incident));
    }

    private CallReply reply(ToolResult result) {
        return switch (result) {
            case ToolResult.Success(var text, var structured) ->
                new CallReply(redactor.text(text), redactor.object(structured), false);
            case ToolResult.Failure failure -> failed(failure);
        };
    }

    private CallReply failed(ToolResult.Failure failure) {
        var message = redactor.text(failure.message());
        var remedy = redactor.text(failure.remedy());
        var error = new LinkedHashMap<String, Object>();
        error.put("code", failure.code().wireName());
        error.put("message", message);
        error.put("remedy", remedy);
        var structured = new LinkedHashMap<String, Object>();
        structured.put("error", error);
        structured.putAll(redactor.object(failure.structured()));
        var text = failure.code().wireName() + ": " + message + (remedy.isEmpty() ? "" : "\n" + remedy);
        return new CallReply(text, structured, true);
    }

    private AuditEntry record(
            ToolRegistry.Entry entry,
            Map<String, Object> arguments,
            Caller caller,
            CallContext context,
            Outcome ended,
            Duration took) {
        var result = ended instanceof Outcome.Answered(var answered) ? answered : null;
        var outcome = switch (result) {
            case null -> "input_required";
            case ToolResult.Success _ -> "ok";
            case ToolResult.Failure failure -> failure.code().wireName();
        };
        var detail = result instanceof ToolResult.Failure failure ? redactor.text(failure.message()) : null;
        return new AuditEntry(
                caller.name(),
                caller.role().name().toLowerCase(Locale.ROOT),
                context.caseId().orElse(null),
                entry.spec().name(),
                ArgumentsDigest.of(arguments),
                recorded(arguments),
                outcome,
                detail,
                result == null ? null : changeId(result.structured()),
                took);
    }

    private String recorded(Map<String, Object> arguments) {
        var shown = new LinkedHashMap<>(redactor.object(arguments));
        // Who reads the trail shall not be able to confirm.
        shown.computeIfPresent(CONFIRM, (_, handle) -> redactor.placeholder(String.valueOf(handle)));
        var text = json.writeValueAsString(shown);
        return text.length() <= MAX_RECORDED_ARGUMENTS
                ? text
                : json.writeValueAsString(Map.of("tooLong", text.length(), "start", text.substring(0, 2000)));
    }

    private static @Nullable String changeId(Map<String, Object> structured) {
        return structured.get("change") instanceof Map<?, ?> change && change.get("id") instanceof String id
                ? id
                : null;
    }
}
