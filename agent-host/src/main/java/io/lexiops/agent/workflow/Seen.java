package io.lexiops.agent.workflow;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one diagnosis saw.
 *
 * @param causes {@code rule kind/name} to what it says
 * @param why    why nothing could be seen; null if something could
 */
record Seen(
        Map<String, String> causes,
        boolean progressing,
        @Nullable String why) {

    static Seen of(Map<String, Object> structured) {
        return of(structured, _ -> false);
    }

    /**
     * What one diagnosis saw, without what is as it was meant to be.
     *
     * @param meant whether a cause is what somebody asked for
     */
    static Seen of(Map<String, Object> structured, Predicate<Map<?, ?>> meant) {
        var causes = new LinkedHashMap<String, String>();
        if (structured.get("causes") instanceof List<?> list) {
            for (var item : list) {
                if (item instanceof Map<?, ?> cause && !meant.test(cause)) {
                    causes.put(
                            cause.get("rule") + " " + target(cause.get("target")), String.valueOf(cause.get("says")));
                }
            }
        }
        return new Seen(causes, Boolean.TRUE.equals(structured.get("progressing")), null);
    }

    static Seen nothing() {
        return new Seen(Map.of(), false, null);
    }

    static Seen unreadable(String why) {
        return new Seen(Map.of(), false, why);
    }

    Optional<String> unreadable() {
        return Optional.ofNullable(why);
    }

    private static String target(@Nullable Object target) {
        return target instanceof Map<?, ?> map ? map.get("kind") + "/" + map.get("name") : "";
    }
}
