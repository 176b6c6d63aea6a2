package io.lexiops.server.mcp;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Tells who listens that something offered is not as it was. */
final class ListChanges {

    private final List<Subscription> open = new CopyOnWriteArrayList<>();

    /** The lists of what is offered. */
    enum Kind {
        TOOLS("toolsListChanged", "notifications/tools/list_changed"),
        PROMPTS("promptsListChanged", "notifications/prompts/list_changed"),
        RESOURCES("resourcesListChanged", "notifications/resources/list_changed");

        private final String wish;
        private final String method;

        Kind(String wish, String method) {
            this.wish = wish;
            this.method = method;
        }
    }

    /**
     * Adds a listener.
     *
     * @param caller  whose it is; empty for one of the server itself
     * @param granted what it hears of, as the acknowledgement has it
     * @param heard   gets method and params of each notification
     */
    Subscription subscribe(String caller, Map<String, Object> granted, BiConsumer<String, Map<String, Object>> heard) {
        var subscription = new Subscription(caller, granted, heard);
        open.add(subscription);
        return subscription;
    }

    void changed(Kind kind) {
        for (var subscription : open) {
            if (Boolean.TRUE.equals(subscription.granted.get(kind.wish))) {
                subscription.heard.accept(kind.method, Map.of());
            }
        }
    }

    /** Ends all of a caller. */
    void endAll(String caller) {
        open.stream().filter(subscription -> subscription.caller.equals(caller)).forEach(Subscription::close);
    }

    /** Ends all, because the server goes down. */
    void endAll() {
        open.forEach(Subscription::close);
    }

    int size() {
        return open.size();
    }

    /** How many a caller has. */
    long size(String caller) {
        return open.stream()
                .filter(subscription -> subscription.caller.equals(caller))
                .count();
    }

    /** One listener, until it is closed by either side. */
    final class Subscription implements AutoCloseable {

        private final String caller;
        private final Map<String, Object> granted;
        private final BiConsumer<String, Map<String, Object>> heard;
        private final CountDownLatch closed = new CountDownLatch(1);

        private Subscription(
                String caller, Map<String, Object> granted, BiConsumer<String, Map<String, Object>> heard) {
            this.caller = caller;
            this.granted = granted;
            this.heard = heard;
        }

        /** Waits for the end; false if it has not come within that time. */
        boolean ended(long milliseconds) throws InterruptedException {
            return closed.await(milliseconds, TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            open.remove(this);
            closed.countDown();
        }
    }
}
