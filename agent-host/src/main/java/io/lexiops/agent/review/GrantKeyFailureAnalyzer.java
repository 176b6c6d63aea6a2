package io.lexiops.agent.review;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in two lines why the host does not start, instead of in a stack trace. */
final class GrantKeyFailureAnalyzer extends AbstractFailureAnalyzer<GrantKeyUnusable> {

    @Override
    protected FailureAnalysis analyze(Throwable root, GrantKeyUnusable cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()),
                "Make one with: openssl genpkey -algorithm ed25519 -out grants.key; the server needs the public half.",
                root);
    }
}
