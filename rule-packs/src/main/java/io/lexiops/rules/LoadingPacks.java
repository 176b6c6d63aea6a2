package io.lexiops.rules;

import java.time.Clock;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** The built-in packs, loaded while the program does something else; who asks too early waits. */
public final class LoadingPacks implements Supplier<RulePacks> {

    private final CompletableFuture<RulePacks> packs = new CompletableFuture<>();

    private LoadingPacks() {}

    /** Begins to load. */
    public static LoadingPacks begin(Clock clock) {
        var loading = new LoadingPacks();
        Thread.ofPlatform().daemon().name("rule-packs").start(() -> loading.load(clock));
        return loading;
    }

    private void load(Clock clock) {
        try {
            packs.complete(RulePacks.builtIn(clock));
        } catch (RuntimeException | LinkageError e) {
            packs.completeExceptionally(e); // whoever asks gets it
        }
    }

    /**
     * The packs.
     *
     * @throws IllegalStateException if they are broken
     */
    @Override
    public RulePacks get() {
        try {
            return packs.join();
        } catch (CompletionException | CancellationException e) {
            throw new IllegalStateException("the built-in rule packs cannot be loaded", e.getCause());
        }
    }
}
