package io.lexiops.server.redact;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/** The ways in which one and the same value turns up in text. */
final class Spellings {

    private static final int SHORTEST_PART = 12;
    // Characters at the beginning of base64 that also depend on what stands before the value, by the number of its
    // bytes.
    private static final int[] SHARED_BEFORE = {0, 2, 3};
    // The same at its end, by the bytes that do not fill a group of three.
    private static final int[] SHARED_AFTER = {0, 3, 2};

    private Spellings() {}

    /** The value itself, and in base64, hexadecimal digits, URLs, JSON and HTML. */
    static Set<String> of(String value) {
        var spellings = new LinkedHashSet<String>();
        spellings.add(value);
        var base64 = base64(value);
        spellings.add(base64);
        spellings.add(withoutPadding(base64));
        spellings.add(forUrls(base64));
        spellings.add(forUrls(withoutPadding(base64)));
        var twice = base64(base64);
        spellings.add(twice);
        spellings.add(withoutPadding(twice));
        for (int before = 0; before < SHARED_BEFORE.length; before++) {
            addInsideOfBase64(spellings, value, before);
        }
        var form = URLEncoder.encode(value, StandardCharsets.UTF_8);
        spellings.add(form);
        spellings.add(form.replace("+", "%20"));
        var json = json(value);
        spellings.add(json);
        spellings.add(json(json));
        addByNumber(spellings, value);
        spellings.add(value.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;"));
        return spellings;
    }

    // A configuration file in base64 holds the value at any place.
    private static void addInsideOfBase64(Set<String> spellings, String value, int before) {
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        var shifted = new byte[before + bytes.length];
        System.arraycopy(bytes, 0, shifted, before, bytes.length);
        var base64 = Base64.getEncoder().encodeToString(shifted);
        int end = base64.length() - (shifted.length % 3 == 0 ? 0 : SHARED_AFTER[shifted.length % 3]);
        if (end - SHARED_BEFORE[before] >= SHORTEST_PART) {
            var inside = base64.substring(SHARED_BEFORE[before], end);
            spellings.add(inside);
            spellings.add(forUrls(inside));
        }
    }

    // As a dump, as a URL without any plain letter, and as JSON that is ASCII only or safe inside of HTML.
    private static void addByNumber(Set<String> spellings, String value) {
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        for (var hex : List.of(HexFormat.of(), HexFormat.of().withUpperCase())) {
            spellings.add(hex.formatHex(bytes));
            spellings.add("%" + hex.withDelimiter("%").formatHex(bytes));
            spellings.add(escaped(value, hex, _ -> true));
            spellings.add(escaped(value, hex, c -> c >= 0x7F));
            spellings.add(escaped(value, hex, c -> c == '<' || c == '>' || c == '&'));
        }
    }

    private static String escaped(String value, HexFormat hex, IntPredicate byNumber) {
        var text = new StringBuilder(value.length() * 6);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            text.append(byNumber.test(c) ? "\\u" + hex.toHexDigits(c) : json(String.valueOf(c)));
        }
        return text.toString();
    }

    private static String base64(String value) {
        return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    }

    private static String forUrls(String base64) {
        return base64.replace('+', '-').replace('/', '_');
    }

    private static String withoutPadding(String base64) {
        int end = base64.indexOf('=');
        return end < 0 ? base64 : base64.substring(0, end);
    }

    private static String json(String value) {
        var json = new StringBuilder(value.length() + 8);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> json.append(c);
            }
        }
        return json.toString();
    }
}
