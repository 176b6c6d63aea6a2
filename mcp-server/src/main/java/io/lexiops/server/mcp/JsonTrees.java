package io.lexiops.server.mcp;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Brings numbers of a parsed JSON tree to the two types that are used everywhere: Long and Double. */
final class JsonTrees {

    private JsonTrees() {}

    @SuppressWarnings({"unchecked", "NullAway"}) // a map of JSON values stays one
    static Map<String, Object> normal(@Nullable Map<String, Object> tree) {
        return tree == null ? Map.of() : (Map<String, Object>) normal((Object) tree);
    }

    @SuppressWarnings("NullAway") // JSON may hold null
    private static @Nullable Object normal(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                var normal = new LinkedHashMap<String, Object>();
                map.forEach((key, item) -> normal.put(String.valueOf(key), normal(item)));
                yield normal;
            }
            case List<?> list -> {
                var normal = new ArrayList<Object>(list.size());
                list.forEach(item -> normal.add(normal(item)));
                yield normal;
            }
            case Integer number -> number.longValue();
            case Short number -> number.longValue();
            case Float number -> number.doubleValue();
            case BigInteger number ->
                number.bitLength() < Long.SIZE ? (Object) number.longValue() : number.doubleValue();
            case BigDecimal number -> number.doubleValue();
            case null, default -> value;
        };
    }
}
