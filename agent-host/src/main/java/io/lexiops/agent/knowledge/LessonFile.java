package io.lexiops.agent.knowledge;

import io.lexiops.agent.knowledge.SnakeYamlFrontMatter.Unreadable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Markdown form of a lesson.
 *
 * <p>The part between the two marks is ours and is written anew with each case; what people write around it, and front
 * matter that is not ours, stays.
 */
final class LessonFile {

    static final String FOLDER = "lessons/";

    private static final String BEGIN = "<!-- begin: written by the copilot, edits in here are lost -->";

    private static final String END = "<!-- end: write below -->";

    private static final String SEEN = "## What was seen";

    private static final String DONE = "## What was done";

    private static final String CASES = "## Cases";

    private static final int MAX_SEEN = 12;

    private static final int MAX_ROWS = 20;

    private static final int MAX_LINE = 300;

    private static final Pattern ROW = Pattern.compile("\\| [0-9]{4}-.*");

    private LessonFile() {}

    /** Where the lesson lies: readable, and unlike that of any other key. */
    static String path(Lesson.Key key) {
        var digest = Integer.toHexString((key.faultClass() + "\0" + key.owner() + "\0" + key.template()).hashCode());
        return FOLDER + slug(key.faultClass(), 24) + "/" + slug(key.owner(), 60) + "-" + slug(key.template(), 60) + "-"
                + digest + ".md";
    }

    private static String slug(String text, int length) {
        var slug = line(text)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+|-+$", "");
        var cut = slug.substring(0, Math.min(slug.length(), length)).replaceAll("-+$", "");
        return cut.isEmpty() ? "x" : cut;
    }

    /** The file with the lesson in it. */
    static String with(@Nullable String existing, Lesson lesson) throws Unreadable {
        if (existing == null) {
            return fresh(lesson);
        }
        var file = read(existing);
        var front = SnakeYamlFrontMatter.format(facts(file.facts(), lesson));
        int begin = file.body().indexOf(BEGIN);
        int end = file.body().indexOf(END);
        if (begin < 0 || end < begin) {
            return front + file.body().stripTrailing() + "\n\n" + block(List.of(), lesson);
        }
        var ours = file.body().substring(begin, end).lines().toList();
        var before = file.body().substring(0, begin);
        var after = file.body().substring(end + END.length()).stripTrailing();
        return front + before + block(ours, lesson).stripTrailing() + after + "\n";
    }

    static String fresh(Lesson lesson) {
        return SnakeYamlFrontMatter.format(facts(Map.of(), lesson)) + "\n# " + title(lesson) + "\n\n"
                + block(List.of(), lesson) + "\n## Notes\n\nWhat you write here stays.\n";
    }

    /**
     * Both sides' cases in one file.
     *
     * @param base what both began with; null if both made the file
     */
    static String union(@Nullable String base, String mine, String yours) throws Unreadable {
        var before = base == null ? Map.<String, Object>of() : read(base).facts();
        var our = read(mine);
        var their = read(yours);
        var facts = new LinkedHashMap<>(their.facts());
        facts.put(
                "cases",
                sum(before.get("cases"), our.facts().get("cases"), their.facts().get("cases")));
        facts.put(
                "outcomes",
                sums(
                        before.get("outcomes"),
                        our.facts().get("outcomes"),
                        their.facts().get("outcomes")));
        facts.put(
                "causes",
                Stream.of(their, our)
                        .flatMap(file -> file.causes().stream())
                        .distinct()
                        .toList());
        facts.put(
                "first",
                Stream.of(our, their)
                        .map(file -> String.valueOf(file.facts().get("first")))
                        .sorted()
                        .toList()
                        .getFirst());
        facts.put(
                "last",
                Stream.of(our, their)
                        .map(file -> String.valueOf(file.facts().get("last")))
                        .sorted()
                        .toList()
                        .getLast());
        var theirBody = their.body();
        var seen = Stream.concat(bullets(ours(their), SEEN).stream(), bullets(ours(our), SEEN).stream())
                .distinct()
                .limit(MAX_SEEN)
                .toList();
        var rows = Stream.concat(rows(ours(their)), rows(ours(our)))
                .distinct()
                .sorted(Comparator.reverseOrder())
                .limit(MAX_ROWS)
                .toList();
        var summary = ours(our).stream().skip(2).findFirst().orElse("");
        var block = block(summary, seen, bullets(ours(our), DONE), rows).stripTrailing();
        int begin = theirBody.indexOf(BEGIN);
        int end = theirBody.indexOf(END) + END.length();
        return SnakeYamlFrontMatter.format(facts) + theirBody.substring(0, begin) + block
                + theirBody.substring(end).stripTrailing() + "\n";
    }

    private static KnowledgeFile read(String text) throws Unreadable {
        return MarkdownReader.read("", "", text.getBytes(StandardCharsets.UTF_8));
    }

