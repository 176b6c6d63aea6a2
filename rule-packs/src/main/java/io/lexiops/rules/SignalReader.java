package io.lexiops.rules;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads signals. */
final class SignalReader implements RuleKind.Reader {

    private static final Pattern TIME = Pattern.compile("(\\d{1,4})([mhd])");

    @Override
    public Signal read(String id, RuleYaml file) throws BadRule {
        file.onlyKeys("signal", "kind", "cases", "window", "why", "examples");
        var kind = file.at("kind").word("repeated_cause", "repeated_rejection", "unknown_intent");
        return new Signal(
                id,
                file.file(),
                Signal.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                file.at("cases").number(2, 1_000),
                time(file.at("window")),
                file.at("why").text(500).strip(),
                examples(file.at("examples")));
    }

    private static Duration time(RuleYaml yaml) throws BadRule {
        var matcher = TIME.matcher(yaml.text());
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) == 0) {
            throw yaml.wrong("must be a time such as 30m, 12h or 7d");
        }
        var unit = switch (matcher.group(2)) {
            case "m" -> ChronoUnit.MINUTES;
            case "h" -> ChronoUnit.HOURS;
            default -> ChronoUnit.DAYS;
        };
        return Duration.of(Integer.parseInt(matcher.group(1)), unit);
    }

    private static List<SignalExample> examples(RuleYaml yaml) throws BadRule {
        var examples = new ArrayList<SignalExample>();
        for (var item : yaml.items()) {
            item.onlyKeys("name", "cases", "within", "expect");
            examples.add(new SignalExample(
                    item.at("name").text(200),
                    item.line(),
                    item.column(),
                    item.at("cases").number(0, 10_000),
                    time(item.at("within")),
                    item.at("expect").word("match", "no-match").equals("match")));
        }
        if (examples.stream().noneMatch(SignalExample::raised)
                || examples.stream().allMatch(SignalExample::raised)) {
            throw yaml.wrong("at least one example must match and one must not");
        }
        return examples;
    }
}
