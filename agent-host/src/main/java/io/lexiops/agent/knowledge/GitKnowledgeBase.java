package io.lexiops.agent.knowledge;

import io.lexiops.agent.knowledge.KnowledgeState.Remote;
import io.lexiops.agent.knowledge.KnowledgeState.Search;
import io.lexiops.agent.knowledge.SnakeYamlFrontMatter.Unreadable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knowledge in a git repository with a work tree, and an index of its current commit in memory.
 *
 * <p>Every call looks at the branch first; only if it moved, the files that changed are read, embedded and indexed.
 */
final class GitKnowledgeBase implements KnowledgeBase, KnowledgeRepository, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(GitKnowledgeBase.class);

    /** Indexes of old commits that are kept. */
    private static final int OLD_COMMITS = 2;

    private final Path directory;

    private final Seed seed;

    private final @Nullable GitOrigin origin;

    private final Embeddings embeddings;

    private final Clock clock;

    private final ReentrantLock lock = new ReentrantLock();

    private final Upkeep upkeep = new Upkeep("knowledge");

    private final Map<String, LuceneIndex> oldIndexes = new LinkedHashMap<>();

    private @Nullable Store store;

    GitKnowledgeBase(Path directory, Seed seed, @Nullable GitOrigin origin, Embeddings embeddings, Clock clock) {
        this.directory = directory;
        this.seed = seed;
        this.origin = origin;
        this.embeddings = embeddings;
        this.clock = clock;
    }

    /** What exists once the repository is open. */
    private static final class Store {

        final GitRepository repository;

        final KnowledgeReader reader;

        final LearnedCases learned;

        final LuceneIndex index;

        KnowledgeReader.Contents contents;

        Store(GitRepository repository, LuceneIndex index, KnowledgeReader.Contents contents, KnowledgeReader reader) {
            this.repository = repository;
            this.reader = reader;
            this.learned = new LearnedCases(repository);
            this.index = index;
            this.contents = contents;
        }
    }

    private interface Work<T> {
        T with(Store store) throws IOException;
    }

    /** Begins to read in the background, and keeps in step with the remote if there is one. */
    GitKnowledgeBase start() {
        upkeep.soon(this::readAhead);
        if (origin != null) {
            upkeep.every(origin.interval(), Duration.ZERO, this::synchronise);
        }
        return this;
    }

    private void readAhead() {
        try {
            var started = clock.instant();
            var passages = onHead(open -> open.index.sections());
            log.atInfo()
                    .addKeyValue("passages", passages)
                    .addKeyValue(
                            "tookMs", Duration.between(started, clock.instant()).toMillis())
                    .log("knowledge is ready");
        } catch (KnowledgeUnavailable e) {
            log.atError().setCause(e).log("knowledge is not available");
        }
    }

    private void synchronise() {
        var remote = origin;
        if (remote == null) {
            return;
        }
        try {
            // The lock is not held while the network is waited for.
            remote.synchronise(anyHead(open -> open.repository));
            onHead(open -> open.contents.commit());
        } catch (KnowledgeUnavailable e) {
            log.atWarn().setCause(e).log("knowledge cannot follow its remote");
        }
    }

    @Override
    public List<Passage> find(Query query) {
        return onHead(open -> passages(open.index, open.contents.commit(), query));
    }

    @Override
    public List<Passage> findAt(String commit, Query query) {
        return onHead(open -> {
            var id = full(open, commit);
            if (id.equals(open.contents.commit())) {
                return passages(open.index, id, query);
            }
            return passages(oldIndex(open, id), id, query);
        });
    }

    private LuceneIndex oldIndex(Store open, String commit) throws IOException {
        var known = oldIndexes.get(commit);
        if (known != null) {
            return known;
        }
        if (oldIndexes.size() >= OLD_COMMITS) {
            var eldest = oldIndexes.keySet().iterator().next();
            var index = oldIndexes.remove(eldest);
            if (index != null) {
                index.close();
            }
        }
        var index = new LuceneIndex(embeddings);
        index.update(open.reader.read(commit).files());
        oldIndexes.put(commit, index);
        return index;
    }

    private static List<Passage> passages(LuceneIndex index, String commit, Query query) throws IOException {
        return index.search(query).stream()
                .map(hit -> new Passage(
                        hit.file().path(),
                        hit.file().title(),
                        hit.section().heading(),
                        hit.section().startLine(),
                        hit.section().endLine(),
                        commit,
                        hit.score(),
                        hit.section().text(),
                        hit.file().facts()))
                .toList();
    }

    @Override
    public List<Runbook> runbooks() {
        return onHead(open -> open.contents.files().values().stream()
                .filter(file -> file.path().startsWith("runbooks/"))
                .map(file -> runbook(file, open.contents.commit()))
                .toList());
    }

    private static Runbook runbook(KnowledgeFile file, String commit) {
        var name = file.path().substring(file.path().lastIndexOf('/') + 1).replaceFirst("\\.md$", "");
        var id = file.facts().get("id") instanceof String given ? given : name;
        var steps = new ArrayList<Map<String, Object>>();
        if (file.facts().get("steps") instanceof List<?> list) {
            for (var item : list) {
                if (item instanceof Map<?, ?> map) {
                    var step = new LinkedHashMap<String, Object>();
                    map.forEach((key, value) -> step.put(String.valueOf(key), value));
                    steps.add(step);
                }
            }
        }
        return new Runbook(
                file.path(), commit, id, file.title(), file.causes(), file.kinds(), file.labels(), steps, file.body());
    }

    @Override
    public Optional<String> read(String commit, String path) {
        return onHead(open -> {
            var contents = open.contents.commit().equals(commit) ? open.contents : open.reader.read(full(open, commit));
            return contents.files().containsKey(path)
                    ? open.repository.text(contents.commit(), path)
                    : Optional.<String>empty();
        });
    }

    @Override
    public String commit() {
        return onHead(open -> open.contents.commit());
    }

    @Override
    public String learn(Lesson lesson) {
        var commit = anyHead(open -> {
            var known = new AtomicReference<@Nullable String>();
            return open.repository
                    .commitOnHead(GitRepository.MAIN, head -> {
                        known.set(head == null ? null : open.learned.commitOf(lesson.caseId(), head));
                        return known.get() == null ? Optional.of(edit(open, head, lesson)) : Optional.empty();
                    })
                    .or(() -> Optional.ofNullable(known.get()))
                    .orElseThrow();
        });
        if (origin != null) {
            upkeep.soon(this::synchronise);
        }
        return commit;
    }

    private static GitEdit edit(Store open, @Nullable String head, Lesson lesson) throws IOException {
        var path = LessonFile.path(lesson.key());
        var existing = head == null ? null : open.repository.text(head, path).orElse(null);
        String text;
        try {
            text = LessonFile.with(existing, lesson);
        } catch (Unreadable e) {
            // A person broke the file: it stays for them to mend, the lesson goes beside it.
            path = path.replaceFirst(
                    "\\.md$", "-" + Integer.toHexString(lesson.caseId().hashCode()) + ".md");
            text = LessonFile.fresh(lesson);
        }
        var trailers = new LinkedHashMap<String, String>();
        trailers.put(LearnedCases.TRAILER, lesson.caseId());
        trailers.put("Plan-Digest", LessonFile.line(lesson.provenance().planDigest()));
        trailers.put(
                "Rules", LessonFile.line(String.join(", ", lesson.provenance().rules())));
        trailers.put("Actor", LessonFile.line(lesson.provenance().actor()));
        var subject = "Lesson: " + LessonFile.line(lesson.told().summary());
        return GitEdit.writing(
                "DevOps Copilot", subject.substring(0, Math.min(subject.length(), 100)), trailers, Map.of(path, text));
    }

    @Override
    public KnowledgeState state() {
        var remote = origin == null ? new Remote.None() : origin.remote();
        var why = embeddings.whyNot();
        var search = why == null ? new Search.Hybrid(embeddings.id()) : new Search.WordsOnly(why);
        try {
            return onHead(open -> {
                var notices = new ArrayList<>(open.repository.notices());
                if (origin != null) {
                    notices.addAll(origin.notices());
                }
                return new KnowledgeState(
                        directory.toString(),
                        open.contents.commit(),
                        open.contents.files().size(),
                        open.index.sections(),
                        search,
                        open.contents.unread(),
                        remote,
                        notices);
            });
        } catch (KnowledgeUnavailable e) {
            return new KnowledgeState(
                    directory.toString(), "", 0, 0, search, List.of(), remote, List.of(String.valueOf(e.getMessage())));
        }
    }

    @Override
    public GitRepository repository() {
        return anyHead(open -> open.repository);
    }

    private static String full(Store open, String commit) throws IOException {
        return open.repository
                .resolve(commit)
                .orElseThrow(() ->
                        new KnowledgeUnavailable("the knowledge repository has no commit " + LessonFile.line(commit)));
    }

    /** Does the work with the index of the commit that the branch ends at now. */
    private <T> T onHead(Work<T> work) {
        return anyHead(open -> {
            var head = open.repository.head(GitRepository.MAIN).orElse(null);
            if (head != null && !head.equals(open.contents.commit())) {
                var contents = open.reader.read(head);
                open.index.update(contents.files());
                open.reader.keepOnly(contents);
                open.contents = contents;
                contents.unread()
                        .forEach(file -> log.atWarn()
                                .addKeyValue("file", file.path())
                                .addKeyValue("line", file.line())
                                .addKeyValue("why", file.why())
                                .log("knowledge file skipped"));
            }
            return work.with(open);
        });
    }

    private <T> T anyHead(Work<T> work) {
        lock.lock();
        try {
            var open = store;
            if (open == null) {
                open = open();
                store = open;
            }
            return work.with(open);
        } catch (IOException e) {
            throw new KnowledgeUnavailable(
                    "the knowledge repository in %s cannot be used: %s. Repair it with git (git fsck), or move it away to begin anew."
                            .formatted(directory, e.getMessage()),
                    e);
        } finally {
            lock.unlock();
        }
    }

    private Store open() throws IOException {
        if (origin != null) {
            origin.prepare(directory);
        }
        var repository = GitRepository.open(directory, clock);
        if (origin != null && repository.head(GitRepository.MAIN).isEmpty()) {
            origin.synchronise(repository);
        }
        if (origin == null || repository.head(GitRepository.MAIN).isEmpty()) {
            new Seeding(repository, seed).apply();
        }
        var index = new LuceneIndex(embeddings);
        var nothing = new KnowledgeReader.Contents("", new TreeMap<>(), List.of());
        return new Store(repository, index, nothing, new KnowledgeReader(repository));
    }

    @Override
    public void close() {
        upkeep.close();
        lock.lock();
        try {
            for (var index : oldIndexes.values()) {
                index.close();
            }
            if (store != null) {
                store.index.close();
                store.repository.close();
            }
        } catch (IOException e) {
            throw new KnowledgeUnavailable("the index does not close", e);
        } finally {
            lock.unlock();
        }
    }
}
