package io.lexiops.agent.supervise;

import io.lexiops.agent.knowledge.GitEdit;
import io.lexiops.agent.knowledge.GitRepository;
import io.lexiops.agent.knowledge.Upkeep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operators' rules in git. A commit comes into force when it is valid; otherwise the one before stays.
 *
 * <pre>
 * repository/   what people edit
 * commits/ID/   the files of a commit that was valid
 * current       a link to the directory in force, replaced in one step; other programs read this
 * </pre>
 */
public final class GitRuleRepository implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(GitRuleRepository.class);

    private static final int KEPT = 3;

    private static final String README = """
            # Rules of the operators

            Packs in here are added to the built-in ones: one folder for each pack, with a `pack.yaml` and its rules below
            `guards/`, `intents/`, `causes/` and `signals/`. Edit, commit on `main`, and the rules hold within seconds,
            without a restart. A commit that is not valid is refused with file and line, and the rules before it stay;
            `copilot rules check .` says the same before you commit.

            house/pack.yaml:

                name: house
                version: 1.0.0
                owner: platform team
                description: What only our clusters need

            house/guards/small-steps.yaml:

                guard: small-steps
                when: has(old.spec.replicas) && has(new.spec.replicas)
                violates: new.spec.replicas > old.spec.replicas + 5
                severity: approval
                says: "{{target.name}} would grow by more than five at once"
                why: our nodes come up slowly
                remedy: take a smaller step
                examples:
                  - {name: small, old: {spec: {replicas: 2}}, new: {spec: {replicas: 4}}, expect: pass}
                  - {name: large, target: {kind: Deployment, name: web}, old: {spec: {replicas: 2}}, new: {spec: {replicas: 9}}, expect: approval}
            """;

    private final Path root;

    private final RuleCheck check;

    private final Clock clock;

    private final List<Consumer<RulesInForce>> listeners = new CopyOnWriteArrayList<>();

    private final Upkeep watch = new Upkeep("rules");

    private @Nullable GitRepository repository;

    private String refused = "";

    private List<RuleProblem> problems = List.of();

    /** Opens nothing yet: the start of the program does not wait for it. */
    GitRuleRepository(Path root, RuleCheck check, Clock clock) {
        this.root = root.toAbsolutePath();
        this.check = check;
        this.clock = clock;
    }

    /** The repository below the directory; made with a README if there is none. */
    synchronized GitRepository repository() throws IOException {
        var open = repository;
        if (open == null) {
            open = GitRepository.open(Files.createDirectories(root).resolve("repository"), clock);
            open.commitOnHead(
                    GitRepository.MAIN,
                    head -> head == null
                            ? Optional.of(GitEdit.writing(
                                    "DevOps Copilot",
                                    "Begin with no rules of our own",
                                    Map.of(),
                                    Map.of("README.md", README)))
                            : Optional.empty());
            repository = open;
        }
        return open;
    }

    /** Looks for new commits from now on. */
    GitRuleRepository start(Duration interval) {
        watch.every(interval, Duration.ZERO, this::watch);
        return this;
    }

    private void watch() {
        try {
            refresh();
        } catch (IOException e) {
            log.atError().setCause(e).log("rule repository not readable; the rules in force stay");
        }
    }

    /** Called with the new rules whenever they change. */
    public void onChange(Consumer<RulesInForce> listener) {
        listeners.add(listener);
    }

    /** The rules that hold, after a look at the repository; empty if no commit was valid yet. */
    public Optional<RulesInForce> inForce() {
        watch();
        return Optional.ofNullable(current());
    }

    /** The rules that hold, as the last look found them; costs no look at the repository. */
    Optional<RulesInForce> linked() {
        return Optional.ofNullable(current());
    }

    /** How it is doing, after a look at the repository. */
    public synchronized RuleRepositoryState state() {
        watch();
        var current = current();
        List<String> notices;
        try {
            notices = repository().notices();
        } catch (IOException e) {
            notices = List.of("the rule repository in %s is not readable: %s".formatted(root, e.getMessage()));
        }
        return new RuleRepositoryState(
                root.resolve("repository").toString(),
                current == null ? "" : current.commit(),
                refused,
                problems,
                notices);
    }

    private synchronized void refresh() throws IOException {
        var head = repository().head(GitRepository.MAIN).orElse(null);
        var current = current();
        if (head == null || head.equals(refused)) {
            return;
        }
        if (current != null && head.equals(current.commit())) {
            refused = "";
            problems = List.of();
            return;
        }
        var found = prepare(head);
        if (found.isEmpty()) {
            refused = "";
            problems = List.of();
            swap(head);
        } else {
            refused = head;
            problems = found;
            found.forEach(problem -> log.atWarn()
                    .addKeyValue("commit", head)
                    .addKeyValue("file", problem.file())
                    .addKeyValue("line", problem.line())
                    .addKeyValue("why", problem.message())
                    .log("rules refused; the ones before stay in force"));
        }
    }

    /** Writes the files of a commit and checks them there; what is refused is removed again. */
    private List<RuleProblem> prepare(String commit) throws IOException {
        var fresh = Files.createTempDirectory(Files.createDirectories(root.resolve("commits")), ".fresh-");
        try {
            var tree = RuleTree.write(repository(), commit, fresh);
            var found = tree.problems().isEmpty() ? check.check(fresh) : tree.problems();
            if (found.isEmpty()) {
                var target = root.resolve("commits").resolve(commit);
                RuleTree.delete(target);
                Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
            }
            return found;
        } finally {
            RuleTree.delete(fresh);
        }
    }

    private void swap(String commit) throws IOException {
        var link = root.resolve("current.new");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of("commits", commit));
        Files.move(link, root.resolve("current"), StandardCopyOption.ATOMIC_MOVE);
        log.atInfo().addKeyValue("commit", commit).log("rules in force");
        forgetOld(commit);
        var rules = new RulesInForce(root.resolve("commits").resolve(commit), commit);
        listeners.forEach(listener -> listener.accept(rules));
    }

    /** A reader may still be in the directory before; older ones go. */
    private void forgetOld(String commit) throws IOException {
        try (var directories = Files.list(root.resolve("commits"))) {
            var old = directories
                    .filter(directory -> !directory.endsWith(commit))
                    .sorted((one, other) -> Long.compare(modified(other), modified(one)))
                    .skip(KEPT)
                    .toList();
            for (var directory : old) {
                RuleTree.delete(directory);
            }
        }
    }

    private static long modified(Path path) {
        return path.toFile().lastModified();
    }

    private @Nullable RulesInForce current() {
        var link = root.resolve("current");
        try {
            if (!Files.isSymbolicLink(link)) {
                return null;
            }
            var directory = root.resolve(Files.readSymbolicLink(link));
            return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                    ? new RulesInForce(directory, String.valueOf(directory.getFileName()))
                    : null;
        } catch (IOException e) {
            log.atWarn().setCause(e).log("the link to the rules in force is not readable");
            return null;
        }
    }

    @Override
    public void close() {
        watch.close();
        synchronized (this) {
            if (repository != null) {
                repository.close();
            }
        }
    }
}
