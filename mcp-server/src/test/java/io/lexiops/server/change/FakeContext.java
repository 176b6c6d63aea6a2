package io.lexiops.server.change;

import io.lexiops.server.tool.CallContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What a test sends along with a call.
 *
 * @param answer what the person at the client says; null if the client cannot ask
 */
record FakeContext(
        @Nullable String grantText,
        @Nullable String key,
        @Nullable String caseText,
        @Nullable Boolean answer,
        List<String> questions,
        List<String> progress,
        AtomicBoolean stop)
        implements CallContext {

    static FakeContext plain() {
        return new FakeContext(
                null,
                null,
                null,
                null,
                new CopyOnWriteArrayList<>(),
                new CopyOnWriteArrayList<>(),
                new AtomicBoolean());
    }

    static FakeContext granted(String grant) {
        return new FakeContext(grant, null, "case-1", null, plain().questions(), plain().progress(), plain().stop());
    }

    FakeContext keyed(String idempotencyKey) {
        return new FakeContext(grantText, idempotencyKey, caseText, answer, questions, progress, stop);
    }

    FakeContext answering(boolean yes) {
        return new FakeContext(grantText, key, caseText, yes, questions, progress, stop);
    }

    @Override
    public Optional<String> grant() {
        return Optional.ofNullable(grantText);
    }

    @Override
    public Optional<String> idempotencyKey() {
        return Optional.ofNullable(key);
    }

    @Override
    public Optional<String> caseId() {
        return Optional.ofNullable(caseText);
    }

    @Override
    public boolean cancelled() {
        return stop.get();
    }

    @Override
    public void progress(String message) {
        progress.add(message);
    }

    @Override
    public Optional<Answer> ask(Question question) {
        questions.add(question.text());
        return Optional.ofNullable(answer).map(yes -> new Answer(yes, null));
    }
}
