package io.lexiops.server.redact;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds secrets in text by what they look like, whatever they are called. */
final class SecretShapes {

    /**
     * One shape.
     *
     * @param hint    a text that every match contains; looked for first because that is cheap
     * @param group   the part of the match that is secret
     */
    private record Shape(String hint, Pattern pattern, int group) {}

    private static final List<Shape> SHAPES = List.of(
            shape(
                    "PRIVATE KEY",
                    "-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\\s\\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|\\z)",
                    0),
            // The same in base64, with whatever stands between BEGIN and PRIVATE KEY.
            shape(
                    "LS0tLS1CRUdJTi",
                    "LS0tLS1CRUdJTi[A-Za-z0-9+/]{0,40}?(?:UFJJVkFURSBLRV|BSSVZBVEUgS0VZ|QUklWQVRFIEtFW)[A-Za-z0-9+/=]*+",
                    0),
            shape("eyJ", "\\beyJ[\\w-]{8,}+\\.[\\w-]{8,}+(?:\\.[\\w-]*+){0,3}", 0),
            shape("://", "\\b[A-Za-z][A-Za-z0-9+.-]{1,30}://([^\\s/:@\"'<>]*+:[^\\s/\"'<>]+)@", 1),
            shape("://", "\\b[A-Za-z][A-Za-z0-9+.-]{1,30}://([^\\s/:@\"'<>]{16,}+)@", 1),
            shape(
                    "",
                    "(?i)\\b(?:proxy-)?authorization[\"']?\\s*[:=]\\s*[\"']?((?:[a-z0-9-]{3,20} +)?[^\\s\"',;]{6,}+)",
                    1),
            shape("", "(?i)\\b(?:bearer|basic)\\s+(?=[^\\s\"',<]*[0-9=+/_])([A-Za-z0-9._~+/=-]{8,}+)", 1),
            shape("ookie", "(?i)\\b(?:set-)?cookie[\"']?\\s*:\\s*([^\\r\\n\"']{4,}+)", 1),
            shape("login", "\\blogin\\s{1,4}\\S{1,100}\\s{1,4}password\\s{1,4}(\\S{3,}+)", 1), // netrc
            // A URL that is signed opens the door by itself.
            shape("ig", "(?i)[?&;](?:x-(?:amz|goog)-)?sig(?:nature)?=([^&\\s\"'<>]{6,}+)", 1),
            shape("", "\\b(?:AKIA|ASIA|AROA|AIDA|ANPA)[0-9A-Z]{16}\\b", 0),
            shape("AIza", "\\bAIza[\\w-]{30,}+", 0),
            shape("ya29.", "\\bya29\\.[\\w-]{20,}+", 0),
            shape("gh", "\\bgh[pousr]_[A-Za-z0-9]{20,}+", 0),
            shape("github_pat_", "\\bgithub_pat_\\w{20,}+", 0),
            shape("gl", "\\bgl(?:pat|dt|rt|ptt|cbt|soat|agent)-[\\w-]{16,}+", 0),
            shape("xox", "\\bxox[abeoprs]-[\\w-]{10,}+", 0),
            shape("hooks.slack.com", "hooks\\.slack\\.com/(?:services|workflows)/([\\w/-]+)", 1),
            shape("", "\\b[rs]k_(?:live|test)_\\w{16,}+", 0),
            shape("whsec_", "\\bwhsec_\\w{16,}+", 0),
            shape("sk-", "\\bsk-[A-Za-z0-9_-]{20,}+", 0),
            shape("npm_", "\\bnpm_[A-Za-z0-9]{30,}+", 0),
            shape("SG.", "\\bSG\\.[\\w-]{16,}+\\.[\\w-]{16,}+", 0),
            shape("hv", "\\bhv[bsr]\\.[\\w-]{20,}+", 0),
            shape("dop_v1_", "\\bdop_v1_[a-f0-9]{40,}+", 0),
            shape("hf_", "\\bhf_[A-Za-z0-9]{30,}+", 0),
            shape("argocd", "\\bargocd\\.token=([^\\s;\"']+)", 1));

    private SecretShapes() {}

    static String replace(String text, UnaryOperator<String> placeholder) {
        var result = text;
        for (var shape : SHAPES) {
            if (shape.hint().isEmpty() || result.contains(shape.hint())) {
                result = replace(result, shape, placeholder);
            }
        }
        return result;
    }

    private static String replace(String text, Shape shape, UnaryOperator<String> placeholder) {
        return shape.pattern().matcher(text).replaceAll(match -> {
            var secret = match.group(shape.group());
            return Matcher.quoteReplacement(
                    Placeholders.isOne(secret) ? match.group() : around(text, match, shape.group(), placeholder));
        });
    }

    private static String around(String text, MatchResult match, int group, UnaryOperator<String> placeholder) {
        return text.substring(match.start(), match.start(group))
                + placeholder.apply(match.group(group))
                + text.substring(match.end(group), match.end());
    }

    private static Shape shape(String hint, String pattern, int group) {
        return new Shape(hint, Pattern.compile(pattern), group);
    }
}
