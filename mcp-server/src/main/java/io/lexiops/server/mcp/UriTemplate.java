package io.lexiops.server.mcp;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A template of addresses, RFC 6570 level 1: each variable is one part of the path. */
final class UriTemplate {

    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");
    private static final Map<String, UriTemplate> PARSED = new ConcurrentHashMap<>();
    private static final int LONGEST = 2_048;

    private final String text;
    private final Pattern pattern;
    private final List<String> variables = new ArrayList<>();

    private UriTemplate(String text) {
        this.text = text;
        var regex = new StringBuilder();
        var found = VARIABLE.matcher(text);
        int end = 0;
        while (found.find()) {
            regex.append(Pattern.quote(text.substring(end, found.start()))).append("([^/?#]+)");
            variables.add(found.group(1));
            end = found.end();
        }
        this.pattern =
                Pattern.compile(regex.append(Pattern.quote(text.substring(end))).toString());
    }

    static UriTemplate of(String text) {
        return PARSED.computeIfAbsent(text, UriTemplate::new);
    }

    /** The values of the variables, decoded; empty if the address has another shape. */
    Optional<Map<String, String>> match(String uri) {
        var matcher = pattern.matcher(uri);
        if (uri.length() > LONGEST || !matcher.matches()) {
            return Optional.empty();
        }
        var values = new LinkedHashMap<String, String>();
        try {
            for (int i = 0; i < variables.size(); i++) {
                // A plus is a plus in a path.
                var part = matcher.group(i + 1).replace("+", "%2B");
                values.put(variables.get(i), URLDecoder.decode(part, StandardCharsets.UTF_8));
            }
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        return Optional.of(values);
    }

    /** The address with these values. */
    String expand(Map<String, String> values) {
        return VARIABLE.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        URLEncoder.encode(values.getOrDefault(found.group(1), ""), StandardCharsets.UTF_8)
                                .replace("+", "%20")));
    }
}
