package io.lexiops.server.kubernetes;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A value that one thread gives and others wait for; what is given after it does not count. */
final class Pending<V> {

    private final CountDownLatch settled = new CountDownLatch(1);
    // Written before the latch opens, read after.
    private @Nullable V value;
    private @Nullable Throwable failure;

    void give(V given) {
        if (settled.getCount() > 0) {
            value = given;
            settled.countDown();
        }
    }

    /** Whoever waits fails with it. */
    void fail(RuntimeException why) {
        failWith(why);
    }

    void fail(Error why) {
        failWith(why);
    }

    private void failWith(Throwable why) {
        if (settled.getCount() > 0) {
            failure = why;
            settled.countDown();
        }
    }

    /** Whether it is this value, now. */
    boolean is(V wanted) {
        return settled.getCount() == 0 && wanted.equals(value);
    }

    V await() throws InterruptedException {
        settled.await();
        if (failure instanceof RuntimeException failed) {
            throw failed;
        }
        if (failure instanceof Error failed) {
            throw failed;
        }
        return Objects.requireNonNull(value);
    }
}
