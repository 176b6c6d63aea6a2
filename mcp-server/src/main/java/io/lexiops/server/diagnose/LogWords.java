package io.lexiops.server.diagnose;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What kind of trouble the last words of a program tell of.
 *
 * @param trouble  missingVariable, usage, refused, unknownHost, addressInUse, missingFile, permission, memory, disk or other
 * @param line     the line that says so
 * @param variable the environment variable that is missed; empty if none is named
 */
record LogWords(String trouble, String line, String variable) {

    private static final Set<String> LEVELS = Set.of(
            "FATAL",
            "ERROR",
            "WARN",
            "WARNING",
            "INFO",
            "DEBUG",
            "PANIC",
            "CRITICAL",
            "TRACE",
            "NOTICE",
            "SEVERE",
            "ERR");
    private static final String NAME = "([A-Z][A-Z0-9_]{1,99})";

    private static final List<Pattern> MISSING_VARIABLE = List.of(
            // sh and bash: ${NAME:?words}, set -u
            Pattern.compile(
                    "(?:^|: )" + NAME
                            + ": (?:parameter (?:null or )?not set|parameter null or not set|unbound variable|must be set|is required|not set|.{0,40}(?:must be set|is required|not set|missing))"),
            Pattern.compile("^KeyError: ['\"]" + NAME + "['\"]$"),
            Pattern.compile(
                    "(?i:environment variable|env var|env|variable|required variable|config)[ :'\"`$({]{1,4}" + NAME
                            + "[ '\"`)}]{0,3}(?i:is |was |has |are )?(?i:not |must be |been )*(?i:set|required|missing|defined|found|provided|specified|empty|undefined)"),
            Pattern.compile(
                    "(?i:missing|required|undefined|unset|no|need|expected|set|specify|provide)(?: (?i:required|mandatory|the|a|an))*(?: (?i:environment|env))?(?: (?i:variables?|vars?))?[ :'\"`$({]{1,4}"
                            + NAME + "\\b"),
            Pattern.compile(
                    "\\b" + NAME
                            + "['\"`)}]{0,2} (?i:environment variable |env var |variable )?(?i:is |was |has |must )?(?i:not |be |been )*(?i:set|required|missing|defined|provided|specified|empty|undefined)\\b"));

    private static final List<Trouble> TROUBLES = List.of(
            new Trouble("memory", "(?i)out of memory|outofmemoryerror|cannot allocate memory|heap out of memory"),
            new Trouble("disk", "(?i)no space left on device"),
            new Trouble("addressInUse", "(?i)address already in use|eaddrinuse"),
            new Trouble(
                    "unknownHost",
                    "(?i)no such host|unknown host|unknownhostexception|name or service not known|temporary failure in name resolution|bad address|could not resolve|enotfound|getaddrinfo"),
            new Trouble(
                    "refused",
                    "(?i)connection refused|econnrefused|connect: no route|connection timed out|i/o timeout"),
            new Trouble("permission", "(?i)permission denied|eacces|operation not permitted|read-only file system"),
            new Trouble(
                    "usage",
                    "(?i)^usage:|unknown (?:option|flag|argument|command)|unrecogni[sz]ed (?:option|argument)|invalid (?:option|argument|number|flag|interval|time interval)|illegal option|flag provided but not defined|unexpected argument"),
            new Trouble(
                    "missingFile",
                    "(?i)no such file or directory|file not found|filenotfoundexception|enoent|cannot open|can't open|module_not_found|modulenotfounderror"));

    static final LogWords NONE = new LogWords("other", "", "");

    private record Trouble(String name, Pattern pattern) {
        Trouble(String name, String pattern) {
            this(name, Pattern.compile(pattern));
        }
    }

    /** The newest line that tells of a known trouble, a missing variable before all others. */
    static LogWords of(List<String> lines) {
        var newestFirst = lines.reversed();
        return newestFirst.stream()
                .flatMap(line -> variable(line).stream())
                .findFirst()
                .or(() -> newestFirst.stream()
                        .flatMap(line -> trouble(line).stream())
                        .findFirst())
                .orElse(lines.isEmpty() ? NONE : new LogWords("other", lines.getLast(), ""));
    }

    private static Optional<LogWords> variable(String line) {
        return MISSING_VARIABLE.stream()
                .map(pattern -> pattern.matcher(line))
                .filter(matcher ->
                        matcher.find() && matcher.group(1).length() > 2 && !LEVELS.contains(matcher.group(1)))
                .map(matcher -> new LogWords("missingVariable", line, matcher.group(1)))
                .findFirst();
    }

    private static Optional<LogWords> trouble(String line) {
        return TROUBLES.stream()
                .filter(trouble -> trouble.pattern().matcher(line).find())
                .map(trouble -> new LogWords(trouble.name(), line, ""))
                .findFirst();
    }
}
