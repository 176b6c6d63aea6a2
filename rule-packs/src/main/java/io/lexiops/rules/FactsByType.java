package io.lexiops.rules;

import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Facts as rules see them: {@code facts.waiting} is a list, empty if there is no such fact. */
final class FactsByType {

    private final Map<String, List<Object>> byType;

    private FactsByType(Map<String, List<Object>> byType) {
        this.byType = byType;
    }

    static FactsByType of(Map<String, ? extends List<?>> facts) throws EvaluationFailed {
        var byType = new LinkedHashMap<String, List<Object>>();
        for (var entry : facts.entrySet()) {
            byType.put(entry.getKey(), Trees.toCel(entry.getValue()));
        }
        return new FactsByType(byType);
    }

    @SuppressWarnings("unchecked") // keys of a tree are texts
    List<Map<String, Object>> ofType(String type) {
        return byType.getOrDefault(type, List.of()).stream()
                .filter(fact -> fact instanceof Map<?, ?>)
                .map(fact -> (Map<String, Object>) fact)
                .toList();
    }

    Map<String, List<Object>> all() {
        return new NeverAbsent(byType);
    }

    /** Has every key: a rule may ask for facts of a type that nobody found. */
    private static final class NeverAbsent extends AbstractMap<String, List<Object>> {

        private final Map<String, List<Object>> known;

        NeverAbsent(Map<String, List<Object>> known) {
            this.known = known;
        }

        @Override
        public Set<Entry<String, List<Object>>> entrySet() {
            return known.entrySet();
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return key instanceof String;
        }

        @Override
        public List<Object> get(@Nullable Object key) {
            return key == null ? List.of() : known.getOrDefault(key, List.of());
        }
    }
}
