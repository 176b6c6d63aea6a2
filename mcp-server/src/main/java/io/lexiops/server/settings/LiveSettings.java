package io.lexiops.server.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The settings in force. Whoever uses them reads them here for each call, or keeps what it makes of them with
 * {@link #derive}; nothing is ever half replaced.
 */
public final class LiveSettings {

    private final List<Consumer<ReloadableSettings>> checks = new CopyOnWriteArrayList<>();
    private final List<BiConsumer<ReloadableSettings, ReloadableSettings>> listeners = new CopyOnWriteArrayList<>();
    private volatile ReloadableSettings current;

    public LiveSettings(ReloadableSettings atStart) {
        this.current = atStart;
    }

    public ReloadableSettings current() {
        return current;
    }

    /**
     * What is made of the settings, made anew only when they were replaced. What cannot be made of other settings refuses
     * them.
     *
     * @param making a pure function that throws {@link IllegalArgumentException} or {@link IllegalStateException} with
     *               the reason if settings are wrong
     */
    public <T> Supplier<T> derive(Function<ReloadableSettings, T> making) {
        var derived = new Derived<>(this, making);
        checks.add(settings -> Objects.requireNonNull(making.apply(settings), "something is made of every settings"));
        return derived;
    }

    /** Something that the settings in force must pass now, and others before they are in force. */
    public void check(Consumer<ReloadableSettings> check) {
        check.accept(current);
        checks.add(check);
    }

    /** Hears of each replacement: the settings before, and those in force now. */
    public void onChange(BiConsumer<ReloadableSettings, ReloadableSettings> listener) {
        listeners.add(listener);
    }

    /**
     * Puts others in force, as a whole.
     *
     * @param record runs when they have passed all checks and before they are in force; what it throws keeps them out
     * @throws RuntimeException of a check that they do not pass; nothing is replaced then
     */
    public synchronized void replace(ReloadableSettings others, Runnable record) {
        checks.forEach(check -> check.accept(others));
        record.run();
        var before = current;
        current = others;
        var failures = new ArrayList<RuntimeException>();
        for (var listener : listeners) {
            try {
                listener.accept(before, others);
            } catch (RuntimeException e) {
                // The settings are in force, and who comes next must hear of them too: sessions may have to end.
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            var failed = new NotHeard(failures.getFirst());
            failures.stream().skip(1).forEach(failed::addSuppressed);
            throw failed;
        }
    }

    /** Settings are in force, and somebody could not follow them. */
    private static final class NotHeard extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotHeard(RuntimeException cause) {
            super("the settings are in force, but not everything follows them", cause);
        }
    }

    private static final class Derived<T> implements Supplier<T> {

        private final LiveSettings live;
        private final Function<ReloadableSettings, T> making;
        private volatile Made<T> made;

        Derived(LiveSettings live, Function<ReloadableSettings, T> making) {
            this.live = live;
            this.making = making;
            this.made = of(live.current());
        }

        @Override
        public T get() {
            var now = live.current();
            var known = made;
            if (!known.settings().equals(now)) {
                known = of(now);
                made = known;
            }
            return known.value();
        }

        private Made<T> of(ReloadableSettings settings) {
            return new Made<>(settings, making.apply(settings));
        }
    }

    private record Made<T>(ReloadableSettings settings, T value) {}
}
