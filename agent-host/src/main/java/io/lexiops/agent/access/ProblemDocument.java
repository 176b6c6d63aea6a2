package io.lexiops.agent.access;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** A refusal before or outside of Spring MVC, in the same form as those inside (RFC 9457). */
final class ProblemDocument {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ProblemDocument() {}

    /** Sets status and content type of the response and returns its body. */
    static String prepare(HttpServletResponse response, int status, String detail, Map<String, String> more) {
        response.setStatus(status);
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        var body = new LinkedHashMap<String, Object>();
        var known = HttpStatus.resolve(status);
        body.put("title", known == null ? "Status " + status : known.getReasonPhrase());
        body.put("status", status);
        if (!detail.isBlank()) {
            body.put("detail", detail);
        }
        body.putAll(more);
        return JSON.writeValueAsString(body);
    }

    static void send(HttpServletResponse response, int status, String detail) throws IOException {
        // The writer takes the charset that is set when it is made.
        var body = prepare(response, status, detail, Map.of());
        response.getWriter().write(body);
    }
}
