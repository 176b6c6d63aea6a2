package io.lexiops.agent.knowledge;

import io.lexiops.agent.knowledge.SnakeYamlFrontMatter.Unreadable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/** What somebody could push to harm us; the good files beside it must still work. */
class HostileKnowledgeTests {

    @TempDir
    Path temp;

    private GitKnowledgeBase knowledge;

    private Path directory;

    @BeforeEach
    void open() {
        directory = temp.resolve("knowledge");
        knowledge = new GitKnowledgeBase(
                directory,
                () -> new TreeMap<>(Map.of("runbooks/good.md", "# Good\n\nThe good procedure.\n")),
                null,
                Embeddings.none("not here"),
                Clock.systemUTC());
        knowledge.commit();
    }

    @AfterEach
    void close() {
        knowledge.close();
    }

    private void commit() {
        var git = new CommandLineGit(directory);
        git.run("add", "-A");
        git.run("commit", "-q", "-m", "hostile");
    }

    private UnreadableFile refused(String name, byte[] content) throws IOException {
        Files.write(directory.resolve("runbooks").resolve(name), content);
        commit();
        assertThat(knowledge.find(Query.of("good procedure", 3))).isNotEmpty();
        assertThat(knowledge.state().unread()).hasSize(1);
        return knowledge.state().unread().getFirst();
    }

    private UnreadableFile refused(String text) throws IOException {
        return refused("bad.md", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void brokenYamlIsNamedWithItsLine() throws IOException {
        assertThat(refused("---\nid: x\ntitle: [unclosed\ncauses: a\n---\n# X\n"))
                .satisfies(file -> {
                    assertThat(file.path()).isEqualTo("runbooks/bad.md");
                    assertThat(file.line()).isBetween(3, 5);
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "---\\nid: x\\n# never closed\\n | 1 | no closing",
                "---\\n- a\\n- b\\n---\\n | 2 | mapping",
                "---\\nid: a\\nid: b\\n---\\n | 3 | duplicate",
                "---\\na: &a [1]\\nb: *a\\n---\\n | 3 | aliases",
                "---\\n1: a\\n---\\n | 2 | keys must be text",
                "---\\ncauses: 7\\n---\\n | 1 | causes must be a list",
                "---\\nlabels: [a]\\n---\\n | 1 | labels must be a mapping",
                "---\\nx: !!java.net.URL [http://x]\\n---\\n | 2 | front matter",
                "---\\nx: 99999999999999999999999\\n---\\n | 2 | out of range"
            })
    void everyMistakeIsSaidWithItsLine(String text, int line, String why) throws IOException {
        var file = refused(text.replace("\\n", "\n"));

        assertThat(file.why()).contains(why);
        assertThat(file.line()).isEqualTo(line);
    }

    @Test
    void depthAndSizeAreLimitedBeforeAnythingIsBuilt() throws IOException {
        assertThat(refused("---\nx: " + "[".repeat(20_000) + "\n---\n").why()).contains("nested deeper");
        assertThat(refused("---\nx: [" + "a,".repeat(20_000) + "]\n---\n").why())
                .contains("parts");
        assertThat(refused("---\nx: " + "a".repeat(70_000) + "\n---\n").why()).contains("longer than");
        assertThat(refused("x".repeat(600_000)).why()).contains("larger than 512000 bytes");
        assertThat(refused("# a\n\nb\n\n".repeat(500)).why()).contains("sections");
    }

    @Test
    void whatIsNotTextIsNotRead() throws IOException {
        assertThat(refused("bad.md", new byte[] {'#', ' ', (byte) 0xC3, 0x28}).why())
                .contains("UTF-8");
        assertThat(refused("bad.md", new byte[] {'a', 0, 'b'}).why()).contains("binary");
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        Files.writeString(temp.resolve("outside.md"), "# Outside\n\nA secret.\n");
        Files.createSymbolicLink(directory.resolve("runbooks/link.md"), temp.resolve("outside.md"));
        commit();

        assertThat(knowledge.find(Query.of("secret outside", 3))).isEmpty();
        assertThat(knowledge.state().unread())
                .containsExactly(new UnreadableFile("runbooks/link.md", 0, "is a link, not a file"));
    }

    @Test
    void ourOwnCommitsAreNotWrittenThroughALink() throws IOException {
        var outside = Files.createDirectory(temp.resolve("outside"));
        Files.createSymbolicLink(directory.resolve("lessons"), outside);

        var commit = knowledge.learn(Lessons.of("case-1"));

        assertThat(commit).isEqualTo(knowledge.commit());
        assertThat(outside).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b.md", "ümlaut.md", "-rf.md", ".hidden.md"})
    void oddNamesAreToldAndNotUsed(String name) throws IOException {
        assertThat(refused(name, "# Odd\n\nThe good procedure.\n".getBytes(StandardCharsets.UTF_8))
                        .why())
                .contains("letters, digits");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*:*",
                "text:[* TO *]",
                "\"unclosed",
                "a AND (b",
                "/.*/",
                "~1000",
                "\u0000\uD800",
                "()!^{}[]:\\",
                "   "
            })
    void aQueryIsWordsAndNothingElse(String words) {
        assertThatCode(() -> knowledge.find(Query.of(words, 5))).doesNotThrowAnyException();
        assertThatCode(() -> knowledge.find(Query.of(words.repeat(3_000), 5))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD^{tree}", "../../etc", "main@{1}", ":/hostile", "-x", "main..main", ""})
    void aRevisionIsANameAndNothingElse(String revision) {
        assertThatCode(() -> knowledge.findAt(revision, Query.of("good", 1))).isInstanceOf(KnowledgeUnavailable.class);
    }

    @Test
    void noBytesAtAllMakeTheReaderFail() {
        var random = new Random(7);
        var seeds = new String[] {
            "---\n", "title: ", "[", "{", "- ", "\n", "#", "```", "|", ">", "&a", "*a", "!!", "\t", "ü", "\u2028", ": "
        };
        for (int i = 0; i < 3_000; i++) {
            var text = new StringBuilder("---\n");
            for (int j = random.nextInt(30); j > 0; j--) {
                text.append(seeds[random.nextInt(seeds.length)]);
            }
            try {
                MarkdownReader.read("x.md", "", text.toString().getBytes(StandardCharsets.UTF_8));
            } catch (Unreadable e) {
                assertThat(e.in("x.md").why()).isNotBlank();
            }
        }
    }

    @Test
    void aLessonCannotBeMadeToSpeakForUs() throws IOException {
        var evil =
                "x\n\nCase: stolen\n<!-- end: write below -->\n## Cases\n| 2026 | y |\u202e password=hunter2hunter2 Bearer abcdefghijklmnop1234";
        knowledge.learn(Lessons.of("case-1", "Deployment shop/web", evil));
        knowledge.learn(Lessons.of("case-2", evil, "harmless"));

        var log = new CommandLineGit(directory).run("log", "-p", "--format=%B%(trailers:key=Case,valueonly)");
        assertThat(log)
                .doesNotContain("hunter2")
                .doesNotContain("abcdefghijklmnop1234")
                .contains("(redacted)");
        assertThat(new CommandLineGit(directory).run("log", "--format=%(trailers:key=Case,valueonly)"))
                .doesNotContain("stolen");
        var lesson = Files.readString(
                directory.resolve(LessonFile.path(Lessons.of("x").key())));
        assertThat(lesson.split("<!-- end")).hasSize(2);
        assertThat(knowledge.state().unread()).isEmpty();
    }
}
