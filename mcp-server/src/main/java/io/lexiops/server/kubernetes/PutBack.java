package io.lexiops.server.kubernetes;

import io.lexiops.server.change.FieldManagers;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gives a live object its old values at exactly the places that a change has touched, if they are as the change left them. */
final class PutBack {

    private static final Set<String> IDENTITY = Set.of("apiVersion", "kind");
    private static final Set<String> METADATA_IDENTITY = Set.of("name", "namespace", "uid");

    private final Map<String, Object> live;

    /** @param live may be changed */
    PutBack(Map<String, Object> live) {
        this.live = live;
    }

    /**
     * The object as it is to be.
     *
     * @param was    the old values
     * @param became what the change made of them
     * @throws ToolFailed {@code PRECONDITION_FAILED} naming the place and who has written it since
     */
    Map<String, Object> object(Map<String, Object> was, Map<String, Object> became) {
        fields(List.of(), live, was, became);
        return live;
    }

    private void fields(
            List<String> at, Map<String, Object> current, Map<String, Object> was, Map<String, Object> became) {
        for (var key : TreeDifference.keys(was, became)) {
            if (!isIdentity(at, key)) {
                field(below(at, key), current, key, was.get(key), became.get(key));
            }
        }
    }

    private void field(
            List<String> at, Map<String, Object> current, String key, @Nullable Object was, @Nullable Object became) {
        var now = current.get(key);
        if (TreeDifference.isMapOrAbsent(was)
                && TreeDifference.isMapOrAbsent(became)
                && TreeDifference.isMapOrAbsent(now)) {
            fields(at, TreeDifference.mapAt(current, key), TreeDifference.mapOf(was), TreeDifference.mapOf(became));
            if (was == null && TreeDifference.mapAt(current, key).isEmpty()) {
                current.remove(key);
            }
        } else if (sameItems(was, became, now)) {
            items(at, (List<?>) Objects.requireNonNull(now), (List<?>) Objects.requireNonNull(was), (List<?>)
                    Objects.requireNonNull(became));
        } else if (Objects.equals(now, became)) {
            if (was == null) {
                current.remove(key);
            } else {
                current.put(key, was);
            }
        } else if (!Objects.equals(now, was)) {
            throw moved(at);
        }
    }

    private void items(List<String> at, List<?> now, List<?> was, List<?> became) {
        for (int i = 0; i < now.size(); i++) {
            fields(at, map(now.get(i)), map(was.get(i)), map(became.get(i)));
        }
    }

    /** Whether three lists hold the same named items in the same order, so that they can be compared one by one. */
    private static boolean sameItems(@Nullable Object was, @Nullable Object became, @Nullable Object now) {
        return names(was) != null
                && Objects.equals(names(was), names(became))
                && Objects.equals(names(was), names(now));
    }

    private static @Nullable List<Object> names(@Nullable Object value) {
        if (!(value instanceof List<?> list) || list.isEmpty()) {
            return null;
        }
        var names = new ArrayList<Object>();
        for (var item : list) {
            if (!(item instanceof Map<?, ?> map) || map.get("name") == null) {
                return null;
            }
            names.add(Objects.requireNonNull(map.get("name")));
        }
        return names;
    }

    private ToolFailed moved(List<String> at) {
        var object = new KubernetesObject(live);
        return new ToolFailed(
                ErrorCode.PRECONDITION_FAILED,
                object.kind() + "/" + object.name() + " has moved on since the change: " + String.join(".", at)
                        + " was written again"
                        + FieldManagers.lastWriter(live, List.of(String.join(".", at)))
                                .map(written -> " by " + written.manager())
                                .orElse(""),
                "look at it and make the change that you want now");
    }

    private static boolean isIdentity(List<String> at, String key) {
        return (at.isEmpty() && IDENTITY.contains(key))
                || (at.equals(List.of("metadata")) && METADATA_IDENTITY.contains(key));
    }

    private static Map<String, Object> map(@Nullable Object value) {
        return TreeDifference.map(Objects.requireNonNull(value));
    }

    private static List<String> below(List<String> at, String key) {
        var path = new ArrayList<>(at);
        path.add(key);
        return path;
    }
}
