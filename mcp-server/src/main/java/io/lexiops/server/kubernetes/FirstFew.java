package io.lexiops.server.kubernetes;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The first few of very many by an order; the others are not held. */
final class FirstFew<T> {

    private final int most;
    private final Comparator<T> order;
    private final PriorityQueue<T> kept;
    private long offered;

    FirstFew(int most, Comparator<T> order) {
        this.most = most;
        this.order = order;
        this.kept = new PriorityQueue<>(order.reversed());
    }

    void offer(T one) {
        offered++;
        kept.add(one);
        if (kept.size() > most) {
            kept.remove();
        }
    }

    /** In the order. */
    List<T> list() {
        return kept.stream().sorted(order).toList();
    }

    long offered() {
        return offered;
    }
}
