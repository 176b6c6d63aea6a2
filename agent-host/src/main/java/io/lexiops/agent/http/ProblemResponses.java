package io.lexiops.agent.http;

import io.lexiops.agent.access.Incident;
import io.lexiops.agent.knowledge.KnowledgeUnavailable;
import io.lexiops.agent.workflow.CaseRefused;
import io.lexiops.agent.workflow.CaseUnknown;
import io.lexiops.agent.workflow.IdempotencyKeyReused;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/** The one place where an exception becomes a problem document (RFC 9457). */
@RestControllerAdvice
class ProblemResponses extends ResponseEntityExceptionHandler {

    @ExceptionHandler
    ProblemDetail unknown(CaseUnknown e) {
        return problem(HttpStatus.NOT_FOUND, e);
    }

    @ExceptionHandler
    ProblemDetail refused(CaseRefused e) {
        return problem(HttpStatus.CONFLICT, e);
    }

    @ExceptionHandler
    ProblemDetail reused(IdempotencyKeyReused e) {
        return problem(HttpStatus.UNPROCESSABLE_CONTENT, e);
    }

    @ExceptionHandler
    ProblemDetail unavailable(KnowledgeUnavailable e) {
        return problem(HttpStatus.SERVICE_UNAVAILABLE, e);
    }

    /** Thrown by the compact constructors of what comes in; their messages are written for the caller. */
    @ExceptionHandler
    ProblemDetail invalid(IllegalArgumentException e) {
        return problem(HttpStatus.BAD_REQUEST, e);
    }

    /** Nobody thought of it. */
    @ExceptionHandler
    @Nullable ProblemDetail unexpected(Exception e) {
        if (DisconnectedClientHelper.isClientDisconnectedException(e)) {
            return null;
        }
        var incident = Incident.of(e);
        var problem = ProblemDetail.forStatusAndDetail(HttpStatus.INTERNAL_SERVER_ERROR, incident.words());
        problem.setProperty("incident", incident.id());
        return problem;
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return handleExceptionInternal(
                e,
                ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, UnreadableBody.words(e)),
                headers,
                HttpStatus.BAD_REQUEST,
                request);
    }

    private static ProblemDetail problem(HttpStatus status, Exception e) {
        return ProblemDetail.forStatusAndDetail(status, String.valueOf(e.getMessage()));
    }
}
