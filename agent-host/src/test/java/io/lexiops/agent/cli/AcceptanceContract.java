package io.lexiops.agent.cli;

import io.lexiops.agent.cli.CommandLineUser.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What an operator does with the command line, from the words to the state of the cluster. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before the first test
abstract class AcceptanceContract {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: nginx
                    image: registry.test/nginx:1.21
                    ports: [{name: http, containerPort: 80, protocol: TCP}]
                    readinessProbe: {httpGet: {path: /healthz, port: 80}, periodSeconds: 1}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec:
              selector: {app: web}
              ports: [{port: 80, targetPort: 80, protocol: TCP}]
            """;

    private final String run = Integer.toString((int) (System.nanoTime() % 1_000_000), 36);

    private final List<String> namespaces = new ArrayList<>();

    CommandLineUser user;
    TestCluster cluster;

    /** The options that name the cluster. */
    abstract List<String> options();

    /** A kubeconfig with all rights in the same cluster; asked after the programs have started. */
    abstract Path kubeconfig() throws IOException;

    @BeforeAll
    void start(@TempDir Path home) throws IOException {
        user = new CommandLineUser(home, options());
        cluster = new TestCluster(kubeconfig());
    }

    @AfterAll
    void stop() {
        if (user != null) {
            user.close();
        }
    }

    /** A node has room for so many pods only. */
    @AfterEach
    void deleteNamespaces() {
        namespaces.forEach(cluster::deleteNamespace);
        namespaces.clear();
    }

    final String namespace() {
        var name = "case-" + run + "-" + NUMBER.incrementAndGet();
        cluster.namespace(name);
        namespaces.add(name);
        return name;
    }

    final String withWeb() {
        var namespace = namespace();
        cluster.apply(namespace, WEB);
        cluster.awaitReady(namespace, "web");
        return namespace;
    }

    @ParameterizedTest
    @CsvSource({
        "scale web in NS to 4, 4",
        "please scale the web deployment to three replicas, 3",
        "double the replicas of web, 4",
        "add one more replica to web, 3",
        "I need 5 pods of deploy/web, 5"
    })
    void scales(String words, int replicas) {
        var namespace = withWeb();

        var said = user.ask(namespace, words.replace("NS", namespace)).done();

        assertThat(replicas(namespace)).isEqualTo(replicas);
        assertThat(TestCluster.ready(cluster.get("deployments", namespace, "web")))
                .isTrue();
        assertThat(said.answer()).contains("replicas").contains("2 -> " + replicas);
        undo(said);
        assertThat(replicas(namespace)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"restart web", "do a rolling restart of the web deployment", "bounce web please"})
    void restarts(String words) {
        var namespace = withWeb();
        var before = pods(namespace);

        user.ask(namespace, words).done();

        assertThat(pods(namespace)).hasSize(2).doesNotContainAnyElementsOf(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set the image of web to registry.test/nginx:1.22",
                "update web to use registry.test/nginx:1.22",
                "deploy registry.test/nginx:1.22 to web"
            })
    void changesAnImageAndGoesBack(String words) {
        var namespace = withWeb();

        var said = user.ask(namespace, words).done();

        assertThat(image(namespace)).isEqualTo("registry.test/nginx:1.22");
        assertThat(said.answer()).contains("registry.test/nginx:1.21 -> registry.test/nginx:1.22");

        user.ask(namespace, "go back to the previous version of web").done();
        assertThat(image(namespace)).isEqualTo("registry.test/nginx:1.21");
    }

    @Test
    void undoesAnImage() {
        var namespace = withWeb();
        var said = user.ask(namespace, "set the image of web to registry.test/nginx:1.23")
                .done();

        undo(said);

        assertThat(image(namespace)).isEqualTo("registry.test/nginx:1.21");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create a configmap limits in NS with max=10",
                "make a config map named limits with max=10",
                "please create configmap limits containing max=10 in namespace NS"
            })
    void createsAConfigMapAndUndoesIt(String words) {
        var namespace = namespace();

        var said = user.ask(namespace, words.replace("NS", namespace)).done();

        assertThat(cluster.get("configmaps", namespace, "limits")
                        .path("data")
                        .path("max")
                        .asString())
                .isEqualTo("10");
        undo(said);
        assertThat(cluster.exists("configmaps", namespace, "limits")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"which images run in NS?", "list the images in namespace NS", "what image does web use?"})
    void answersWhichImagesRun(String words) {
        var namespace = withWeb();

        var said = user.ask(namespace, words.replace("NS", namespace)).done();

        assertThat(said.answer()).contains("registry.test/nginx:1.21");
        assertThat(said.json().get("undoable")).isEqualTo(false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"show me the last 20 log lines of web", "logs of web", "tail 20 lines of web's logs"})
    void showsLogs(String words) {
        var namespace = namespace();
        cluster.apply(namespace, """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec:
                      terminationGracePeriodSeconds: 1
                      containers:
                      - {name: main, image: "registry.test/busybox:1.0", command: [sh, -c, "echo the kettle is on; sleep 3600"]}
                """);
        cluster.awaitReady(namespace, "web");

        assertThat(user.ask(namespace, words).done().answer()).contains("the kettle is on");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a tag that does not exist | image | registry.test/nginx:9.99",
                "a repository that does not exist | image | registry.test/ngnix:1.21"
            })
    void repairsAnImage(String what, String faultClass, String image) {
        var namespace = withWeb();
        cluster.patch(
                "deployments",
                namespace,
                "web",
                "[{\"op\":\"replace\",\"path\":\"/spec/template/spec/containers/0/image\",\"value\":\"" + image
                        + "\"}]");

        var said = user.ask(namespace, "web in " + namespace + " is broken, fix it")
                .done();

        assertThat(said.answer()).as(what).contains(image);
        assertThat(facts(said)).contains("\"class\":\"" + faultClass + "\"");
        cluster.awaitReady(namespace, "web");
        assertThat(image(namespace)).isEqualTo("registry.test/nginx:1.21");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "command | [{\"op\":\"add\",\"path\":\"/spec/template/spec/containers/0/command\",\"value\":[\"/usr/bin/ngnix\"]}]",
                "config | [{\"op\":\"add\",\"path\":\"/spec/template/spec/containers/0/envFrom\",\"value\":[{\"configMapRef\":{\"name\":\"web-setings\"}}]}]",
                "probe | [{\"op\":\"replace\",\"path\":\"/spec/template/spec/containers/0/readinessProbe/httpGet/path\",\"value\":\"/healtz\"}]",
                "probe | [{\"op\":\"replace\",\"path\":\"/spec/template/spec/containers/0/readinessProbe/httpGet/port\",\"value\":8080}]",
                "scheduling | [{\"op\":\"add\",\"path\":\"/spec/template/spec/nodeSelector\",\"value\":{\"disk\":\"golden\"}}]",
                "scheduling | [{\"op\":\"add\",\"path\":\"/spec/template/spec/containers/0/resources\",\"value\":{\"requests\":{\"cpu\":\"400\"}}}]"
            })
    void repairsABrokenUpdate(String faultClass, String patch) {
        var namespace = withWeb();
        cluster.patch("deployments", namespace, "web", patch);
        var before =
                cluster.get("deployments", namespace, "web").path("metadata").path("generation");

        var said = user.ask(namespace, "web in " + namespace + " is broken, fix it")
                .done();

        assertThat(facts(said)).contains("\"class\":\"" + faultClass + "\"");
        cluster.awaitReady(namespace, "web");
        assertThat(cluster.get("deployments", namespace, "web").path("metadata").path("generation"))
                .isNotEqualTo(before);
        assertThat(said.answer()).contains("Done").contains("Verified").contains("->");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{\"op\":\"replace\",\"path\":\"/spec/selector\",\"value\":{\"app\":\"wed\"}}]",
                "[{\"op\":\"replace\",\"path\":\"/spec/ports/0/targetPort\",\"value\":8080}]"
            })
    void repairsAService(String patch) {
        var namespace = withWeb();
        cluster.patch("services", namespace, "web", patch);

        var said = user.ask(namespace, "nobody can reach the web service in " + namespace + ", fix it please")
                .done();

        assertThat(facts(said)).contains("\"class\":\"service\"");
        var service = cluster.get("services", namespace, "web").path("spec");
        assertThat(service.path("selector").path("app").asString()).isEqualTo("web");
        assertThat(service.path("ports").path(0).path("targetPort").asString()).isIn("80", "http");
    }

    @Test
    void repairsAPausedRollout() {
        var namespace = withWeb();
        cluster.patch("deployments", namespace, "web", """
                [{"op":"add","path":"/spec/paused","value":true},
                 {"op":"replace","path":"/spec/template/spec/containers/0/image","value":"registry.test/nginx:1.22"}]""");

        user.ask(namespace, "the new version of web never arrives, fix it").done();

        cluster.awaitReady(namespace, "web");
        assertThat(image(namespace)).isEqualTo("registry.test/nginx:1.22");
    }

    @Test
    void leavesAHealthyWorkloadAlone() {
        var namespace = withWeb();
        var version = version(namespace);

        var said = user.ask(namespace, "web in " + namespace + " is broken, fix it")
                .done();

        assertThat(said.answer()).containsIgnoringCase("nothing wrong");
        assertThat(version(namespace)).isEqualTo(version);
    }

    @Test
    void waitsForApprovalThroughAKillAndRunsOnce() throws IOException {
        var namespace = withWeb();

        var waits =
                user.say("ask", "scale web to 0", "-n", namespace, "-o", "json").ends("AWAITING_APPROVAL", 2);
        assertThat(replicas(namespace)).isEqualTo(2);
        user.killAndRestart();
        cluster = new TestCluster(kubeconfig());
        assertThat(user.say("show", waits.id(), "-o", "json").state()).isEqualTo("AWAITING_APPROVAL");

        var done = user.say("approve", waits.id(), "-o", "json").done();

        assertThat(replicas(namespace)).isZero();
        undo(done);
        assertThat(replicas(namespace)).isEqualTo(2);
    }

    @Test
    void leavesNoProgramBehindThatAnotherCommandStarted() throws IOException {
        user.kill("hostPid");
        assertThat(user.say("list").exit()).isZero();

        user.close();

        assertThat(user.programs()).isZero();
        user.restart();
        cluster = new TestCluster(kubeconfig());
        assertThat(user.say("list").exit()).isZero();
        assertThat(user.programs()).isEqualTo(2);
    }

    @Test
    void doesNotRunAnApprovalWhoseTargetMoved() {
        var namespace = withWeb();
        var waits =
                user.say("ask", "scale web to 0", "-n", namespace, "-o", "json").ends("AWAITING_APPROVAL", 2);
        cluster.patch(
                "deployments",
                namespace,
                "web",
                "[{\"op\":\"add\",\"path\":\"/metadata/labels\",\"value\":{\"a\":\"b\"}}]");

        var after = user.say("approve", waits.id(), "-o", "json").ends("AWAITING_APPROVAL", 2);

        assertThat(after.out()).contains("voided").contains("was at version");
        assertThat(replicas(namespace)).isEqualTo(2);
        user.say("approve", waits.id(), "-o", "json").done();
        assertThat(replicas(namespace)).isZero();
    }

    @Test
    void givesAPlanThatAGuardBlocksToAPerson() {
        var said = user.ask("default", "delete the namespace kube-system").ends("ESCALATED", 3);

        assertThat(said.answer()).contains("kubectl").contains("Review objected");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "restart wbe | web",
                "restart nothing-like-it | not",
                "scale web to -3 | -3",
                "set the image of web to nginx 1 22 | image",
                "le site ne marche plus depuis ce matin | understand",
                "qwertz asdf yxcv | understand"
            })
    void saysWhatIsWrongWithARequest(String words, String says) {
        var namespace = withWeb();
        var version = version(namespace);

        var said = user.ask(namespace, words);

        assertThat(said.exit()).isIn(1, 2);
        assertThat(said.out()).containsIgnoringCase(says);
        assertThat(version(namespace)).isEqualTo(version);
    }

    @Test
    void refusesTextThatIsNoRequest() {
        assertThat(user.say("   ", List.of("ask", "-")).exit()).isEqualTo(1);
        assertThat(user.say("scale web ".repeat(100_000), List.of("ask", "-")).exit())
                .isEqualTo(1);
        assertThat(user.say("\u0000\u0007\u001b[31m", List.of("ask", "-")).exit())
                .isIn(1, 2);
        var hidden = user.say("scale web\u202e to 4", List.of("ask", "-", "-n", "default"));
        assertThat(hidden.exit()).isEqualTo(1);
        assertThat(hidden.err() + hidden.out()).contains("U+202E").doesNotContain("\u202e");
    }

    @Test
    void proposesOnABranchWhatComesAgainAndAgain() {
        for (int time = 0; time < 3; time++) {
            user.say("ask", "polish the brass of the walrus statue", "-n", "default");
            user.ask("default", "delete the namespace kube-system").ends("ESCALATED", 3);
        }

        await().atMost(Duration.ofMinutes(3))
                .untilAsserted(() -> assertThat(branches())
                        .anyMatch(branch -> branch.contains("unknown-intent"))
                        .anyMatch(branch -> branch.contains("repeated-rejection")));
    }

    private List<String> branches() throws IOException, GitAPIException {
        var branches = new ArrayList<String>();
        for (var repository : List.of("host/knowledge", "host/rules/repository")) {
            try (var git = Git.open(user.folder().resolve(repository).toFile())) {
                git.branchList().call().forEach(branch -> branches.add(branch.getName()));
            }
        }
        return branches;
    }

    @Test
    void showsNoPasswordThatSomebodyTyped() {
        var namespace = namespace();

        var said = user.ask(namespace, "create a configmap pw in " + namespace + " with password=Typed5566word")
                .done();

        assertThat(said.answer()).contains("ConfigMap/pw").doesNotContain("Typed5566word");
        assertThat(user.say("list").out()).contains("configmap pw").doesNotContain("Typed5566word");
        assertThat(cluster.get("configmaps", namespace, "pw")
                        .at("/data/password")
                        .asString())
                .isEqualTo("Typed5566word");
    }

    @Test
    void speaksMcpOnStandardInputAndOutput() {
        var said = user.say("""
                {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}
                {"jsonrpc":"2.0","method":"notifications/initialized"}
                {"jsonrpc":"2.0","id":2,"method":"tools/list"}
                {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"k8s_list","arguments":{"kind":"namespaces"}}}
                {"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"k8s_delete","arguments":{"kind":"Namespace","name":"default"}}}
                """, List.of("mcp"));

        assertThat(said.out().lines().map(CommandLineUser::tree))
                .satisfiesExactlyInAnyOrder(
                        answer -> assertThat(
                                        answer.at("/result/serverInfo/name").asString())
                                .isNotEmpty(),
                        answer -> assertThat(answer.at("/result/tools").size()).isGreaterThan(20),
                        answer -> assertThat(answer.at("/result/content/0/text").asString())
                                .contains("kube-system"),
                        answer -> assertThat(answer.at("/result/isError").asBoolean())
                                .isTrue());
        assertThat(said.exit()).isZero();
    }

    @Test
    void saysWhereAWorkloadIsThatIsNotHere() {
        var namespace = withWeb();
        var other = namespace();

        var said = user.ask(other, "restart web");

        assertThat(said.exit()).isIn(1, 2);
        assertThat(said.out()).contains(namespace);
    }

    @Test
    void asksWhichOfTwo() {
        var namespace = withWeb();
        cluster.apply(namespace, WEB.replace("name: web}", "name: store-api}").replace("app: web", "app: store-api"));
        cluster.apply(namespace, WEB.replace("name: web}", "name: store-app}").replace("app: web", "app: store-app"));

        var said = user.ask(namespace, "restart store").ends("NEEDS_INPUT", 2);

        assertThat(said.out()).contains("store-api").contains("store-app");
        user.say("answer", said.id(), "store-app", "-o", "json").done();
    }

    @Test
    void remembersEachCaseInGit() throws IOException, GitAPIException {
        var namespace = withWeb();
        var said = user.ask(namespace, "scale web to 3").done();

        try (var git = Git.open(user.folder().resolve("host/knowledge").toFile())) {
            await().untilAsserted(() -> assertThat(git.log().call())
                    .anySatisfy(commit -> assertThat(commit.getFullMessage())
                            .contains("Case: " + said.id())
                            .contains("Plan-Digest: sha256:")));
        }
    }

    @Test
    void findsARunbookThatAPersonCommits() throws IOException, GitAPIException {
        var namespace = withWeb();
        cluster.patch(
                "deployments",
                namespace,
                "web",
                "[{\"op\":\"replace\",\"path\":\"/spec/template/spec/containers/0/image\",\"value\":\"registry.test/nginx:9.9\"}]");
        var commit = commit("host/knowledge", "runbooks/walrus.md", """
                ---
                id: walrus
                title: Ask the walrus team when an image tag is missing
                causes: [core/image-tag-missing]
                ---

                # Ask the walrus team when an image tag is missing

                The walrus team deletes old image tags each night; the tag is missing then and cannot be pulled.
                """);

        var found = user.say("knowledge", "search", "walrus team image tag missing");
        var said = user.ask(namespace, "why is web broken?").done();

        assertThat(found.out()).contains("runbooks/walrus.md").contains(commit.substring(0, 7));
        assertThat(said.answer()).contains("runbooks/walrus.md");
    }

    @Test
    void refusesABrokenRuleFileAndKeepsThePacksBefore() throws IOException, GitAPIException {
        var namespace = withWeb();
        commit(
                "host/rules/repository",
                "house/pack.yaml",
                "name: house\nversion: 1.0.0\nowner: platform\ndescription: ours\n");
        commit("host/rules/repository", "house/guards/no-five.yaml", """
                guard: no-five
                when: 'target.kind == "Deployment" && target.namespace == "NS" && has(new.spec.replicas)'
                violates: new.spec.replicas == 5
                severity: block
                says: nobody runs five of {{target.name}}
                why: five is unlucky here
                remedy: take four or six
                examples:
                  - {name: five, target: {kind: Deployment, namespace: NS, name: web}, new: {spec: {replicas: 5}}, expect: block}
                  - {name: four, target: {kind: Deployment, namespace: NS, name: web}, new: {spec: {replicas: 4}}, expect: pass}
                """.replace("NS", namespace));
        await().untilAsserted(() -> assertThat(user.say("doctor").out()).doesNotContain("refused"));
        var broken = commit("host/rules/repository", "house/guards/broken.yaml", """
                guard: broken
                when: "true"
                violates: new.spec.replicas ==
                severity: block
                says: x
                """);

        await().untilAsserted(() -> assertThat(user.say("doctor").out())
                .contains("refused: " + broken)
                .containsPattern("house/guards/broken\\.yaml:\\d+"));
        assertThat(user.ask(namespace, "scale web to 5").ends("ESCALATED", 3).answer())
                .contains("nobody runs five of web");
        user.ask(namespace, "scale web to 4").done();
    }

    private String commit(String repository, String path, String text) throws IOException, GitAPIException {
        var folder = user.folder().resolve(repository);
        Files.createDirectories(folder.resolve(path).getParent());
        Files.writeString(folder.resolve(path), text);
        try (var git = Git.open(folder.toFile())) {
            git.add().addFilepattern(path).call();
            return git.commit()
                    .setAuthor("Ann", "ann@example.org")
                    .setCommitter("Ann", "ann@example.org")
                    .setSign(false)
                    .setMessage("A rule or a runbook of ours")
                    .call()
                    .name();
        }
    }

    private void undo(Said said) {
        var undone = user.say("undo", said.id(), "-o", "json").done();
        assertThat(undone.answer()).contains("Undone");
    }

    private int replicas(String namespace) {
        return cluster.get("deployments", namespace, "web")
                .path("spec")
                .path("replicas")
                .asInt();
    }

    private String image(String namespace) {
        return cluster.get("deployments", namespace, "web")
                .at("/spec/template/spec/containers/0/image")
                .asString();
    }

    private String version(String namespace) {
        var deployment = cluster.get("deployments", namespace, "web");
        return deployment.path("metadata").path("uid").asString()
                + deployment.path("metadata").path("generation").asString();
    }

    private List<String> pods(String namespace) {
        return cluster.list("pods", namespace)
                .valueStream()
                .filter(pod -> !pod.path("metadata").has("deletionTimestamp"))
                .map(pod -> pod.path("metadata").path("name").asString())
                .toList();
    }

    private static String facts(Said said) {
        return said.out().replace(" ", "").replace("\n", "");
    }
}
