package io.lexiops.server.prometheus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the series selectors of a PromQL expression that the server has accepted. Not a parser of PromQL: it only tells
 * metric names from functions, keywords and label lists, which is enough to say why an answer is empty.
 */
final class Selectors {

    static final Pattern TOKEN = Pattern.compile(
            "\\s+|#[^\\n\\r]*|(?<text>\"(?:\\\\.|[^\"\\\\])*+\"|'(?:\\\\.|[^'\\\\])*+'|`[^`]*`)"
                    + "|(?<number>(?:\\d+(?:\\.\\d+)?(?:ms|[smhdwy]))+|0x[0-9a-fA-F]+|\\d*\\.?\\d+(?:[eE][+-]?\\d+)?)"
                    + "|(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)|(?<operator>=~|!~|!=|==|<=|>=)|(?<other>.)",
            Pattern.DOTALL);
    private static final Set<String> LABEL_LISTS =
            Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> KEYWORDS = Set.of(
            "by",
            "without",
            "on",
            "ignoring",
            "group_left",
            "group_right",
            "and",
            "or",
            "unless",
            "offset",
            "bool",
            "inf",
            "nan",
            "atan2",
            "start",
            "end");

    private final List<String> tokens = new ArrayList<>();
    private int next;

    private Selectors(String query) {
        Matcher matcher = TOKEN.matcher(query);
        while (matcher.lookingAt()) {
            if (!matcher.group().isBlank() && !matcher.group().startsWith("#")) {
                tokens.add(matcher.group());
            }
            if (matcher.end() == query.length()) {
                break;
            }
            matcher.region(matcher.end(), query.length());
        }
    }

    static List<Selector> in(String query) {
        return new Selectors(query).all();
    }

    private List<Selector> all() {
        var found = new ArrayList<Selector>();
        while (next < tokens.size()) {
            var token = tokens.get(next++);
            if (isLabelList(token) && "(".equals(peek())) {
                skipTo(")");
            } else if (token.equals("[")) {
                skipTo("]");
            } else if (token.equals("{")) {
                found.add(selector(null));
            } else if (isMetric(token, peek())) {
                if ("{".equals(peek())) {
                    next++;
                    found.add(selector(token));
                } else {
                    found.add(new Selector(token, List.of()));
                }
            }
        }
        return found.stream().distinct().toList();
    }

    /** Keywords are the same in any case. */
    static boolean isLabelList(String token) {
        return LABEL_LISTS.contains(token.toLowerCase(Locale.ROOT));
    }

    /** Whether a token is the name of a metric: not {@code sum(...)}, not {@code sum by (job) (...)}. */
    static boolean isMetric(String token, @Nullable String following) {
        boolean isCall = following != null
                && (following.equals("(") || Set.of("by", "without").contains(following.toLowerCase(Locale.ROOT)));
        return isName(token) && !KEYWORDS.contains(token.toLowerCase(Locale.ROOT)) && !isCall;
    }

    private Selector selector(@Nullable String metric) {
        var matchers = new ArrayList<Selector.Matcher>();
        var name = metric;
        while (next + 2 < tokens.size() && !"}".equals(peek())) {
            var label = tokens.get(next++);
            if (label.equals(",")) {
                continue;
            }
            var operator = tokens.get(next++);
            var value = unquoted(tokens.get(next++));
            if (label.equals("__name__") && operator.equals("=")) {
                name = value;
            } else {
                matchers.add(new Selector.Matcher(label, operator, value));
            }
        }
        skipTo("}");
        return new Selector(name, matchers);
    }

    private void skipTo(String end) {
        while (next < tokens.size() && !tokens.get(next++).equals(end)) {
            // only moves on
        }
    }

    private @Nullable String peek() {
        return next < tokens.size() ? tokens.get(next) : null;
    }

    private static boolean isName(String token) {
        char first = token.charAt(0);
        return Character.isLetter(first) || first == '_' || first == ':';
    }

    private static String unquoted(String token) {
        if (token.length() < 2 || "\"'`".indexOf(token.charAt(0)) < 0) {
            return token;
        }
        var inside = token.substring(1, token.length() - 1);
        return token.charAt(0) == '`' ? inside : inside.replaceAll("\\\\(.)", "$1");
    }
}
