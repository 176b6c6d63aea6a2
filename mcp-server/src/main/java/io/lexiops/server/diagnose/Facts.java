package io.lexiops.server.diagnose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What was observed in one diagnosis, and what it took to observe it. */
final class Facts {

    private final List<Fact> facts = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<Target, String> moving = new LinkedHashMap<>();

    void add(Fact fact) {
        facts.add(fact);
    }

    /** Something worth saying that is no fault. */
    void note(String text) {
        if (!notes.contains(text)) {
            notes.add(text);
        }
    }

    /**
     * A workload on its way to what it should be.
     *
     * @param words for people
     */
    void moving(Target workload, String words) {
        moving.putIfAbsent(workload, words);
    }

    boolean isMoving(Target workload) {
        return moving.containsKey(workload);
    }

    /**
     * Whether anything is on its way that has not failed; notes what.
     *
     * @param failed workloads with a cause of trouble
     */
    boolean progress(Set<Target> failed) {
        boolean progress = false;
        for (var entry : moving.entrySet()) {
            if (!failed.contains(entry.getKey())) {
                note(entry.getValue());
                progress = true;
            }
        }
        return progress;
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    <T extends Fact> Stream<T> all(Class<T> type) {
        return facts.stream().filter(type::isInstance).map(type::cast);
    }

    /** The facts by type, as the rules read them. */
    Map<String, List<Map<String, Object>>> trees(Predicate<Fact> wanted) {
        var trees = new LinkedHashMap<String, List<Map<String, Object>>>();
        for (var fact : facts) {
            if (wanted.test(fact)) {
                trees.computeIfAbsent(fact.type(), _ -> new ArrayList<>()).add(FactTree.of((Record) fact));
            }
        }
        return trees;
    }
}
