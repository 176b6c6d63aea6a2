package io.lexiops.agent.knowledge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GitKnowledgeBaseTests {

    private static final Clock CLOCK = Clock.fixed(Lessons.NOON, ZoneOffset.UTC);

    private static final String RUNBOOK = """
            ---
            id: image-pull
            title: An image cannot be pulled
            causes: [core/image-tag-missing]
            kinds: [Deployment]
            steps:
              - call: {tool: k8s_rollout, arguments: {action: undo}}
                why: the revision before had an image
            ---

            # An image cannot be pulled

            The kubelet says ErrImagePull.

            ## What to do

            Roll back to the revision before.
            """;

    @TempDir
    Path temp;

    private Path directory;

    private final WordEmbeddingModel model = new WordEmbeddingModel();

    private GitKnowledgeBase knowledge;

    @BeforeEach
    void open() {
        directory = temp.resolve("knowledge");
        knowledge = reopened();
    }

    @AfterEach
    void close() {
        knowledge.close();
    }

    private GitKnowledgeBase reopened() {
        return new GitKnowledgeBase(directory, seed(RUNBOOK), null, embeddings(), CLOCK);
    }

    private static Seed seed(String runbook) {
        return () -> new TreeMap<>(Map.of("runbooks/image-pull.md", runbook, "README.md", "How to write here."));
    }

    private Embeddings embeddings() {
        return new Embeddings("words", () -> model, new Embeddings.NoCache());
    }

    private CommandLineGit git() {
        return new CommandLineGit(directory);
    }

    private void personCommits(String path, String text) throws IOException {
        var file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        git().run("add", "-A");
        git().run("commit", "-q", "-m", "by hand");
    }

    @Test
    void beginsWithTheSeedAsTheFirstCommitOnMain() {
        assertThat(knowledge.find(Query.of("errimagepull", 5))).first().satisfies(passage -> {
            assertThat(passage.path()).isEqualTo("runbooks/image-pull.md");
            assertThat(passage.commit())
                    .isEqualTo(git().run("rev-parse", "main").strip());
            assertThat(passage.facts()).containsEntry("id", "image-pull");
        });
        assertThat(git().run("log", "--format=%s %(trailers:key=Seed,valueonly)"))
                .startsWith("Begin with the built-in knowledge sha256:")
                .hasLineCount(2);
        assertThat(git().run("status", "--porcelain", "--branch").strip()).isEqualTo("## main");
        assertThat(directory.resolve("runbooks/image-pull.md")).hasContent(RUNBOOK);
    }

    @Test
    void aPassageNamesTheLinesAndHeadingsItStandsUnder() {
        var passage =
                knowledge.find(Query.of("roll back to the revision before", 1)).getFirst();

        assertThat(passage.heading()).isEqualTo("An image cannot be pulled > What to do");
        assertThat(passage.text()).isEqualTo("## What to do\n\nRoll back to the revision before.");
        assertThat(RUNBOOK.lines().toList().subList(passage.startLine() - 1, passage.endLine()))
                .containsExactlyElementsOf(passage.text().lines().toList());
        assertThat(passage.citation()).startsWith("runbooks/image-pull.md:15-17 @ ");
    }

    @Test
    void aPersonsCommitIsFoundByTheNextCall() throws IOException {
        assertThat(knowledge.find(Query.of("zookeeper quorum", 3))).isEmpty();

        personCommits("runbooks/zookeeper.md", "# Zookeeper lost its quorum\n\nRestart one member at a time.\n");

        assertThat(knowledge.find(Query.of("zookeeper quorum", 3)))
                .singleElement()
                .satisfies(passage -> assertThat(passage.text()).contains("Restart one member at a time"));
        assertThat(knowledge.commit()).isEqualTo(git().run("rev-parse", "HEAD").strip());
    }

    @Test
    void aPushToTheRepositoryIsFoundByTheNextCall() throws IOException {
        knowledge.commit();
        var clone = temp.resolve("clone");
        var persons = CommandLineGit.clone(directory, clone);
        Files.writeString(clone.resolve("runbooks/etcd.md"), "# Etcd is out of space\n\nDefragment it.\n");
        persons.run("add", "-A");
        persons.run("commit", "-q", "-m", "etcd");
        persons.run("push", "-q", "origin", "main");

        assertThat(knowledge.find(Query.of("etcd space", 3))).hasSize(1);
        assertThat(directory.resolve("runbooks/etcd.md")).exists();
    }

    @Test
    void readsEveryOldCommitAsItWas() throws IOException {
        var before = knowledge.commit();
        personCommits("runbooks/image-pull.md", "# Gone\n\nSomething about networks.\n");

        assertThat(knowledge.find(Query.of("revision before", 3))).isEmpty();
        assertThat(knowledge.findAt(before, Query.of("revision before", 3))).isNotEmpty();
        assertThat(knowledge.findAt(before.substring(0, 8), Query.of("networks", 3)))
                .noneMatch(passage -> passage.text().contains("networks"));
        assertThat(knowledge.findAt("main", Query.of("networks", 3))).isNotEmpty();
        assertThat(knowledge.read(before, "runbooks/image-pull.md")).hasValue(RUNBOOK);
        assertThat(knowledge.read(before, "../../secret")).isEmpty();
        assertThatThrownBy(() -> knowledge.findAt("no-such", Query.of("networks", 3)))
                .isInstanceOf(KnowledgeUnavailable.class)
                .hasMessageContaining("no commit no-such");
    }

    @Test
    void choosesByCauseKindAndLabel() throws IOException {
        knowledge.commit();
        personCommits("runbooks/gold.md", """
                ---
                title: Gold tier image pull
                causes: [core/image-tag-missing]
                labels: {tier: gold}
                ---
                # Gold tier image pull

                Call the on-duty engineer about the image pull.
                """);
        var asked = Query.of("image pull", 10);
        var cause = Query.Filter.ANY.withCauses(Set.of("core/image-tag-missing"));

        assertThat(paths(asked.in(cause))).containsOnly("runbooks/image-pull.md");
        assertThat(paths(asked.in(cause.withLabels(Map.of("tier", "gold")))))
                .contains("runbooks/gold.md", "runbooks/image-pull.md");
        assertThat(paths(asked.in(cause.withKinds(Set.of("job"))))).isEmpty();
        assertThat(paths(asked.in(cause.withKinds(Set.of("deployment"))))).isNotEmpty();
        assertThat(paths(asked.in(Query.Filter.ANY.withCauses(Set.of("core/other")))))
                .isEmpty();
        assertThat(paths(asked.in(Query.Filter.folder("lessons/")))).isEmpty();
    }

    private List<String> paths(Query query) {
        return knowledge.find(query).stream().map(Passage::path).distinct().toList();
    }

    @Test
    void aRunbookHasItsStepsAsData() {
        assertThat(knowledge.runbooks()).singleElement().satisfies(runbook -> {
            assertThat(runbook.id()).isEqualTo("image-pull");
            assertThat(runbook.kinds()).containsExactly("Deployment");
            assertThat(runbook.steps())
                    .singleElement()
                    .satisfies(step -> assertThat(step)
                            .containsEntry(
                                    "call", Map.of("tool", "k8s_rollout", "arguments", Map.of("action", "undo"))));
        });
    }

    @Test
    void aLessonIsOneCommitWithTrailers() {
        var commit = knowledge.learn(Lessons.of("case-1"));

        assertThat(commit).isEqualTo(git().run("rev-parse", "main").strip());
        assertThat(git().run("log", "-1", "--format=%(trailers)"))
                .contains("Case: case-1", "Plan-Digest: sha256:abc", "Rules: core/image-tag-missing", "Actor: alice");
        assertThat(git().run("status", "--porcelain")).isEmpty();
        assertThat(knowledge.find(Query.of("registry.test web:9.9", 5).in(Query.Filter.folder("lessons/"))))
                .first()
                .satisfies(passage -> assertThat(passage.facts())
                        .containsEntry("class", "image")
                        .containsEntry("cases", 1L)
                        .containsEntry("causes", List.of("core/image-tag-missing")));
    }

    @Test
    void aCaseIsLearnedOnceEvenAfterARestart() {
        var first = knowledge.learn(Lessons.of("case-1"));
        assertThat(knowledge.learn(Lessons.of("case-1"))).isEqualTo(first);
        knowledge.close();
        knowledge = reopened();

        assertThat(knowledge.learn(Lessons.of("case-1"))).isEqualTo(first);
        assertThat(git().run("rev-list", "--count", "main").strip()).isEqualTo("2");
    }

    @Test
    void casesOfOneKindBecomeOneLessonThatKeepsWhatPeopleWrote() throws IOException {
        knowledge.learn(Lessons.of("case-1"));
        var path = LessonFile.path(Lessons.of("case-1").key());
        var file = directory.resolve(path);
        Files.writeString(file, Files.readString(file) + "\nThe web team pushes tags late on Fridays.\n");
        git().run("commit", "-qam", "note");

        knowledge.learn(Lessons.of("case-2", "Deployment shop/web", "ErrImagePull in zone b"));
        knowledge.learn(Lessons.of("case-3", "Deployment shop/api", "ErrImagePull in zone c"));

        assertThat(Files.readString(file))
                .contains("| case-1 |", "| case-2 |", "pushes tags late on Fridays", "zone b", "cases: 2")
                .doesNotContain("case-3");
        assertThat(file.getParent()).isDirectoryContaining("glob:**deployment-shop-api*");
        assertThat(git().run("status", "--porcelain")).isEmpty();
    }

    @Test
    void leavesUncommittedAndStagedEditsOfPeopleAlone() throws IOException {
        knowledge.learn(Lessons.of("case-1"));
        var lesson = directory.resolve(LessonFile.path(Lessons.of("case-1").key()));
        Files.writeString(lesson, "my half-finished edit\n");
        Files.writeString(directory.resolve("runbooks/image-pull.md"), "# Staged\n");
        Files.writeString(directory.resolve("runbooks/new.md"), "# Untracked\n");
        git().run("add", "runbooks/image-pull.md");

        knowledge.learn(Lessons.of("case-2"));

        assertThat(lesson).hasContent("my half-finished edit");
        assertThat(git().run("status", "--porcelain").lines())
                .containsExactlyInAnyOrder(
                        " M " + directory.relativize(lesson), "M  runbooks/image-pull.md", "?? runbooks/new.md");
        assertThat(git().run("show", "main:" + directory.relativize(lesson))).contains("case-2");
        git().run("commit", "-q", "-m", "mine");
        assertThat(git().run("show", "main:" + directory.relativize(lesson))).contains("case-2");
    }

    @Test
    void aLockedIndexDelaysTheFilesButNotTheCommit() throws IOException {
        knowledge.commit();
        Files.createFile(directory.resolve(".git/index.lock"));

        var commit = knowledge.learn(Lessons.of("case-1"));

        assertThat(git().run("rev-parse", "main").strip()).isEqualTo(commit);
        assertThat(knowledge.state().notices()).singleElement().asString().contains("index.lock");
        knowledge.close();
        Files.delete(directory.resolve(".git/index.lock"));
        knowledge = reopened();
        assertThat(knowledge.state().notices()).isEmpty();
        assertThat(git().run("status", "--porcelain")).isEmpty();
        assertThat(directory.resolve(LessonFile.path(Lessons.of("case-1").key())))
                .exists();
    }

    @RepeatedTest(3)
    void writersThatRaceAllGetTheirCommit() throws Exception {
        knowledge.commit();
        try (var other = reopened();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var work = IntStream.range(0, 12)
                    .<Callable<String>>mapToObj(i -> () ->
                            (i % 2 == 0 ? knowledge : other).learn(Lessons.of("case-" + i, "Deployment a/b", "s" + i)))
                    .toList();
            for (var done : threads.invokeAll(work)) {
                assertThat(done.get()).hasSize(40);
            }
        }
        assertThat(git().run("log", "--format=%(trailers:key=Case,valueonly,separator=)")
                        .lines()
                        .filter(line -> !line.isBlank()))
                .hasSize(12)
                .doesNotHaveDuplicates();
        var lesson = LessonFile.path(Lessons.of("x", "Deployment a/b", "s").key());
        assertThat(git().run("show", "main:" + lesson)).contains("cases: 12");
        assertThat(git().run("status", "--porcelain")).isEmpty();
        assertThat(git().run("fsck", "--strict")).doesNotContain("error");
    }

    @Test
    void onlyNewSectionsAreEmbedded() throws IOException {
        knowledge.find(Query.of("image", 1));
        model.embedded.clear();

        personCommits("runbooks/disk.md", "# The disk is full\n\nDelete old segments.\n");
        knowledge.find(Query.of("disk", 1));

        assertThat(model.embedded)
                .hasSize(2)
                .anyMatch(text -> text.contains("Delete old segments"))
                .contains("disk");
    }

    @Test
    void aNewerSeedReachesFilesThatPeopleDidNotTouch() throws IOException {
        knowledge.commit();
        knowledge.close();
        knowledge = new GitKnowledgeBase(
                directory, seed(RUNBOOK + "\nSee also the registry's log.\n"), null, embeddings(), CLOCK);
        assertThat(knowledge.find(Query.of("registry log", 1)).getFirst().text())
                .contains("See also the registry");
        personCommits("runbooks/image-pull.md", "# Ours\n\nWe do it our way.\n");
        knowledge.close();
        knowledge = new GitKnowledgeBase(directory, seed(RUNBOOK + "\nVersion three.\n"), null, embeddings(), CLOCK);

        assertThat(knowledge.read("main", "runbooks/image-pull.md")).hasValue("# Ours\n\nWe do it our way.\n");
    }

    @Test
    void searchGoesOnByWordsWhenTheModelDoesNotLoad() {
        knowledge.close();
        knowledge = new GitKnowledgeBase(
                directory,
                seed(RUNBOOK),
                null,
                new Embeddings(
                        "broken",
                        () -> {
                            throw new IOException("no native library for this machine");
                        },
                        new Embeddings.NoCache()),
                CLOCK);

        assertThat(knowledge.find(Query.of("errimagepull", 5))).isNotEmpty();
        assertThat(knowledge.state().search())
                .isEqualTo(new KnowledgeState.Search.WordsOnly("no native library for this machine"));
    }

    @Test
    void aCorruptRepositoryIsSaidClearlyAndLeftAsItIs() throws IOException {
        var commit = knowledge.commit();
        knowledge.close();
        Files.delete(directory.resolve(".git/objects/" + commit.substring(0, 2) + "/" + commit.substring(2)));
        knowledge = reopened();

        assertThatThrownBy(() -> knowledge.find(Query.of("x", 1)))
                .isInstanceOf(KnowledgeUnavailable.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("git fsck");
        assertThat(knowledge.state().well()).isFalse();
        assertThat(directory.resolve(".git/HEAD")).exists();
    }
}
