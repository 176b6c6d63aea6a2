package io.lexiops.agent.knowledge;

import io.lexiops.agent.knowledge.SnakeYamlFrontMatter.Unreadable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The runbooks that come with the program: well-formed, and found in the words of people in trouble. */
class BuiltInKnowledgeTests {

    private static final Pattern LINK = Pattern.compile("\\[[^\\]]+]\\(([^)#:]+)(#[^)]*)?\\)");

    private static final Pattern RULE = Pattern.compile("[a-z][a-z0-9-]*/[a-z][a-z0-9-]*");

    @TempDir
    static Path temp;

    private static SortedMap<String, String> files;

    private static OnnxEmbeddingModel model;

    private static GitKnowledgeBase knowledge;

    @BeforeAll
    static void open() throws IOException {
        files = new ClasspathSeed().files();
        model = OnnxEmbeddingModel.load();
        knowledge = new GitKnowledgeBase(
                temp.resolve("knowledge"),
                new ClasspathSeed(),
                null,
                new Embeddings(OnnxEmbeddingModel.ID, () -> model, new Embeddings.NoCache()),
                Clock.systemUTC());
    }

    @AfterAll
    static void close() {
        knowledge.close();
        model.close();
    }

    @Test
    void everyRunbookHasTheFrontMatterThatItsReadmePromises() throws Unreadable {
        var ids = new ArrayList<Object>();
        for (var runbook : runbooks().entrySet()) {
            var file =
                    MarkdownReader.read(runbook.getKey(), "", runbook.getValue().getBytes(StandardCharsets.UTF_8));
            assertThat(file.path()).matches("runbooks/[a-z0-9-]+\\.md");
            assertThat(file.facts().get("id"))
                    .as(file.path())
                    .isEqualTo(file.path().replaceAll("runbooks/|\\.md", ""));
            assertThat(file.facts().get("title")).as(file.path()).isInstanceOf(String.class);
            assertThat(file.body()).as(file.path()).contains("# " + file.title());
            assertThat(file.causes())
                    .as(file.path())
                    .allMatch(cause -> RULE.matcher(cause).matches());
            assertThat(file.facts().keySet())
                    .as(file.path())
                    .isSubsetOf("id", "title", "causes", "kinds", "labels", "steps");
            ids.add(file.facts().get("id"));
        }
        assertThat(ids).hasSizeGreaterThanOrEqualTo(12).doesNotHaveDuplicates();
        assertThat(knowledge.state().unread()).isEmpty();
        assertThat(knowledge.runbooks()).hasSameSizeAs(ids);
    }

    private static Map<String, String> runbooks() {
        return files.tailMap("runbooks/").headMap("runbooks0");
    }

    @Test
    void everyLinkLeadsToAFile() {
        files.forEach((path, text) -> LINK.matcher(text)
                .results()
                .map(link -> Path.of(path).resolveSibling(link.group(1)).normalize())
                .forEach(target -> assertThat(files).as(path).containsKey(target.toString())));
    }

    @ParameterizedTest
    @CsvSource({
        "pods stuck in ImagePullBackOff, image-cannot-be-pulled",
        "the registry says manifest unknown, image-cannot-be-pulled",
        "executable file not found in $PATH, command-not-found",
        "exec format error, command-not-found",
        "CreateContainerConfigError configmap not found, missing-configuration",
        "couldn't find key in secret, missing-configuration",
        "readiness probe returns 404, probe-fails",
        "container restarts because it is slow to come up, probe-fails",
        "0/3 nodes are available: untolerated taint, pod-cannot-be-scheduled",
        "my pods are pending, pod-cannot-be-scheduled",
        "the service has an empty endpoint list, service-has-no-endpoints",
        "callers get connection refused from the service although pods run, service-has-no-endpoints",
        "deployment does not make progress, rollout-is-stuck",
        "somebody set replicas to 0, rollout-is-stuck",
        "another operation is in progress, helm-basics",
        "application is out of sync with git, argo-cd-basics",
        "p99 latency query, prometheus-basics",
        "undo the last release, roll-back-a-deployment",
        "OOMKilled 137, container-out-of-memory",
        "dns lookups time out since we have a default deny policy, network-policy-blocks"
    })
    void isFoundInTheWordsOfPeopleInTrouble(String words, String runbook) {
        assertThat(knowledge.find(Query.of(words, 5).in(Query.Filter.folder("runbooks/"))))
                .extracting(Passage::path)
                .contains("runbooks/" + runbook + ".md");
    }
}
