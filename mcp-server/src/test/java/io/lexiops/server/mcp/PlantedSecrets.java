package io.lexiops.server.mcp;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** Secrets that were hidden in a cluster, and the spellings in which each of them could come out. */
final class PlantedSecrets {

    private static final int SHORTEST = 8;

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, String> spellings = new LinkedHashMap<>();

    /** Plants one; its spellings may not look like those of another one. */
    String plant(String name, String value) {
        if (values.putIfAbsent(name, value) != null) {
            throw new IllegalArgumentException("planted twice: " + name);
        }
        spellingsOf(value).forEach(spelling -> spellings.put(spelling, name));
        return value;
    }

    /** A value of its own for a name, of letters, digits and dashes. */
    String plant(String name) {
        var digest = Integer.toHexString(name.hashCode());
        return plant(name, "Pl4nt-" + name + "-" + digest + "x9");
    }

    /** Plants one unless it is planted. */
    void plantOnce(String name) {
        if (!values.containsKey(name)) {
            plant(name);
        }
    }

    String value(String name) {
        var value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("nothing planted as " + name);
        }
        return value;
    }

    /** The names of the secrets that a text tells, each with the spelling that was found. */
    List<String> in(String text) {
        return spellings.entrySet().stream()
                .filter(entry -> text.contains(entry.getKey()))
                .map(entry -> entry.getValue() + " as " + entry.getKey())
                .toList();
    }

    static Set<String> spellingsOf(String value) {
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        var spellings = new LinkedHashSet<String>();
        spellings.add(value);
        var hex = HexFormat.of().formatHex(bytes);
        spellings.add(hex);
        spellings.add(hex.toUpperCase(Locale.ROOT));
        for (int before = 0; before < 3; before++) {
            var inside = insideOfBase64(bytes, before);
            spellings.add(inside);
            spellings.add(inside.replace('+', '-').replace('/', '_'));
        }
        spellings.add(URLEncoder.encode(value, StandardCharsets.UTF_8));
        spellings.add(each(bytes, "%%%02x"::formatted));
        spellings.add(each(bytes, "%%%02X"::formatted));
        spellings.add(value.chars().mapToObj("\\u%04x"::formatted).collect(Collectors.joining()));
        spellings.add(value.chars().mapToObj("\\u%04X"::formatted).collect(Collectors.joining()));
        var json = WireClient.JSON.writeValueAsString(value);
        spellings.add(json.substring(1, json.length() - 1));
        return spellings.stream()
                .filter(spelling -> spelling.length() >= SHORTEST)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    // The characters of base64 that the value alone decides, with so many bytes before it.
    private static String insideOfBase64(byte[] bytes, int before) {
        var shifted = new byte[before + bytes.length];
        System.arraycopy(bytes, 0, shifted, before, bytes.length);
        var base64 = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int end = shifted.length * 8 / 6;
        return base64.substring((before * 8 + 5) / 6, end);
    }

    private static String each(byte[] bytes, IntFunction<String> spelled) {
        var text = new StringBuilder();
        for (byte b : bytes) {
            text.append(spelled.apply(b & 0xFF));
        }
        return text.toString();
    }

    /** Every string of a JSON tree, keys too, one a line. */
    static String strings(Object tree) {
        var found = new ArrayList<String>();
        collect(tree, found);
        return String.join("\n", found);
    }

    private static void collect(Object tree, List<String> found) {
        switch (tree) {
            case Map<?, ?> map ->
                map.forEach((key, value) -> {
                    found.add(String.valueOf(key));
                    if (value != null) {
                        collect(value, found);
                    }
                });
            case Iterable<?> items ->
                items.forEach(item -> {
                    if (item != null) {
                        collect(item, found);
                    }
                });
            default -> found.add(String.valueOf(tree));
        }
    }
}
