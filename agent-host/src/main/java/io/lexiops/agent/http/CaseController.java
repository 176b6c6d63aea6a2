package io.lexiops.agent.http;

import io.lexiops.agent.access.Person;
import io.lexiops.agent.request.Mode;
import io.lexiops.agent.request.Request;
import io.lexiops.agent.request.RequestId;
import io.lexiops.agent.workflow.CaseDesk;
import io.lexiops.agent.workflow.CaseFile;
import io.lexiops.agent.workflow.CaseJournal;
import io.lexiops.agent.workflow.CaseState;
import io.lexiops.agent.workflow.CaseUnknown;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Requests and what becomes of them. */
@RestController
@RequestMapping("/api/v1/requests")
class CaseController {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** As long as the journal's column; also stated in its migration. */
    private static final int LONGEST_KEY = 200;

    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private final CaseDesk desk;
    private final RequestIds ids;
    private final CaseStream stream;
    private final Clock clock;

    CaseController(CaseDesk desk, RequestIds ids, CaseStream stream, Clock clock) {
        this.desk = desk;
        this.ids = ids;
        this.stream = stream;
        this.clock = clock;
    }

    @PostMapping
    ResponseEntity<Map<String, Object>> submit(
            @RequestBody Submission submission,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @AuthenticationPrincipal Person person) {
        var id = desk.submit(new Request(
                ids.next(),
                submission.text(),
                submission.namespace(),
                submission.mode(),
                person.name(),
                Boolean.TRUE.equals(submission.approved()),
                Request.Origin.OPERATOR,
                key(key, submission),
                clock.instant()));
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/requests/" + id))
                .body(CaseView.of(id, file(id)));
    }

    @GetMapping
    Map<String, Object> list(
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable Instant before,
            @RequestParam(defaultValue = "20") int limit) {
        var filter = new CaseJournal.Filter(state == null ? null : state(state), before, limit);
        return Map.of("requests", desk.list(filter).stream().map(CaseView::head).toList());
    }

    /** With {@code seen}, waits up to {@code wait} seconds until the case has more events than that. */
    @GetMapping("/{id}")
    Map<String, Object> show(
            @PathVariable String id,
            @RequestParam(defaultValue = "-1") int seen,
            @RequestParam(defaultValue = "0") int wait)
            throws InterruptedException {
        var known = new RequestId(id);
        if (seen < 0) {
            return CaseView.of(known, file(known));
        }
        var atMost = Duration.ofSeconds(Math.clamp(wait, 0, LONGEST_WAIT.toSeconds()));
        return CaseView.of(known, desk.await(known, seen, atMost));
    }

    /** The events after a number, one line each. */
    @GetMapping("/{id}/history")
    Map<String, Object> history(@PathVariable String id, @RequestParam(defaultValue = "0") int after) {
        var events = file(new RequestId(id)).events();
        var from = Math.clamp(after, 0, events.size());
        return Map.of(
                "events",
                events.subList(from, events.size()).stream()
                        .map(CaseView::event)
                        .toList());
    }

    @GetMapping(path = "/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events(
            @PathVariable String id,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEvent) {
        var known = new RequestId(id);
        file(known);
        return stream.open(known, lastEvent == null ? 0 : eventNumber(lastEvent));
    }

    @PostMapping("/{id}/approval")
    Map<String, Object> decide(
            @PathVariable String id, @RequestBody Decision decision, @AuthenticationPrincipal Person person) {
        var known = new RequestId(id);
        var file = switch (decision.decision()) {
            case APPROVE ->
                desk.approve(
                        known, person.name(), decision.digest(), Objects.requireNonNullElse(decision.comment(), ""));
            case REJECT -> desk.decline(known, person.name(), Objects.requireNonNullElse(decision.comment(), ""));
        };
        return CaseView.of(known, file);
    }

    @PostMapping("/{id}/answer")
    Map<String, Object> answer(
            @PathVariable String id, @RequestBody Answer answer, @AuthenticationPrincipal Person person) {
        var known = new RequestId(id);
        return CaseView.of(known, desk.answer(known, person.name(), answer.text()));
    }

    @PostMapping("/{id}/cancel")
    Map<String, Object> cancel(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Nothing body,
            @AuthenticationPrincipal Person person) {
        var known = new RequestId(id);
        return CaseView.of(known, desk.cancel(known, person.name(), ""));
    }

    @PostMapping("/{id}/undo")
    Map<String, Object> undo(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Nothing body,
            @AuthenticationPrincipal Person person) {
        var known = new RequestId(id);
        return CaseView.of(known, desk.undo(known, person.name()));
    }

    /** The header counts; who cannot set one puts the key into the body. */
    private static @Nullable String key(@Nullable String header, Submission submission) {
        return header == null
                ? key("'idempotencyKey'", submission.idempotencyKey())
                : key("the header Idempotency-Key", header);
    }

    private static @Nullable String key(String where, @Nullable String key) {
        if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
            throw new IllegalArgumentException(
                    "%s has 1 to %d characters, not %d".formatted(where, LONGEST_KEY, key.length()));
        }
        return key;
    }

    private CaseFile file(RequestId id) {
        return desk.find(id).orElseThrow(() -> CaseUnknown.of(id));
    }

    private static CaseState state(String word) {
        return Arrays.stream(CaseState.values())
                .filter(state -> state.name().equals(word.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no state '%s'; there are %s".formatted(word, List.of(CaseState.values()))));
    }

    private static int eventNumber(String word) {
        try {
            return Integer.parseUnsignedInt(word);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Last-Event-ID is the number of an event, not '" + word + "'", e);
        }
    }

    /**
     * A request as it comes in.
     *
     * @param mode     ask, plan or run; run if absent
     * @param approved whether the requester approves the plan in advance
     */
    record Submission(
            String text,
            @Nullable String namespace,
            Mode mode,
            @Nullable Boolean approved,
            @Nullable String idempotencyKey) {
        Submission {
            if (text == null) {
                throw new IllegalArgumentException("'text' is missing: say what to do or what to find out");
            }
            text = VisibleWords.of("text", text);
            if (namespace != null && !NAMESPACE.matcher(namespace).matches()) {
                throw new IllegalArgumentException(
                        "'namespace' is 1 to 63 small letters, digits or '-', and neither begins nor ends with '-'");
            }
            mode = mode == null ? Mode.RUN : mode;
        }
    }

    /** A person's word on a plan. */
    record Decision(
            Choice decision,
            @Nullable String planDigest,
            @Nullable String comment) {
        Decision {
            if (decision == null) {
                throw new IllegalArgumentException("'decision' is approve or reject");
            }
            comment = comment == null ? null : VisibleWords.of("comment", comment);
        }

        String digest() {
            if (planDigest == null) {
                throw new IllegalArgumentException("'planDigest' is missing: it names the plan that you saw");
            }
            return planDigest;
        }

        enum Choice {
            APPROVE,
            REJECT
        }
    }

    /** The answer to a question. */
    record Answer(String text) {
        Answer {
            if (text == null || text.isBlank() || text.length() > Request.MAX_TEXT) {
                throw new IllegalArgumentException("an answer has 1 to %d characters".formatted(Request.MAX_TEXT));
            }
            text = VisibleWords.of("text", text);
        }
    }

    /** The body of a request that needs none: whoever sends a field means something by it, and is told that it is unknown. */
    record Nothing() {}
}
