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
        var result = run.apply(request);
        return new ExecResult(
                result.exitCode(), redactor.text(result.output()), redactor.text(result.errors()), result.truncated());
    }
}
