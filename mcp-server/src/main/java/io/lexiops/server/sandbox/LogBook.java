package io.lexiops.server.sandbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What containers have written, by pod and container and run. */
final class LogBook {

    private static final int MAX_LINES = 2_000;

    /** One line and when it was written. */
    record Line(Instant time, String text) {}

    /** One run of one container. */
    record Run(String podUid, String container, int restart) {}

    private final Map<Run, List<Line>> lines = new ConcurrentHashMap<>();

    void write(Run run, Instant time, String text) {
        var list = lines.computeIfAbsent(run, _ -> new ArrayList<>());
        synchronized (list) {
            if (list.size() < MAX_LINES) {
                list.add(new Line(time, text));
            }
        }
    }

    List<Line> read(Run run) {
        var list = lines.getOrDefault(run, List.of());
        synchronized (list) {
            return List.copyOf(list);
        }
    }

    /** Only the present and the previous run can be asked for. */
    void forgetBefore(Run run) {
        lines.keySet()
                .removeIf(other -> other.podUid().equals(run.podUid())
                        && other.container().equals(run.container())
                        && other.restart() < run.restart() - 1);
    }

    void forgetPod(String podUid) {
        lines.keySet().removeIf(run -> run.podUid().equals(podUid));
    }
}
