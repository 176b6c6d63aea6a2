package io.lexiops.agent.http;

import io.lexiops.agent.audit.AuditTrail;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import tools.jackson.databind.json.JsonMapper;

/** The audit trail: read, verify, export. */
@RestController
@RequestMapping("/api/v1/audit")
class AuditController {

    private static final int PAGE = 500;

    private final AuditTrail trail;
    private final JsonMapper json;

    AuditController(AuditTrail trail, JsonMapper json) {
        this.trail = trail;
        this.json = json;
    }

    @GetMapping
    Map<String, Object> read(
            @RequestParam(defaultValue = "0") long after,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(name = "case", required = false) @Nullable String subject) {
        var records = trail.read(after, Math.clamp(limit, 1, PAGE), subject);
        return Map.of("records", records.stream().map(this::line).toList());
    }

    @GetMapping("/verify")
    Map<String, Object> verify() {
        return switch (trail.verify()) {
            case AuditTrail.Verification.Intact(var records, var hash) ->
                Map.of(
                        "intact",
                        true,
                        "records",
                        records,
                        "says",
                        "%d records, intact up to %s".formatted(records, hash));
            case AuditTrail.Verification.Broken(var number, var why) ->
                Map.of("intact", false, "at", number, "says", "broken at record %d: %s".formatted(number, why));
        };
    }

    @GetMapping(path = "/export", produces = MediaType.APPLICATION_NDJSON_VALUE)
    StreamingResponseBody export() {
        return out -> {
            long number = 0;
            for (var page = trail.read(0, PAGE, null); !page.isEmpty(); page = trail.read(number, PAGE, null)) {
                for (var found : page) {
                    out.write(json.writeValueAsBytes(line(found)));
                    out.write('\n');
                    number = found.number();
                }
            }
        };
    }

    private Map<String, Object> line(AuditTrail.AuditRecord found) {
        var line = new LinkedHashMap<String, Object>();
        line.put("number", found.number());
        line.put("at", found.entry().at().toString());
        line.put("actor", found.entry().actor());
        line.put("action", found.entry().action());
        line.put("subject", found.entry().subject());
        line.put("details", json.readTree(found.entry().details()));
        line.put("previousHash", found.previousHash());
        line.put("hash", found.hash());
        return line;
    }
}
