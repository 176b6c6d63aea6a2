package io.lexiops.agent.knowledge;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads and writes the YAML between two {@code ---} lines at the head of a Markdown file.
 *
 * <p>Anybody who can push can write it, so it is walked as a stream of events before it is built: depth, size and
 * aliases are limited there, where they cost nothing.
 */
final class SnakeYamlFrontMatter {

    private static final int MAX_CHARACTERS = 64_000;

    private static final int MAX_DEPTH = 16;

    private static final int MAX_EVENTS = 5_000;

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setAllowDuplicateKeys(false)
            .setAllowRecursiveKeys(false)
            .setMaxAliasesForCollections(0)
            .setCodePointLimit(MAX_CHARACTERS)
            .build();

    private SnakeYamlFrontMatter() {}

    /**
     * The mapping that the text holds.
     *
     * @param firstLine the line of the file in which the text begins, for messages
     */
    static Map<String, Object> parse(String yaml, int firstLine) throws Unreadable {
        if (yaml.length() > MAX_CHARACTERS) {
            throw new Unreadable(firstLine, "front matter longer than %d characters".formatted(MAX_CHARACTERS));
        }
        try {
            inspect(yaml, firstLine);
            return switch (new Load(SETTINGS).loadFromString(yaml)) {
                case null -> Map.of();
                case Map<?, ?> map -> mapping(map, firstLine);
                default -> throw new Unreadable(firstLine, "front matter must be a mapping (key: value)");
            };
        } catch (MarkedYamlEngineException e) {
            var line = e.getProblemMark().map(mark -> mark.getLine()).orElse(0);
            throw new Unreadable(firstLine + line, "front matter: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new Unreadable(firstLine, "front matter: " + firstLine(e.getMessage()));
        }
    }

    private static void inspect(String yaml, int firstLine) throws Unreadable {
        int depth = 0;
        int events = 0;
        for (var event : new Parse(SETTINGS).parseString(yaml)) {
            var line =
                    firstLine + event.getStartMark().map(mark -> mark.getLine()).orElse(0);
            if (++events > MAX_EVENTS) {
                throw new Unreadable(line, "front matter has more than %d parts".formatted(MAX_EVENTS));
            }
            if (event.getEventId() == Event.ID.Alias) {
                throw new Unreadable(line, "front matter may not use aliases (*name)");
            }
            depth += switch (event.getEventId()) {
                case MappingStart, SequenceStart -> 1;
                case MappingEnd, SequenceEnd -> -1;
                case Alias, Comment, DocumentEnd, DocumentStart, Scalar, StreamEnd, StreamStart -> 0;
            };
            if (depth > MAX_DEPTH) {
                throw new Unreadable(line, "front matter is nested deeper than %d levels".formatted(MAX_DEPTH));
            }
        }
    }

    private static Map<String, Object> mapping(Map<?, ?> map, int line) throws Unreadable {
        var result = new LinkedHashMap<String, Object>();
        for (var entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String key)) {
                throw new Unreadable(line, "front matter keys must be text, not " + entry.getKey());
            }
            var value = plain(entry.getValue(), line);
            if (value != null) {
                result.put(key, value);
            }
        }
        return Collections.unmodifiableMap(result);
    }

    /** JSON types only; an empty value counts as absent. */
    private static @Nullable Object plain(@Nullable Object value, int line) throws Unreadable {
        return switch (value) {
            case null -> null;
            case String text -> text;
            case Boolean bool -> bool;
            case Integer number -> number.longValue();
            case Long number -> number;
            case Double number -> number;
            case BigInteger number ->
                throw new Unreadable(line, "number out of range: " + number.bitLength() + " bits");
            case List<?> list -> {
                var items = new ArrayList<Object>();
                for (var item : list) {
                    var plain = plain(item, line);
                    if (plain != null) {
                        items.add(plain);
                    }
                }
                yield List.copyOf(items);
            }
            case Map<?, ?> map -> mapping(map, line);
            default ->
                throw new Unreadable(
                        line, "front matter may not hold " + value.getClass().getSimpleName());
        };
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "not readable" : message.lines().findFirst().orElse("not readable");
    }

    /** The facts as a block with its two fences. */
    static String format(Map<String, Object> facts) {
        var settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setWidth(120)
                .build();
        return "---\n" + new Dump(settings).dumpToString(facts) + "---\n";
    }

    /** A file that cannot be used, with the line to look at. */
    static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1L;

        private final int line;

        Unreadable(int line, String why) {
            super(why);
            this.line = line;
        }

        UnreadableFile in(String path) {
            return new UnreadableFile(path, line, String.valueOf(getMessage()));
        }
    }
}
