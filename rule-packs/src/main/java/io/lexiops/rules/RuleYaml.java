package io.lexiops.rules;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A place in a rule file and what stands there. Every reader says what it expects; what is not so becomes a
 * {@link BadRule} with file, line and column.
 *
 * <p>Who can push a rule file can write anything into it: size, depth and aliases are limited before a tree is built.
 */
final class RuleYaml {

    static final int MAX_CHARACTERS = 256_000;

    private static final int MAX_DEPTH = 30;

    private static final int MAX_EVENTS = 50_000;

    private static final Set<Tag> KNOWN_TAGS =
            Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.SEQ, Tag.MAP);

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setMaxAliasesForCollections(0)
            .setCodePointLimit(MAX_CHARACTERS)
            .build();

    private final String file;

    private final List<String> lines;

    private final Node node;

    private RuleYaml(String file, List<String> lines, Node node) {
        this.file = file;
        this.lines = lines;
        this.node = node;
    }

    /** The mapping that a file holds. */
    static RuleYaml parse(String file, String text) throws BadRule {
        try {
            inspect(file, text);
            var root = new Compose(SETTINGS).composeString(text).orElse(null);
            if (!(root instanceof MappingNode)) {
                throw new BadRule(new RuleError(file, 1, 1, "must be a mapping (key: value)"));
            }
            var yaml = new RuleYaml(file, List.of(text.split("\n", -1)), root);
            yaml.refuseOddities();
            return yaml;
        } catch (MarkedYamlEngineException e) {
            var mark = e.getProblemMark();
            throw new BadRule(new RuleError(
                    file,
                    mark.map(at -> at.getLine() + 1).orElse(0),
                    mark.map(at -> at.getColumn() + 1).orElse(0),
                    String.valueOf(e.getProblem())));
        } catch (YamlEngineException e) {
            throw new BadRule(new RuleError(file, 0, 0, firstLine(e)));
        }
    }

    private static String firstLine(YamlEngineException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("not readable");
    }

    private static void inspect(String file, String text) throws BadRule {
        if (text.length() > MAX_CHARACTERS) {
            throw new BadRule(new RuleError(file, 0, 0, "is longer than %d characters".formatted(MAX_CHARACTERS)));
        }
        int depth = 0;
        int events = 0;
        for (var event : new Parse(SETTINGS).parseString(text)) {
            events++;
            depth += switch (event.getEventId()) {
                case MappingStart, SequenceStart -> 1;
                case MappingEnd, SequenceEnd -> -1;
                case Alias, Comment, DocumentEnd, DocumentStart, Scalar, StreamEnd, StreamStart -> 0;
            };
            var problem = depth > MAX_DEPTH
                    ? "is nested deeper than %d".formatted(MAX_DEPTH)
                    : events > MAX_EVENTS
                            ? "holds more than %d values".formatted(MAX_EVENTS)
                            : event.getEventId() == Event.ID.Alias ? "aliases (*name) are not allowed" : "";
            if (!problem.isEmpty()) {
                var mark = event.getStartMark();
                throw new BadRule(new RuleError(
                        file,
                        mark.map(at -> at.getLine() + 1).orElse(0),
                        mark.map(at -> at.getColumn() + 1).orElse(0),
                        problem));
            }
        }
    }

    private void refuseOddities() throws BadRule {
        if (!KNOWN_TAGS.contains(node.getTag())) {
            throw wrong("the tag %s is not allowed".formatted(node.getTag().getValue()));
        }
        if (node instanceof MappingNode) {
            for (var entry : entries().values()) {
                entry.refuseOddities();
            }
        } else if (node instanceof SequenceNode) {
            for (var item : items()) {
                item.refuseOddities();
            }
        }
    }

    String file() {
        return file;
    }

    /** Counted from 1. */
    int line() {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    /** Counted from 1. */
    int column() {
        return node.getStartMark().map(mark -> mark.getColumn() + 1).orElse(0);
    }

    boolean isMapping() {
        return node instanceof MappingNode;
    }

    boolean isList() {
        return node instanceof SequenceNode;
    }

    boolean isText() {
        return node instanceof ScalarNode && node.getTag().equals(Tag.STR);
    }

    private boolean isNull() {
        return node.getTag().equals(Tag.NULL);
    }

    /** The error to throw if this is not right. */
    BadRule wrong(String message) {
        return new BadRule(new RuleError(file, line(), column(), message));
    }

    /**
     * The error for a place within this text.
     *
     * @param textLine   line of the text, counted from 0
     * @param textColumn column in that line, counted from 0
     */
    BadRule wrongWithin(int textLine, int textColumn, String message) {
        if (!(node instanceof ScalarNode scalar)) {
            return wrong(message);
        }
        var style = scalar.getScalarStyle();
        if (style == ScalarStyle.LITERAL || style == ScalarStyle.FOLDED) {
            // A folded text has lost its line breaks: the first line is the best that can be said.
            int line = line() + 1 + (style == ScalarStyle.LITERAL ? textLine : 0);
            var source = line <= lines.size() ? lines.get(line - 1) : "";
            int indent = source.length() - source.stripLeading().length();
            return new BadRule(
                    new RuleError(file, line, style == ScalarStyle.LITERAL ? indent + textColumn + 1 : 0, message));
        }
        int quote = style == ScalarStyle.PLAIN ? 0 : 1;
        return new BadRule(
                new RuleError(file, line(), textLine == 0 ? column() + quote + textColumn : column(), message));
    }

    /** The text; a number or a Boolean counts as its own text. */
    String text() throws BadRule {
        if (node instanceof ScalarNode scalar && !isNull()) {
            return scalar.getValue();
        }
        throw wrong("must be a text");
    }

    /** A text that is not blank and not longer than this. */
    String text(int longest) throws BadRule {
        var text = text();
        if (text.isBlank() || text.length() > longest) {
            throw wrong("must be a text of 1 to %d characters".formatted(longest));
        }
        return text;
    }

    /** One of these words. */
    String word(String... allowed) throws BadRule {
        var text = text();
        for (var word : allowed) {
            if (word.equals(text)) {
                return text;
            }
        }
        throw wrong("must be one of %s, not \"%s\"".formatted(String.join(", ", allowed), text));
    }

    /** A whole number between the two. */
    int number(int smallest, int largest) throws BadRule {
        if (node.getTag().equals(Tag.INT)
                && value() instanceof Long number
                && number >= smallest
                && number <= largest) {
            return Math.toIntExact(number);
        }
        throw wrong("must be a whole number from %d to %d".formatted(smallest, largest));
    }

    /** True or false. */
    boolean yes() throws BadRule {
        if (value() instanceof Boolean yes) {
            return yes;
        }
        throw wrong("must be true or false");
    }

    /** The items of a list. */
    List<RuleYaml> items() throws BadRule {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue().stream()
                    .map(item -> new RuleYaml(file, lines, item))
                    .toList();
        }
        throw wrong("must be a list");
    }

    /** The entries of a mapping, in the order of the file. */
    Map<String, RuleYaml> entries() throws BadRule {
        if (!(node instanceof MappingNode mapping)) {
            throw wrong("must be a mapping (key: value)");
        }
        var entries = new LinkedHashMap<String, RuleYaml>();
        for (var tuple : mapping.getValue()) {
            var key = new RuleYaml(file, lines, tuple.getKeyNode());
            if (entries.put(key.text(), new RuleYaml(file, lines, tuple.getValueNode())) != null) {
                throw key.wrong("the key \"%s\" stands here twice".formatted(key.text()));
            }
        }
        return Collections.unmodifiableMap(entries);
    }

    /** What stands under a key; null if the key is absent or empty. */
    @Nullable RuleYaml find(String key) throws BadRule {
        var found = entries().get(key);
        return found == null || found.isNull() ? null : found;
    }

    /** What stands under a key that must be there. */
    RuleYaml at(String key) throws BadRule {
        var found = find(key);
        if (found == null) {
            throw wrong("\"%s\" is missing".formatted(key));
        }
        return found;
    }

    /** The text under a key, or this if the key is absent. */
    String textOr(String key, String otherwise) throws BadRule {
        var found = find(key);
        return found == null ? otherwise : found.text();
    }

    /** The items under a key; none if it is absent. */
    List<RuleYaml> itemsAt(String key) throws BadRule {
        var found = find(key);
        return found == null ? List.of() : found.items();
    }

    /** Refuses every key but these. */
    void onlyKeys(String... known) throws BadRule {
        var allowed = Set.of(known);
        if (node instanceof MappingNode mapping) {
            for (var tuple : mapping.getValue()) {
                var key = new RuleYaml(file, lines, tuple.getKeyNode());
                if (!allowed.contains(key.text())) {
                    throw key.wrong("unknown key \"%s\"; known are %s".formatted(key.text(), String.join(", ", known)));
                }
            }
        } else {
            throw wrong("must be a mapping (key: value)");
        }
    }

    /** Refuses a mapping that lacks keys, and names them all at once. */
    void requires(String... keys) throws BadRule {
        var missing = new ArrayList<String>();
        for (var key : keys) {
            if (find(key) == null) {
                missing.add("\"" + key + "\"");
            }
        }
        if (!missing.isEmpty()) {
            throw wrong(String.join(", ", missing) + (missing.size() == 1 ? " is missing" : " are missing"));
        }
    }

    /** All of it as a JSON tree: maps, lists, texts, {@code Long}, {@code Double}, {@code Boolean}, null. */
    @Nullable Object value() throws BadRule {
        if (node instanceof MappingNode) {
            var map = new LinkedHashMap<String, @Nullable Object>();
            for (var entry : entries().entrySet()) {
                map.put(entry.getKey(), entry.getValue().value());
            }
            return map;
        }
        if (node instanceof SequenceNode) {
            var list = new ArrayList<@Nullable Object>();
            for (var item : items()) {
                list.add(item.value());
            }
            return list;
        }
        return scalar(((ScalarNode) node).getValue());
    }

    private @Nullable Object scalar(String text) throws BadRule {
        try {
            if (node.getTag().equals(Tag.INT)) {
                return Long.valueOf(text);
            }
            if (node.getTag().equals(Tag.FLOAT)) {
                return Double.valueOf(text);
            }
        } catch (NumberFormatException e) {
            throw wrong("%s is no number that can be used here".formatted(text));
        }
        if (node.getTag().equals(Tag.BOOL)) {
            return Boolean.valueOf(text);
        }
        return isNull() ? null : text;
    }
}
