package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.ExecRequest;
import io.lexiops.server.kubernetes.Kubernetes.ExecResult;
import io.lexiops.server.kubernetes.Kubernetes.LogQuery;
import io.lexiops.server.redact.LogRedaction;
import io.lexiops.server.redact.Redactor;
import java.util.function.Function;
import java.util.function.Predicate;

/** What the programs of pods say, without the secrets that they were given: nobody else reads it. */
final class ProgramText {

    private static final int LONGEST_SECRET = 4_096;

    private final PodSecrets secrets;
    private final Redactor redactor;

    ProgramText(PodSecrets secrets, Redactor redactor) {
        this.secrets = secrets;
        this.redactor = redactor;
    }

    LogRedaction lines(LogQuery query, Predicate<String> line) {
        secrets.learn(query.namespace(), query.pod());
        return redactor.log(query.timestamps(), line);
    }

    ExecResult said(ExecRequest request, Function<ExecRequest, ExecResult> run) {
        secrets.learn(request.namespace(), request.pod());
        // Some more than is wanted: of a secret that is cut in two nobody knows the parts any more.
        var result = run.apply(request.withMost(request.mostBytes() + LONGEST_SECRET));
        var output = redactor.text(result.output());
        var errors = redactor.text(result.errors());
        int most = request.mostBytes();
        return new ExecResult(
                result.exitCode(),
                output.substring(0, Math.min(most, output.length())),
                errors.substring(0, Math.min(most, errors.length())),
                result.truncated() || output.length() > most || errors.length() > most);
    }
}
