package io.lexiops.agent.cli;

import io.lexiops.rules.ExampleResult;
import io.lexiops.rules.RulePackRejected;
import io.lexiops.rules.RulePacks;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code copilot rules}: needs no running program, so that it also works before a commit and in a build. */
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        description = "Checks rule packs, the built-in ones or your own, without a running program.",
        subcommands = {RulesCommand.Check.class, RulesCommand.Test.class, RulesCommand.Listing.class})
final class RulesCommand {

    /** A command that reads a directory of packs. */
    abstract static class OfDirectory implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
        OfDirectory() {}

        @Override
        public final Integer call() {
            try {
                return run(out()).number();
            } catch (RulePackRejected e) {
                e.errors().forEach(error -> out().println(error));
                var files = e.errors().stream()
                        .map(error -> error.file())
                        .distinct()
                        .count();
                out().println("refused: %s in %s"
                        .formatted(counted(e.errors().size(), "error"), counted(files, "file")));
                return ExitCode.ERROR.number();
            } finally {
                out().flush();
            }
        }

        abstract ExitCode run(PrintWriter out) throws RulePackRejected;

        private PrintWriter out() {
            return spec.commandLine().getOut();
        }
    }

    private static List<ExampleResult> results(@Nullable Path directory) throws RulePackRejected {
        if (directory == null) {
            return RulePacks.builtIn().examples();
        }
        if (!Files.isDirectory(directory)) {
            throw new CliFailed("there is no directory %s".formatted(directory));
        }
        return RulePacks.test(directory);
    }

    /** {@code copilot rules check}. */
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Says whether packs would come into force, and if not why, with file, line and column.")
    static final class Check extends OfDirectory {

        @Parameters(
                arity = "0..1",
                paramLabel = "DIR",
                description = "a directory with a folder for each pack, or one pack; else the built-in packs")
        private @Nullable Path directory;

        @Override
        ExitCode run(PrintWriter out) throws RulePackRejected {
            var results = results(directory);
            var failed = results.stream().filter(result -> !result.passed()).toList();
            failed.forEach(result -> out.println(result.error()));
            out.println(
                    failed.isEmpty()
                            ? "valid: " + rulesAndExamples(results)
                            : "refused: %s of %s failed".formatted(failed.size(), counted(results.size(), "example")));
            return failed.isEmpty() ? ExitCode.DONE : ExitCode.ERROR;
        }
    }

    /** {@code copilot rules test}. */
    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            description = "Runs the examples of every rule and shows how each of them went.")
    static final class Test extends OfDirectory {

        @Parameters(
                arity = "0..1",
                paramLabel = "DIR",
                description = "a directory with a folder for each pack, or one pack; else the built-in packs")
        private @Nullable Path directory;

        @Override
        ExitCode run(PrintWriter out) throws RulePackRejected {
            var results = results(directory);
            var byRule = new LinkedHashMap<String, List<ExampleResult>>();
            results.forEach(result -> byRule.merge(result.rule(), List.of(result), Test::both));
            byRule.forEach((rule, examples) -> {
                out.println(rule);
                examples.forEach(example -> out.println(line(example)));
            });
            var failed = results.stream().filter(result -> !result.passed()).count();
            out.println("%s, %d failed".formatted(rulesAndExamples(results), failed));
            return failed == 0 ? ExitCode.DONE : ExitCode.ERROR;
        }

        private static List<ExampleResult> both(List<ExampleResult> some, List<ExampleResult> more) {
            return Stream.concat(some.stream(), more.stream()).toList();
        }

        private static String line(ExampleResult example) {
            return example.passed()
                    ? "  ok    " + example.name()
                    : "  FAIL  %s (%s:%d:%d)%n        %s"
                            .formatted(
                                    example.name(),
                                    example.file(),
                                    example.line(),
                                    example.column(),
                                    example.problem());
        }
    }

    /** {@code copilot rules list}. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the built-in rules by their ids.")
    static final class Listing extends OfDirectory {

        @Override
        ExitCode run(PrintWriter out) {
            var packs = RulePacks.builtIn();
            packs.versions().forEach(pack -> out.println("pack    %s %s".formatted(pack.name(), pack.version())));
            packs.guards().forEach(rule -> out.println("guard   " + rule.id()));
            packs.intents().forEach(rule -> out.println("intent  " + rule.id()));
            packs.causes().forEach(rule -> out.println("cause   " + rule.id()));
            packs.signals().forEach(rule -> out.println("signal  " + rule.id()));
            return ExitCode.DONE;
        }
    }

    private static String rulesAndExamples(List<ExampleResult> results) {
        var rules = results.stream().map(ExampleResult::rule).distinct().count();
        return counted(rules, "rule") + ", " + counted(results.size(), "example");
    }

    private static String counted(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
