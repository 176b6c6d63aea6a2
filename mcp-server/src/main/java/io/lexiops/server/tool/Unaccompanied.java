package io.lexiops.server.tool;

import java.util.Optional;

record Unaccompanied() implements CallContext {

    @Override
    public Optional<String> grant() {
        return Optional.empty();
    }

    @Override
    public Optional<String> idempotencyKey() {
        return Optional.empty();
    }

    @Override
    public Optional<String> caseId() {
        return Optional.empty();
    }

    @Override
    public boolean cancelled() {
        return false;
    }

    @Override
    public void progress(String message) {}

    @Override
    public Optional<Answer> ask(Question question) {
        return Optional.empty();
    }
}
