package io.lexiops.server.kubernetes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What something uses, beside what it was promised and what it may use at most.
 *
 * @param container empty for a whole pod or node
 * @param cpu       in thousandths of a core
 * @param memory    in bytes
 */
record Usage(@Nullable String namespace, String name, String container, Share cpu, Share memory) {

    /**
     * One resource.
     *
     * @param request null if a container has none
     * @param limit   null if a container has none; of a node what its pods may use in all
     */
    record Share(
            long used, @Nullable Long request, @Nullable Long limit) {

        /** Of a pod: the sum, which is unknown as soon as one container has no bound. */
        Share plus(Share other) {
            return new Share(used + other.used, sum(request, other.request), sum(limit, other.limit));
        }

        Map<String, Object> toJson() {
            var json = new LinkedHashMap<String, Object>();
            json.put("used", used);
            put(json, "request", request);
            put(json, "limit", limit);
            return json;
        }

        private void put(Map<String, Object> json, String name, @Nullable Long bound) {
            if (bound != null) {
                json.put(name, bound);
                json.put(name + "Percent", percent(bound));
            }
        }

        private long percent(long bound) {
            return bound == 0 ? 0 : Math.round(100.0 * used / bound);
        }

        private static @Nullable Long sum(@Nullable Long one, @Nullable Long other) {
            return one == null || other == null ? null : (Long) (one + other);
        }
    }

    /** The whole of some containers. */
    static Usage whole(List<Usage> containers) {
        var first = containers.getFirst();
        return new Usage(
                first.namespace(),
                first.name(),
                "",
                containers.stream().map(Usage::cpu).reduce(Share::plus).orElseThrow(),
                containers.stream().map(Usage::memory).reduce(Share::plus).orElseThrow());
    }

    /** Cells of a row behind the names: used, percent of the request, percent of the limit; for cpu and for memory. */
    List<String> cells() {
        var cells = new ArrayList<String>();
        cells.add(Amount.cpu(cpu.used()));
        cells.add(bound(cpu, cpu.request(), Amount::cpu));
        cells.add(bound(cpu, cpu.limit(), Amount::cpu));
        cells.add(Amount.memory(memory.used()));
        cells.add(bound(memory, memory.request(), Amount::memory));
        cells.add(bound(memory, memory.limit(), Amount::memory));
        return cells;
    }

    Map<String, Object> toJson() {
        var json = new LinkedHashMap<String, Object>();
        if (namespace != null) {
            json.put("namespace", namespace);
        }
        json.put("name", name);
        if (!container.isEmpty()) {
            json.put("container", container);
        }
        json.put("cpuMilli", cpu.toJson());
        json.put("memoryBytes", memory.toJson());
        return json;
    }

    private static String bound(Share share, @Nullable Long bound, java.util.function.LongFunction<String> unit) {
        return bound == null ? "-" : share.percent(Objects.requireNonNull(bound)) + "% of " + unit.apply(bound);
    }
}
