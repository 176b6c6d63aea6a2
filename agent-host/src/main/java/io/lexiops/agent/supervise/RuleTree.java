package io.lexiops.agent.supervise;

import io.lexiops.agent.knowledge.GitEdit;
import io.lexiops.agent.knowledge.GitFile;
import io.lexiops.agent.knowledge.GitRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The files of one commit of the rule repository, written to a directory of their own.
 *
 * <p>Who can push can put anything into a tree: only plain files of a bounded size and number with plain names are
 * written, the rest is a problem.
 */
record RuleTree(Path directory, List<RuleProblem> problems) implements AutoCloseable {

    private static final int MAX_FILES = 2_000;

    private static final long MAX_BYTES = 256_000;

    static RuleTree temporary(GitRepository repository, String commit) throws IOException {
        return write(repository, commit, Files.createTempDirectory("copilot-rules-"));
    }

    static RuleTree write(GitRepository repository, String commit, Path directory) throws IOException {
        var problems = new ArrayList<RuleProblem>();
        var files = repository.files(commit, MAX_FILES + 1);
        if (files.size() > MAX_FILES) {
            problems.add(new RuleProblem("(all)", 0, 0, "more than %d files".formatted(MAX_FILES)));
            return new RuleTree(directory, problems);
        }
        for (var file : files) {
            var problem = problem(file);
            if (!problem.isEmpty()) {
                problems.add(new RuleProblem(file.path(), 0, 0, problem));
            } else if (!isHidden(file.path())) {
                var target = directory.resolve(file.path());
                Files.createDirectories(target.resolveSibling("."));
                Files.write(target, repository.read(file.blob()));
            }
        }
        return new RuleTree(directory, problems);
    }

    private static boolean isHidden(String path) {
        return path.startsWith(".") || path.contains("/.");
    }

    private static String problem(GitFile file) {
        if (isHidden(file.path()) && file.kind() == GitFile.Kind.FILE) {
            return "";
        }
        if (!GitEdit.isSafePath(file.path())) {
            return "the name may hold only letters, digits, '.', '_', '-' and '/'";
        }
        if (file.kind() != GitFile.Kind.FILE) {
            return "is a link or a submodule; a pack holds plain files only";
        }
        return file.size() > MAX_BYTES ? "is larger than %d bytes".formatted(MAX_BYTES) : "";
    }

    /** Removes the directory with all that is in it. */
    @Override
    public void close() throws IOException {
        delete(directory);
    }

    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (var paths = Files.walk(directory)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw new IOException("cannot delete " + directory, e);
        }
    }
}
