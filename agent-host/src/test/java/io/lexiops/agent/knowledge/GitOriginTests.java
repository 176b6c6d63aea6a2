package io.lexiops.agent.knowledge;

import io.lexiops.agent.knowledge.KnowledgeState.Remote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class GitOriginTests {

    @TempDir
    Path temp;

    private Path remote;

    private CommandLineGit person;

    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void makeRemote() throws IOException {
        remote = temp.resolve("remote.git");
        new CommandLineGit(temp).run("init", "-q", "--bare", "-b", "main", remote.toString());
        person = CommandLineGit.clone(remote, temp.resolve("person"));
        person.run("checkout", "-q", "-B", "main");
        personPushes("runbooks/a.md", "# Alpha\n\nThe alpha procedure.\n");
    }

    @AfterEach
    void close() throws Exception {
        for (var one : open) {
            one.close();
        }
    }

    private void personPushes(String path, String text) throws IOException {
        var file = temp.resolve("person").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        person.run("add", "-A");
        person.run("commit", "-q", "-m", "by hand");
        person.run("push", "-q", "origin", "HEAD:main");
    }

    /** A knowledge base that follows the remote when it is told to. */
    private final class Host {
        final GitOrigin origin;
        final GitKnowledgeBase base;
        final Path directory;

        Host(String name, String pushTo) {
            this(name, pushTo, remote.toUri().toString());
        }

        Host(String name, String pushTo, String url) {
            directory = temp.resolve(name);
            var place = new GitOrigin.Place(url, "main", pushTo, "", "", Duration.ofHours(1), Duration.ofSeconds(5));
            origin = new GitOrigin(place, Clock.systemUTC());
            Seed seed = () -> new TreeMap<>(Map.of("runbooks/seed.md", "# Seed\n\nThe seed procedure.\n"));
            base = new GitKnowledgeBase(directory, seed, origin, Embeddings.none("not here"), Clock.systemUTC());
            open.add(base);
        }

        void synchronise() {
            origin.synchronise(base.repository());
        }
    }

    private String onRemote(String... arguments) {
        return new CommandLineGit(remote).run(arguments);
    }

    @Test
    void beginsAsACloneWithoutTheSeed() {
        var host = new Host("host", "main");

        assertThat(host.base.find(Query.of("alpha procedure", 3))).hasSize(1);
        assertThat(host.base.find(Query.of("seed", 3))).isEmpty();
        assertThat(host.base.state().remote()).isEqualTo(new Remote.InStep(host.base.commit()));
        assertThat(host.directory.resolve("runbooks/a.md")).exists();
        assertThat(new CommandLineGit(host.directory).run("status", "--porcelain"))
                .isEmpty();
    }

    @Test
    void lessonsArePushedAndWhatPeoplePushIsFound() throws IOException {
        var host = new Host("host", "main");
        var commit = host.base.learn(Lessons.of("case-1"));
        host.synchronise();
        assertThat(onRemote("rev-parse", "main").strip()).isEqualTo(commit);

        person.run("pull", "-q", "--rebase", "origin", "main");
        personPushes("runbooks/b.md", "# Beta\n\nThe beta procedure.\n");
        host.synchronise();
        assertThat(host.base.find(Query.of("beta", 3))).hasSize(1);
    }

    @Test
    void anEmptyRemoteGetsTheSeed() {
        new CommandLineGit(temp)
                .run(
                        "init",
                        "-q",
                        "--bare",
                        "-b",
                        "main",
                        temp.resolve("empty.git").toString());
        var host = new Host("host", "main", temp.resolve("empty.git").toUri().toString());
        host.base.commit();
        host.synchronise();

        assertThat(new CommandLineGit(temp.resolve("empty.git")).run("show", "main:runbooks/seed.md"))
                .contains("seed");
        assertThat(host.origin.remote()).isInstanceOf(Remote.InStep.class);
    }

    @Test
    void bothSidesWroteAndBothAreKept() throws IOException {
        var host = new Host("host", "main");
        host.base.commit();
        personPushes("runbooks/b.md", "# Beta\n\nThe beta procedure.\n");
        host.base.learn(Lessons.of("case-1"));
        host.synchronise();

        assertThat(onRemote("log", "--format=%s", "main")).contains("by hand", "Lesson:", "Merge the remote knowledge");
        assertThat(host.base.find(Query.of("beta", 3))).hasSize(1);
        assertThat(new CommandLineGit(host.directory).run("status", "--porcelain"))
                .isEmpty();
    }

    @Test
    void twoHostsThatLearnTheSameLessonCountTheirCasesTogether() {
        var one = new Host("one", "main");
        var two = new Host("two", "main");
        one.base.learn(Lessons.of("case-0"));
        one.synchronise();
        two.base.commit();
        two.synchronise();
        one.base.learn(Lessons.of("case-1"));
        two.base.learn(Lessons.of("case-2"));
        two.base.learn(Lessons.of("case-3"));
        one.synchronise();
        two.synchronise();
        one.synchronise();

        var lesson =
                one.base.read("main", LessonFile.path(Lessons.of("x").key())).orElseThrow();
        assertThat(lesson).contains("cases: 4", "completed: 4", "| case-0 |", "| case-1 |", "| case-2 |", "| case-3 |");
        assertThat(two.base.read("main", LessonFile.path(Lessons.of("x").key())))
                .hasValue(lesson);
        assertThat(one.base.learn(Lessons.of("case-3"))).isNotEqualTo(one.base.commit());
        assertThat(one.base.read("main", LessonFile.path(Lessons.of("x").key())))
                .hasValue(lesson);
    }

    @Test
    void aRewrittenHistoryKeepsTheLocalLessonsAndDropsWhatWasDropped() throws IOException {
        personPushes("runbooks/secret.md", "# Secret\n\nA password that must go.\n");
        var host = new Host("host", "main");
        host.base.learn(Lessons.of("case-1"));
        person.run("reset", "-q", "--hard", "HEAD~1");
        person.run("commit", "-q", "--amend", "-m", "rewritten");
        // The host pushes its lesson at the same time; who comes second is refused and tries again.
        await().until(() ->
                person.attempt("push", "-q", "--force", "origin", "HEAD:main").exit() == 0);
        host.synchronise();

        assertThat(onRemote("log", "--format=%s", "main"))
                .contains("rewritten", "Put local knowledge")
                .doesNotContain("by hand");
        assertThat(host.base.find(Query.of("password", 3))).isEmpty();
        assertThat(host.base.find(Query.of("registry.test", 3))).isNotEmpty();
        assertThat(host.base.learn(Lessons.of("case-1"))).isEqualTo(host.base.commit());
        assertThat(host.base.state().notices()).singleElement().asString().contains("rewritten");
        assertThat(new CommandLineGit(host.directory).run("status", "--porcelain"))
                .isEmpty();
    }

    @Test
    void aRemoteThatIsAwayDelaysNothing() throws IOException {
        var host = new Host("host", "main", temp.resolve("nowhere.git").toUri().toString());

        var commit = host.base.learn(Lessons.of("case-1"));
        host.synchronise();

        assertThat(host.base.find(Query.of("seed", 3))).hasSize(1);
        assertThat(host.base.commit()).isEqualTo(commit);
        assertThat(host.base.state().remote()).isInstanceOfSatisfying(Remote.Behind.class, behind -> {
            assertThat(behind.unpushed()).isEqualTo(2);
            assertThat(behind.why()).contains("nowhere.git");
        });

        Files.move(remote, temp.resolve("nowhere.git"));
        host.synchronise();
        assertThat(host.origin.remote()).isInstanceOf(Remote.InStep.class);
        assertThat(host.base.find(Query.of("alpha", 3))).hasSize(1);
        assertThat(new CommandLineGit(temp.resolve("nowhere.git")).run("log", "--format=%(trailers:key=Case)", "main"))
                .contains("case-1");
    }

    @Test
    void aConflictInWhatPeopleWroteIsToldAndTheLocalStateGoesOn() throws IOException {
        var host = new Host("host", "main");
        host.base.commit();
        Files.writeString(host.directory.resolve("runbooks/a.md"), "# Alpha\n\nThe local procedure.\n");
        new CommandLineGit(host.directory).run("commit", "-qam", "local");
        personPushes("runbooks/a.md", "# Alpha\n\nThe remote procedure.\n");
        host.synchronise();

        assertThat(host.base.state().remote())
                .isInstanceOfSatisfying(
                        Remote.Behind.class, behind -> assertThat(behind.why()).contains("runbooks/a.md", "by hand"));
        assertThat(host.base.find(Query.of("local procedure", 1)).getFirst().text())
                .contains("local");
        assertThat(host.base.learn(Lessons.of("case-1"))).hasSize(40);
    }

    @Test
    void aRefusedPushIsToldAndRetried() throws IOException {
        var host = new Host("host", "main");
        var hook = remote.resolve("hooks/pre-receive");
        Files.writeString(hook, "#!/bin/sh\necho no thanks\nexit 1\n");
        assertThat(hook.toFile().setExecutable(true)).isTrue();
        new CommandLineGit(remote).run("config", "receive.denyNonFastForwards", "true");
        var locked = remote.resolve("refs/heads/main.lock");
        Files.createFile(locked);
        // Pushed in the background as soon as it is learnt.
        host.base.learn(Lessons.of("case-1"));
        host.synchronise();
        assertThat(host.origin.remote())
                .isInstanceOfSatisfying(
                        Remote.Behind.class,
                        behind -> assertThat(behind.unpushed()).isEqualTo(1));

        Files.delete(locked);
        Files.delete(hook);
        host.synchronise();
        assertThat(host.origin.remote()).isInstanceOf(Remote.InStep.class);
    }

    @Test
    void lessonsCanGoToABranchOfTheirOwn() {
        var host = new Host("host", "copilot/lessons");
        var before = onRemote("rev-parse", "main");
        var commit = host.base.learn(Lessons.of("case-1"));
        host.synchronise();

        assertThat(onRemote("rev-parse", "main")).isEqualTo(before);
        assertThat(onRemote("rev-parse", "copilot/lessons").strip()).isEqualTo(commit);
        assertThat(host.origin.remote()).isInstanceOf(Remote.InStep.class);
    }

    @Test
    void aCorruptCloneIsSetAsideAndClonedAnew() throws IOException {
        var host = new Host("host", "main");
        var commit = host.base.commit();
        host.base.close();
        var objects = host.directory.resolve(".git/objects");
        try (var paths = Files.walk(objects)) {
            for (var path : paths.filter(Files::isRegularFile).toList()) {
                assertThat(path.toFile().delete()).isTrue();
            }
        }
        var again = new Host("host", "main");

        assertThat(again.base.commit()).isEqualTo(commit);
        assertThat(again.base.state().notices()).singleElement().asString().contains("host.corrupt-", "cloned anew");
    }

    @Test
    void onlyAddressesThatAreFetchedInThisProcessAreTaken() {
        assertThatThrownBy(() -> new GitOrigin.Place(
                        "ext::sh -c id", "main", "main", "", "", Duration.ofMinutes(1), Duration.ofSeconds(1)))
                .hasMessageContaining("https:");
        assertThat(new GitOrigin.Place(
                                "https://me:secret@git.example/x",
                                "main",
                                "",
                                "",
                                "pw",
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(1))
                        .toString())
                .doesNotContain("secret")
                .doesNotContain("pw");
    }
}
