package io.lexiops.agent.knowledge;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The last gate before text is written into git, from where nothing can be taken back, and before what one person wrote is
 * shown to others.
 *
 * <p>Callers redact what they pass; this catches what looks like a secret all the same.
 */
public final class SecretMask {

    private static final String MASK = "(redacted)";

    private static final List<Pattern> WHOLE = List.of(
            Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----[\\s\\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)"),
            Pattern.compile("\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*"),
            Pattern.compile("\\b(AKIA|ASIA)[A-Z0-9]{16}\\b"),
            Pattern.compile("\\b(ghp|gho|ghs|glpat|xox[abprs])[-_][A-Za-z0-9-]{16,}"),
            Pattern.compile("\\bsk-[A-Za-z0-9_-]{20,}"));

    /** Group 1 stays, group 2 goes. */
    private static final List<Pattern> VALUE = List.of(
            Pattern.compile("(?i)((?:bearer|basic)\\s+)([A-Za-z0-9+/=._~-]{12,})"),
            Pattern.compile("(?i)([a-z][a-z0-9+.-]{1,20}://[^/\\s:@]{0,80}:)([^@\\s/]{1,200})(?=@)"),
            Pattern.compile("(?i)(\\b[a-z0-9_.-]{0,40}(?:password|passwd|pwd|secret|token|api[_-]?key|credential)s?\\b"
                    + "[\"']?\\s{0,3}[:=]\\s{0,3}[\"']?)([^\\s\"',;(]{3,})"));

    private SecretMask() {}

    public static String apply(String text) {
        var masked = text;
        for (var pattern : WHOLE) {
            masked = pattern.matcher(masked).replaceAll(MASK);
        }
        for (var pattern : VALUE) {
            masked = pattern.matcher(masked).replaceAll("$1" + MASK);
        }
        return masked;
    }
}
