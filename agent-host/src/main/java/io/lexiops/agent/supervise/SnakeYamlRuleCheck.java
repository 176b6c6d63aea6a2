package io.lexiops.agent.supervise;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The first look at a commit of rules: every YAML file is one mapping, without aliases and not nested without end. */
final class SnakeYamlRuleCheck implements RuleCheck {

    private static final int MAX_DEPTH = 30;

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setAllowDuplicateKeys(false)
            .setMaxAliasesForCollections(0)
            .setCodePointLimit(256_000)
            .build();

    @Override
    public List<RuleProblem> check(Path directory) throws IOException {
        var problems = new ArrayList<RuleProblem>();
        List<Path> files;
        try (var walk = Files.walk(directory)) {
            files = walk.filter(path -> path.toString().matches(".*\\.ya?ml"))
                    .sorted()
                    .toList();
        }
        for (var file : files) {
            checkFile(directory.relativize(file).toString(), file, problems);
        }
        return problems;
    }

    private static void checkFile(String name, Path file, List<RuleProblem> problems) throws IOException {
        try {
            var text = Files.readString(file);
            int depth = 0;
            for (var event : new Parse(SETTINGS).parseString(text)) {
                depth += switch (event.getEventId()) {
                    case MappingStart, SequenceStart -> 1;
                    case MappingEnd, SequenceEnd -> -1;
                    case Alias, Comment, DocumentEnd, DocumentStart, Scalar, StreamEnd, StreamStart -> 0;
                };
                if (depth > MAX_DEPTH || event.getEventId() == Event.ID.Alias) {
                    var line =
                            event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
                    problems.add(new RuleProblem(name, line, 0, "an alias, or nested deeper than " + MAX_DEPTH));
                    return;
                }
            }
            if (!(new Load(SETTINGS).loadFromString(text) instanceof Map)) {
                problems.add(new RuleProblem(name, 1, 0, "must be a mapping (key: value)"));
            }
        } catch (MalformedInputException e) {
            problems.add(new RuleProblem(name, 0, 0, "is not UTF-8 text"));
        } catch (MarkedYamlEngineException e) {
            var mark = e.getProblemMark();
            problems.add(new RuleProblem(
                    name,
                    mark.map(at -> at.getLine() + 1).orElse(0),
                    mark.map(at -> at.getColumn() + 1).orElse(0),
                    String.valueOf(e.getProblem())));
        } catch (YamlEngineException e) {
            problems.add(new RuleProblem(
                    name,
                    0,
                    0,
                    String.valueOf(e.getMessage()).lines().findFirst().orElse("not readable")));
        }
    }
}
