package io.lexiops.server.kubernetes;

import io.lexiops.server.redact.Redactor;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What is waited for. */
final class WaitGoal {

    private static final Pattern CONDITION = Pattern.compile("condition=([A-Za-z0-9./-]+)(?:=([A-Za-z]+))?");

    private final String words;
    private final boolean gone;
    private final Function<KubernetesObject, List<String>> missing;

    private WaitGoal(String words, boolean gone, Function<KubernetesObject, List<String>> missing) {
        this.words = words;
        this.gone = gone;
        this.missing = missing;
    }

    static WaitGoal of(String words, Readiness readiness, Redactor redactor) {
        var condition = CONDITION.matcher(words.strip());
        if (condition.matches()) {
            var status = condition.group(2) == null ? "True" : condition.group(2);
            return new WaitGoal(words, false, object -> condition(object, condition.group(1), status));
        }
        return switch (words.strip().toLowerCase(Locale.ROOT)) {
            case "deleted" -> new WaitGoal("deleted", true, object -> readiness.gone(object, null));
            case "available", "ready" ->
                new WaitGoal(
                        words,
                        false,
                        object -> readiness.knows(object)
                                ? readiness.missing(object)
                                : condition(object, capitalized(words), "True"));
            case "complete" ->
                new WaitGoal(
                        words,
                        false,
                        object -> object.kind().equals("Job")
                                ? condition(object, "Complete", "True")
                                : readiness.missing(object));
            default -> {
                var cel = CelCondition.of("for", words, redactor);
                yield new WaitGoal(
                        words,
                        false,
                        object -> cel.matches(object)
                                ? List.of()
                                : List.of(name(object) + ": the condition does not hold yet"));
            }
        };
    }

    String words() {
        return words;
    }

    /** What keeps the objects from being so; empty when they all are. */
    List<String> missing(String what, List<KubernetesObject> objects) {
        if (objects.isEmpty()) {
            return gone ? List.of() : List.of(what + ": not there");
        }
        return objects.stream()
                .flatMap(object -> missing.apply(object).stream())
                .toList();
    }

    private static List<String> condition(KubernetesObject object, String type, String status) {
        for (var condition : object.objectsAt("status", "conditions")) {
            if (type.equalsIgnoreCase(String.valueOf(condition.get("type")))) {
                var is = String.valueOf(condition.get("status"));
                return is.equalsIgnoreCase(status)
                        ? List.of()
                        : List.of("%s: condition %s is %s: %s"
                                .formatted(name(object), type, is, reason(new KubernetesObject(condition))));
            }
        }
        return List.of(name(object) + ": has no condition " + type + " yet");
    }

    private static String reason(KubernetesObject condition) {
        return (condition.textAt("", "reason") + " " + condition.textAt("", "message")).strip();
    }

    private static String capitalized(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1).toLowerCase(Locale.ROOT);
    }

    private static String name(KubernetesObject object) {
        return object.kind() + "/" + object.name();
    }
}
