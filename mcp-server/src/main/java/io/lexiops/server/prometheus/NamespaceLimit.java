package io.lexiops.server.prometheus;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Narrows every series selector of a PromQL expression to some namespaces. The answer is not filtered instead: an expression
 * can give a series of another namespace any label, or none.
 */
final class NamespaceLimit {

    // Nothing in it that a regular expression, or a text in quotes, would read in another way.
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

    private final String query;
    private final String condition;
    private final Matcher tokens;
    private final StringBuilder limited = new StringBuilder();
    private int copied;

    private NamespaceLimit(String query, Set<String> namespaces) {
        this.query = query;
        this.tokens = Selectors.TOKEN.matcher(query);
        if (!namespaces.stream().allMatch(NAME.asMatchPredicate())) {
            throw new IllegalArgumentException("no names of namespaces: " + namespaces);
        }
        this.condition = "namespace=~\"" + String.join("|", new TreeSet<>(namespaces)) + "\"";
    }

    static String in(String query, Set<String> namespaces) {
        return new NamespaceLimit(query, namespaces).rewritten();
    }

    private String rewritten() {
        var token = next();
        while (token != null) {
            var following = peek();
            if (Selectors.isLabelList(token) && "(".equals(following)) {
                skipTo(")");
            } else if (token.equals("[")) {
                skipTo("]");
            } else if (token.equals("{")) {
                insert(condition + ("}".equals(following) ? "" : ","));
                matchers();
            } else if (Selectors.isMetric(token, following) && !"{".equals(following)) {
                insert("{" + condition + "}");
            }
            token = next();
        }
        return limited.append(query, copied, query.length()).toString();
    }

    /** Some servers know alternatives inside of a selector; the second would not be narrowed. */
    private void matchers() {
        for (var token = next(); token != null && !token.equals("}"); token = next()) {
            if (token.equalsIgnoreCase("or")) {
                throw new ToolFailed(
                        ErrorCode.INVALID_ARGUMENT,
                        "argument 'query' has 'or' inside of a selector",
                        "write two selectors with 'or' between them");
            }
        }
    }

    private void skipTo(String end) {
        for (var token = next(); token != null && !token.equals(end); token = next()) {
            // only moves on
        }
    }

    private void insert(String text) {
        int here = tokens.regionStart();
        limited.append(query, copied, here).append(text);
        copied = here;
    }

    /** The next token; afterwards the matcher stands behind it. */
    private @Nullable String next() {
        while (tokens.regionStart() < query.length() && tokens.lookingAt()) {
            var token = tokens.group();
            tokens.region(tokens.end(), query.length());
            if (!token.isBlank() && !token.startsWith("#")) {
                return token;
            }
        }
        return null;
    }

    private @Nullable String peek() {
        int here = tokens.regionStart();
        var token = next();
        tokens.region(here, query.length());
        return token;
    }
}