    /** The lines between the marks. */
    private static List<String> ours(KnowledgeFile file) throws Unreadable {
        int begin = file.body().indexOf(BEGIN);
        int end = file.body().indexOf(END);
        if (begin < 0 || end < begin) {
            throw new Unreadable(0, "is not a lesson");
        }
        return file.body().substring(begin, end).lines().toList();
    }

    private static Stream<String> rows(List<String> block) {
        return block.stream().filter(line -> ROW.matcher(line).matches());
    }

    private static long sum(@Nullable Object before, @Nullable Object mine, @Nullable Object yours) {
        return number(mine) + number(yours) - number(before);
    }

    private static long number(@Nullable Object value) {
        return value instanceof Long number ? number : 0;
    }

    private static Map<String, Object> sums(@Nullable Object before, @Nullable Object mine, @Nullable Object yours) {
        var sums = new TreeMap<String, Object>();
        var none = Map.of();
        var was = before instanceof Map<?, ?> map ? map : none;
        var our = mine instanceof Map<?, ?> map ? map : none;
        var their = yours instanceof Map<?, ?> map ? map : none;
        Stream.concat(our.keySet().stream(), their.keySet().stream())
                .forEach(key -> sums.put(String.valueOf(key), sum(was.get(key), our.get(key), their.get(key))));
        return sums;
    }

    private static String title(Lesson lesson) {
        return line(lesson.key().faultClass() + " on " + lesson.key().owner() + ": "
                + lesson.key().template());
    }

    private static Map<String, Object> facts(Map<String, Object> before, Lesson lesson) {
        var facts = new LinkedHashMap<>(before);
        facts.putIfAbsent("title", title(lesson));
        facts.put("type", "lesson");
        facts.put("class", line(lesson.key().faultClass()));
        facts.put("owner", line(lesson.key().owner()));
        facts.put("template", line(lesson.key().template()));
        var rules = new LinkedHashSet<String>();
        if (before.get("causes") instanceof List<?> known) {
            known.forEach(rule -> rules.add(String.valueOf(rule)));
        }
        lesson.provenance().rules().forEach(rule -> rules.add(line(rule)));
        facts.put("causes", List.copyOf(rules));
        facts.put("cases", count(before.get("cases")));
        var outcomes = new LinkedHashMap<String, Object>();
        if (before.get("outcomes") instanceof Map<?, ?> known) {
            known.forEach((outcome, number) -> outcomes.put(String.valueOf(outcome), number));
        }
        var outcome = lesson.told().outcome().name().toLowerCase(Locale.ROOT);
        outcomes.put(outcome, count(outcomes.get(outcome)));
        facts.put("outcomes", outcomes);
        facts.putIfAbsent("first", lesson.told().at().toString());
        facts.put("last", lesson.told().at().toString());
        return facts;
    }

    private static Object count(@Nullable Object before) {
        return before instanceof Long number ? number + 1 : 1L;
    }

    private static String block(List<String> before, Lesson lesson) {
        var told = lesson.told();
        var seen = merged(bullets(before, SEEN), told.symptoms());
        var row = "| %s | %s | %s | %d s | %s |"
                .formatted(
                        told.at(),
                        cell(lesson.caseId()),
                        told.outcome().name().toLowerCase(Locale.ROOT),
                        told.took().toSeconds(),
                        cell(lesson.provenance().actor()));
        var rows = Stream.concat(Stream.of(row), rows(before)).limit(MAX_ROWS).toList();
        var steps = told.steps().stream().map(step -> "- " + line(step)).toList();
        return block(line(told.summary()), seen, steps, rows);
    }

    private static String block(String summary, List<String> seen, List<String> steps, List<String> rows) {
        var lines = new ArrayList<String>(List.of(BEGIN, "", summary, "", SEEN, ""));
        lines.addAll(seen.isEmpty() ? List.of("- (nothing was recorded)") : seen);
        lines.addAll(List.of("", DONE, ""));
        lines.addAll(steps.isEmpty() ? List.of("- (nothing)") : steps);
        lines.addAll(List.of("", CASES, "", "| when | case | outcome | took | asked by |", "|---|---|---|---|---|"));
        lines.addAll(rows);
        lines.addAll(List.of("", END, ""));
        return String.join("\n", lines);
    }

    private static List<String> bullets(List<String> block, String heading) {
        return block.stream()
                .dropWhile(line -> !line.equals(heading))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("- ") && !line.startsWith("- ("))
                .toList();
    }

    private static List<String> merged(List<String> before, List<String> symptoms) {
        var all = new LinkedHashSet<String>();
        symptoms.forEach(symptom -> all.add("- " + line(symptom)));
        all.addAll(before);
        return all.stream().limit(MAX_SEEN).toList();
    }

    /** One redacted line of plain text: what comes from a cluster must not become a heading, a mark or a table row. */
    static String line(String text) {
        var plain = SecretMask.apply(text)
                .replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ")
                .replace("<!--", "<!- -")
                .replace("-->", "- ->")
                .strip();
        return plain.length() <= MAX_LINE ? plain : plain.substring(0, MAX_LINE) + " …";
    }

    private static String cell(String text) {
        return line(text).replace("|", "/");
    }
}
