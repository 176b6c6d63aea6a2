package io.lexiops.agent.knowledge;

import io.lexiops.agent.knowledge.KnowledgeFile.Section;
import io.lexiops.agent.knowledge.SnakeYamlFrontMatter.Unreadable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes a Markdown file apart: front matter, title, and sections by heading. */
final class MarkdownReader {

    static final int MAX_BYTES = 512_000;

    /** About 256 tokens, which is what the embedding model reads at once. */
    private static final int SECTION_CHARACTERS = 1_200;

    private static final int MAX_SECTIONS = 400;

    private static final int DEEPEST_HEADING = 3;

    private static final Pattern HEADING = Pattern.compile("(#{1,6})[ \\t]+(.*?)[ \\t]*#*[ \\t]*");

    private static final Pattern FENCE = Pattern.compile(" {0,3}(`{3,}|~{3,}).*");

    private MarkdownReader() {}

    static KnowledgeFile read(String path, String blob, byte[] bytes) throws Unreadable {
        var text = decode(bytes);
        var lines = text.lines().toList();
        int bodyStart = 0;
        Map<String, Object> facts = Map.of();
        if (!lines.isEmpty() && lines.getFirst().strip().equals("---")) {
            int end = endOfFrontMatter(lines);
            facts = SnakeYamlFrontMatter.parse(String.join("\n", lines.subList(1, end)), 2);
            bodyStart = end + 1;
        }
        var sections = sections(lines, bodyStart);
        var title = facts.get("title") instanceof String given ? given : firstHeading(lines, bodyStart, path);
        return new KnowledgeFile(
                path,
                blob,
                title,
                facts,
                texts(facts, "causes"),
                texts(facts, "kinds"),
                labels(facts),
                sections,
                String.join("\n", lines.subList(bodyStart, lines.size())));
    }

    private static String decode(byte[] bytes) throws Unreadable {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.indexOf('\0') >= 0) {
                throw new Unreadable(0, "holds binary data");
            }
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new Unreadable(0, "is not UTF-8 text");
        }
    }

    private static int endOfFrontMatter(List<String> lines) throws Unreadable {
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).strip().equals("---")) {
                return i;
            }
        }
        throw new Unreadable(1, "front matter begins with --- and has no closing ---");
    }

    private static List<String> texts(Map<String, Object> facts, String key) throws Unreadable {
        return switch (facts.get(key)) {
            case null -> List.of();
            case String one -> List.of(one);
            case List<?> many -> {
                var texts = new ArrayList<String>();
                for (var item : many) {
                    if (!(item instanceof String text)) {
                        throw new Unreadable(1, key + " must be a list of texts");
                    }
                    texts.add(text);
                }
                yield List.copyOf(texts);
            }
            default -> throw new Unreadable(1, key + " must be a list of texts");
        };
    }

    private static Map<String, String> labels(Map<String, Object> facts) throws Unreadable {
        return switch (facts.get("labels")) {
            case null -> Map.of();
            case Map<?, ?> given -> {
                var labels = new LinkedHashMap<String, String>();
                given.forEach((key, value) -> labels.put(String.valueOf(key), String.valueOf(value)));
                yield Map.copyOf(labels);
            }
            default -> throw new Unreadable(1, "labels must be a mapping (key: value)");
        };
    }

    private static String firstHeading(List<String> lines, int from, String path) {
        return lines.subList(Math.min(from, lines.size()), lines.size()).stream()
                .map(HEADING::matcher)
                .filter(heading -> heading.matches() && !heading.group(2).isBlank())
                .map(heading -> heading.group(2))
                .findFirst()
                .orElse(path.substring(path.lastIndexOf('/') + 1));
    }

    private static List<Section> sections(List<String> lines, int from) throws Unreadable {
        var sections = new ArrayList<Section>();
        var headings = new String[DEEPEST_HEADING];
        int start = from;
        @Nullable String fence = null;
        for (int i = from; i < lines.size(); i++) {
            fence = fenceAfter(lines.get(i), fence);
            var heading = HEADING.matcher(lines.get(i));
            if (fence == null && heading.matches() && heading.group(1).length() <= DEEPEST_HEADING) {
                split(lines, start, i, path(headings), sections);
                start = i;
                int level = heading.group(1).length() - 1;
                headings[level] = heading.group(2);
                for (int deeper = level + 1; deeper < DEEPEST_HEADING; deeper++) {
                    headings[deeper] = "";
                }
            }
        }
        split(lines, start, lines.size(), path(headings), sections);
        if (sections.size() > MAX_SECTIONS) {
            throw new Unreadable(0, "has more than %d sections; split it".formatted(MAX_SECTIONS));
        }
        return sections;
    }

    private static @Nullable String fenceAfter(String line, @Nullable String open) {
        var matcher = FENCE.matcher(line);
        if (!matcher.matches()) {
            return open;
        }
        if (open == null) {
            return matcher.group(1);
        }
        return matcher.group(1).startsWith(open) ? null : open;
    }

    private static String path(@Nullable String[] headings) {
        var path = new ArrayList<String>();
        for (var heading : headings) {
            if (heading != null && !heading.isBlank()) {
                path.add(heading);
            }
        }
        return String.join(" > ", path);
    }

    /** A long section becomes several, cut at blank lines where there are any. */
    private static void split(List<String> lines, int from, int to, String heading, List<Section> into) {
        int start = from;
        int characters = 0;
        int lastBlank = -1;
        for (int i = from; i < to; i++) {
            if (lines.get(i).isBlank()) {
                lastBlank = i;
            }
            characters += lines.get(i).length() + 1;
            if (characters > SECTION_CHARACTERS && i > start) {
                int end = lastBlank > start ? lastBlank : i;
                add(lines, start, end, heading, into);
                start = end;
                characters = 0;
                for (int j = start; j <= i; j++) {
                    characters += lines.get(j).length() + 1;
                }
            }
        }
        add(lines, start, to, heading, into);
    }

    private static void add(List<String> lines, int from, int to, String heading, List<Section> into) {
        int first = from;
        int last = to - 1;
        while (first <= last && lines.get(first).isBlank()) {
            first++;
        }
        while (last >= first && lines.get(last).isBlank()) {
            last--;
        }
        var onlyHeading = first == last && HEADING.matcher(lines.get(first)).matches();
        if (first <= last && !onlyHeading) {
            into.add(new Section(heading, first + 1, last + 1, String.join("\n", lines.subList(first, last + 1))));
        }
    }
}
