package io.lexiops.agent.access;

import java.io.IOException;
import java.util.Map;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * What no controller answered: requests that Tomcat itself refuses, and errors that leave the filters. There is no error
 * page behind it: one that is dispatched through the filters again has no person any more and was answered with 401.
 */
final class TomcatProblems extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable thrown) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        // Below 500 it is the caller's mistake, of which Tomcat speaks by exceptions too.
        var incident = thrown == null || status < 500 ? null : Incident.of(thrown);
        var body = ProblemDocument.prepare(
                response, // not its facade, which takes no headers any more once an error is said
                status,
                incident == null ? "" : incident.words(),
                incident == null ? Map.of() : Map.of("incident", incident.id()));
        try {
            var writer = response.getReporter();
            if (writer != null) {
                writer.write(body);
                response.finishResponse();
            }
        } catch (IOException | IllegalStateException e) {
            // The caller has gone, or a part of another answer is on its way already.
            container.getLogger().debug("problem not sent", e);
        }
    }
}
