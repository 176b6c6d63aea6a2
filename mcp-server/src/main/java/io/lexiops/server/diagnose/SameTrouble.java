package io.lexiops.server.diagnose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Containers of several pods with the same trouble: one is looked at, the others are counted.
 *
 * @param first what is looked at
 * @param pods  the names of some of the pods, at most five
 */
record SameTrouble(ContainerView first, List<String> pods) {

    private static final int NAMED = 5;

    static List<SameTrouble> group(Stream<ContainerView> containers, Function<ContainerView, String> trouble) {
        Map<String, List<ContainerView>> groups = containers.collect(Collectors.groupingBy(
                container -> container.name() + " " + trouble.apply(container),
                LinkedHashMap::new,
                Collectors.toList()));
        var grouped = new ArrayList<SameTrouble>();
        groups.values()
                .forEach(group -> grouped.add(new SameTrouble(
                        group.getFirst(),
                        group.stream()
                                .map(container -> container.pod().name())
                                .limit(NAMED)
                                .toList())));
        return grouped;
    }
}
