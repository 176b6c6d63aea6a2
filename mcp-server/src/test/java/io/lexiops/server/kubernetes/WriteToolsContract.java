package io.lexiops.server.kubernetes;

import io.lexiops.server.change.Inverse;
import io.lexiops.server.change.Owner;
import io.lexiops.server.change.PlannedWrite;
import io.lexiops.server.change.TargetChange;
import io.lexiops.server.change.TargetChange.Operation;
import io.lexiops.server.change.TargetRef;
import io.lexiops.server.change.WritePreview;
import io.lexiops.server.change.WriteTool;
import io.lexiops.server.kubernetes.Kubernetes.PatchType;
import io.lexiops.server.kubernetes.Kubernetes.WriteOptions;
import io.lexiops.server.redact.InstallationKey;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.CallContext;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.Role;
import io.lexiops.server.tool.Tool;
import io.lexiops.server.tool.ToolArguments;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolFailed;
import io.lexiops.server.tool.ToolResult;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/** What the writes promise, on any cluster that runs pods. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WriteToolsContract {

    private static final WriteOptions WRITE = new WriteOptions(false, "kubectl-test");
    private static final Caller OPERATOR = new Caller("ann", Role.OPERATOR, Set.of());
    private static final String NGINX = "registry.test/nginx:";

    private final String namespace = "k8swrite-" + Long.toString(System.nanoTime(), 36);
    private final Map<String, WriteTool> tools = new HashMap<>();
    private List<Tool> callable = List.of();
    private Kubernetes kubernetes;

    /** The text of one that may do everything. */
    abstract String kubeconfig();

    @BeforeAll
    void aNamespace() {
        kubernetes = new ClientJavaKubernetes(
                new ClusterAccess.Text(kubeconfig(), "test"), Duration.ofSeconds(30), null, Clock.systemUTC());
        var clock = Clock.systemUTC();
        var writes = new WriteCluster(kubernetes, new ObjectOwners(kubernetes), new Readiness(kubernetes, clock));
        callable = KubernetesConfiguration.writes(
                writes,
                tool -> {
                    tools.put(tool.spec().name(), tool);
                    return new UnguardedTool(tool);
                },
                clock,
                new Redactor(InstallationKey.random()));
        kubernetes.create(
                kubernetes.type("namespace", null),
                new KubernetesObject(
                        Map.of("apiVersion", "v1", "kind", "Namespace", "metadata", Map.of("name", namespace))),
                WRITE);
    }

    @AfterAll
    void removeTheNamespace() {
        kubernetes.delete(
                new ObjectRef(kubernetes.type("namespace", null), null, namespace), null, null, "Background", WRITE);
    }

    @Test
    void aPreviewChangesNothing() {
        var web = deployment("preview", 1);
        var preview = plan("k8s_scale", Map.of("name", "preview", "namespace", namespace, "replicas", 3))
                .preview();
        assertThat(preview.changes()).singleElement().satisfies(change -> {
            assertThat(change.operation()).isEqualTo(Operation.UPDATE);
            assertThat(new KubernetesObject(Objects.requireNonNull(change.after())).at("spec", "replicas"))
                    .isEqualTo(3L);
        });
        assertThat(live(web).at("spec", "replicas")).isEqualTo(1L);
    }

    @Test
    void scalesAndWaitsForThePodsAndScalesBack() {
        var web = deployment("scaled", 1);
        var done = run("k8s_scale", Map.of("name", "scaled", "namespace", namespace, "replicas", 3));
        assertThat(live(web).at("status", "availableReplicas")).isEqualTo(3L);
        undo(done);
        assertThat(live(web).at("spec", "replicas")).isEqualTo(1L);
        assertThat(live(web).numberAt(0, "status", "replicas")).isEqualTo(1L);
    }

    @Test
    void scalesByWords() {
        var web = deployment("words", 2);
        for (var step :
                List.of(Map.entry("+50%", 3L), Map.entry("half", 2L), Map.entry("-1", 1L), Map.entry("double", 2L))) {
            run("k8s_scale", Map.of("name", "deploy/words", "namespace", namespace, "replicas", step.getKey()));
            assertThat(live(web).at("spec", "replicas")).as(step.getKey()).isEqualTo(step.getValue());
        }
    }

    @Test
    void saysThatNothingIsToBeDone() {
        deployment("same", 1);
        var preview = plan("k8s_scale", Map.of("name", "same", "namespace", namespace, "replicas", 1))
                .preview();
        assertThat(preview.changesNothing()).isTrue();
        assertThat(preview.inverse()).isNull();
    }

    @Test
    void refusesANegativeCount() {
        deployment("negative", 1);
        refused(
                        "k8s_scale",
                        Map.of("name", "negative", "namespace", namespace, "replicas", -1),
                        ErrorCode.INVALID_ARGUMENT)
                .hasMessageContaining("negative");
        refused(
                        "k8s_scale",
                        Map.of("name", "negative", "namespace", namespace, "replicas", "-2"),
                        ErrorCode.INVALID_ARGUMENT)
                .hasMessageContaining("would make it -1");
    }

    @Test
    void namesNearWorkloadsAndTheNamespaceOfTheRealOne() {
        deployment("checkout", 0);
        refused("k8s_scale", Map.of("name", "chekout", "namespace", namespace, "replicas", 2), ErrorCode.NOT_FOUND)
                .satisfies(e -> assertThat(((ToolFailed) e).remedy()).contains("checkout"));
        refused("k8s_scale", Map.of("name", "checkout", "namespace", "default", "replicas", 2), ErrorCode.NOT_FOUND)
                .satisfies(e -> assertThat(((ToolFailed) e).remedy()).contains(namespace));
    }

    @Test
    void refusesWhatSomebodyElseHasChangedSinceThePreview() {
        var web = deployment("drifted", 1);
        var plan = plan("k8s_scale", Map.of("name", "drifted", "namespace", namespace, "replicas", 0));
        var preview = plan.preview();
        kubernetes.patch(
                web,
                PatchType.MERGE,
                Map.of("metadata", Map.of("labels", Map.of("edited", "yes"))),
                null,
                new WriteOptions(false, "somebody"));
        assertThatThrownBy(() -> plan.execute(preview)).isInstanceOfSatisfying(ToolFailed.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
            assertThat(e).hasMessageContaining("by somebody").hasMessageContaining("metadata.labels.edited");
        });
        assertThat(live(web).at("spec", "replicas")).isEqualTo(1L);
    }

    @Test
    void aMereReportOfAControllerSinceThePreviewDoesNotMatter() {
        deployment("reported", 1);
        var plan = plan("k8s_scale", Map.of("name", "reported", "namespace", namespace, "replicas", 2));
        var preview = plan.preview();
        var ref = new ObjectRef(kubernetes.type("deployments", null), namespace, "reported");
        kubernetes.patch(ref, PatchType.MERGE, Map.of("status", Map.of("collisionCount", 7)), "status", WRITE);
        assertThat(plan.execute(preview)).hasSize(1);
    }

    @Test
    void aReportOfAControllerInTheInstantOfTheDryRunDoesNotMatter() {
        var ref = deployment("instant", 0);
        var rewrite = new RewriteStep(kubernetes, ref, tree -> {
            TreeDifference.mapAt(tree, "metadata", "labels").put("tier", "web");
            return tree;
        });
        var reported = new AtomicBoolean();
        var step = new ObjectStep() {
            @Override
            public ObjectRef ref() {
                return ref;
            }

            @Override
            public KubernetesObject run(@Nullable KubernetesObject live, boolean dryRun) {
                if (!reported.getAndSet(true)) {
                    var status = Map.of("status", Map.of("collisionCount", 7));
                    kubernetes.patch(ref, PatchType.MERGE, status, "status", WRITE);
                }
                return rewrite.run(live, dryRun);
            }
        };
        var cluster = new WriteCluster(
                kubernetes, new ObjectOwners(kubernetes), new Readiness(kubernetes, Clock.systemUTC()));
        assertThat(new ObjectWrite(cluster, step, new ObjectWrite.Words() {})
                        .preview()
                        .changes())
                .extracting(TargetChange::operation)
                .containsExactly(Operation.UPDATE);
    }

    @Test
    void setsTheOnlyContainersImageAndSetsItBack() {
        var web = deployment("imaged", 1);
        var done = run("k8s_set_image", Map.of("name", "imaged", "namespace", namespace, "image", NGINX + "1.22"));
        assertThat(image(web)).isEqualTo(NGINX + "1.22");
        undo(done);
        assertThat(image(web)).isEqualTo(NGINX + "1.21");
    }

    @Test
    void saysWhyAnImageDoesNotCome() {
        deployment("pulling", 1);
        var plan = plan(
                "k8s_set_image", Map.of("name", "pulling", "namespace", namespace, "image", "registry.test/nginx:9.9"));
        var preview = plan.preview();
        var written = plan.execute(preview);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(plan.look(preview, written).missing())
                        .singleElement()
                        .asString()
                        .contains("Deployment/pulling", "Pull", "registry.test/nginx:9.9"));
    }

    @Test
    void asksWhichContainerIsMeant() {
        create(deployment("two", 0, List.of(container("web", "1.21"), container("side", "1.21"))));
        refused(
                        "k8s_set_image",
                        Map.of("name", "two", "namespace", namespace, "image", NGINX + "1.22"),
                        ErrorCode.AMBIGUOUS)
                .satisfies(e -> assertThat(((ToolFailed) e).remedy()).contains("web", "side"));
        run(
                "k8s_set_image",
                Map.of("name", "two", "namespace", namespace, "image", NGINX + "1.22", "container", "side"));
        var two = new ObjectRef(kubernetes.type("deployments", null), namespace, "two");
        assertThat(PodSpecs.containers(live(two)))
                .extracting(one -> one.get("image"))
                .containsExactly(NGINX + "1.21", NGINX + "1.22");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nginx: 1.22", "", "Nginx:1", "nginx:", "a//b", "nginx@sha256:12", "ngi\tnx", "nginx:1.22 ; rm"})
    void refusesAnImageThatIsNone(String image) {
        refused(
                "k8s_set_image",
                Map.of("name", "web", "namespace", namespace, "image", image),
                ErrorCode.INVALID_ARGUMENT);
    }

    @Test
    void setsTheImageOfACronJobInWhateverVersionTheClusterHas() {
        var type = kubernetes.type("cronjobs", null);
        var spec = Map.of(
                "schedule",
                "0 0 1 1 *",
                "jobTemplate",
                Map.of(
                        "spec",
                        Map.of(
                                "template",
                                Map.of(
                                        "spec",
                                        Map.of(
                                                "restartPolicy",
                                                "Never",
                                                "containers",
                                                List.of(container("job", "1.21")))))));
        create(object(type.apiVersion(), "CronJob", "nightly", Map.of("spec", spec)));
        run("k8s_set_image", Map.of("name", "nightly", "namespace", namespace, "image", NGINX + "1.23"));
        assertThat(PodSpecs.containers(live(new ObjectRef(type, namespace, "nightly"))))
                .singleElement()
                .extracting(one -> one.get("image"))
                .isEqualTo(NGINX + "1.23");
    }

    @Test
    void restartsAndTakesTheRestartBack() {
        var web = deployment("restarted", 1);
        var before = live(web).mapAt("spec", "template");
        var done = run("k8s_rollout", Map.of("action", "restart", "name", "restarted", "namespace", namespace));
        assertThat(live(web).mapAt("spec", "template")).isNotEqualTo(before);
        undo(done);
        assertThat(live(web).mapAt("spec", "template")).isEqualTo(before);
    }

    @Test
    void goesBackToTheRevisionBeforeAndForthAgain() {
        var web = deployment("revised", 1);
        run("k8s_set_image", Map.of("name", "revised", "namespace", namespace, "image", NGINX + "1.22"));
        var done = run("k8s_rollout", Map.of("action", "undo", "name", "revised", "namespace", namespace));
        assertThat(image(web)).isEqualTo(NGINX + "1.21");
        undo(done);
        assertThat(image(web)).isEqualTo(NGINX + "1.22");
    }

    @Test
    void namesTheRevisionsWhenOneDoesNotExist() {
        deployment("unrevised", 1);
        refused(
                        "k8s_rollout",
                        Map.of("action", "undo", "name", "unrevised", "namespace", namespace, "toRevision", 9),
                        ErrorCode.NOT_FOUND)
                .satisfies(e -> assertThat(((ToolFailed) e).remedy()).contains("1"));
    }

    @Test
    void goesBackToAControllerRevisionOfAStatefulSet() {
        create(workload("StatefulSet", "ordered", 1, List.of(container("web", "1.21"))));
        var ref = new ObjectRef(kubernetes.type("statefulsets", null), namespace, "ordered");
        settled("k8s_scale", Map.of("name", "ordered", "namespace", namespace, "replicas", 1));
        run("k8s_set_image", Map.of("name", "ordered", "namespace", namespace, "image", NGINX + "1.22"));
        run("k8s_rollout", Map.of("action", "undo", "name", "sts/ordered", "namespace", namespace));
        assertThat(image(ref)).isEqualTo(NGINX + "1.21");
    }

    @Test
    void numbersTheRevisionsOfAStatefulSetAsKubectlDoesAlsoAfterAWayBack() {
        var set = statefulSet("numbered", 1);
        run("k8s_set_image", Map.of("name", "numbered", "namespace", namespace, "image", NGINX + "1.22"));
        var back = Map.<String, Object>of("action", "undo", "name", "numbered", "namespace", namespace);
        run("k8s_rollout", back);
        var told = call("k8s_rollout_status", Map.of("name", "numbered", "namespace", namespace));
        assertThat(new KubernetesObject(told).objectsAt("revisions"))
                .extracting(revision -> revision.get("revision"), revision -> revision.get("images"))
                .containsExactly(tuple(2L, List.of(NGINX + "1.22")), tuple(3L, List.of(NGINX + "1.21")));
        var first = new LinkedHashMap<>(back);
        first.put("toRevision", 1);
        refused("k8s_rollout", first, ErrorCode.NOT_FOUND)
                .satisfies(e -> assertThat(((ToolFailed) e).remedy()).contains("2, 3"));
        var second = new LinkedHashMap<>(back);
        second.put("toRevision", 2);
        run("k8s_rollout", second);
        assertThat(image(set)).isEqualTo(NGINX + "1.22");
    }

    @Test
    void replacesThePodForWhichAStatefulSetWouldWaitForEver() {
        var set = statefulSet("stuck", 2);
        breakTheImage("stuck", set);
        var done = run("k8s_rollout", Map.of("action", "undo", "name", "sts/stuck", "namespace", namespace));
        assertThat(done.preview().replaced()).extracting(TargetRef::name).containsExactly("stuck-1");
        assertThat(done.preview().changes())
                .extracting(change -> change.target().kind())
                .containsExactly("StatefulSet");
        assertThat(image(set)).isEqualTo(NGINX + "1.21");
    }

    @Test
    void replacesItWhateverToolMendsTheTemplate() {
        var set = statefulSet("mended", 1);
        breakTheImage("mended", set);
        var done = run("k8s_set_image", Map.of("name", "mended", "namespace", namespace, "image", NGINX + "1.22"));
        assertThat(done.preview().replaced()).extracting(TargetRef::name).containsExactly("mended-0");
    }

    @Test
    void leavesHealthyPodsOfAStatefulSetToItsController() {
        statefulSet("orderly", 2);
        var preview = plan("k8s_rollout", Map.of("action", "restart", "name", "orderly", "namespace", namespace))
                .preview();
        assertThat(preview.replaced()).isEmpty();
    }

    @Test
    void replacesNoPodOfASetThatDoesNotWaitForIt() {
        for (var change : Map.of(
                        "parallel", Map.<String, Object>of("podManagementPolicy", "Parallel"),
                        "ondelete", Map.<String, Object>of("updateStrategy", Map.of("type", "OnDelete")),
                        "partitioned",
                                Map.<String, Object>of(
                                        "updateStrategy",
                                        Map.of("type", "RollingUpdate", "rollingUpdate", Map.of("partition", 1))))
                .entrySet()) {
            var set = TreeDifference.copy(workload("StatefulSet", change.getKey(), 1, List.of(container("web", "9.9")))
                    .content());
            TreeDifference.mapAt(set, "spec").putAll(change.getValue());
            create(new KubernetesObject(set));
            awaitPull(change.getKey() + "-0");
            var fix = Map.<String, Object>of("name", change.getKey(), "namespace", namespace, "image", NGINX + "1.22");
            assertThat(plan("k8s_set_image", fix).preview().replaced())
                    .as(change.getKey())
                    .isEmpty();
        }
    }

    @Test
    void replacesNoPodThatHasTakenThePlaceOfTheBrokenOne() {
        var set = statefulSet("recovered", 1);
        breakTheImage("recovered", set);
        var fix = plan("k8s_set_image", Map.of("name", "recovered", "namespace", namespace, "image", NGINX + "1.22"));
        var preview = fix.preview();
        var pod = new ObjectRef(kubernetes.type("pods", null), namespace, "recovered-0");
        kubernetes.delete(pod, null, null, "Background", WRITE);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> kubernetes
                        .find(pod)
                        .filter(one ->
                                !one.uid().equals(preview.replaced().getFirst().uid()))
                        .isPresent());
        var other = live(pod).uid();
        fix.followUp(preview);
        assertThat(live(pod).uid()).isEqualTo(other);
    }

    private ObjectRef statefulSet(String name, int replicas) {
        create(workload("StatefulSet", name, replicas, List.of(container("web", "1.21"))));
        settled("k8s_scale", Map.of("name", name, "namespace", namespace, "replicas", replicas));
        return new ObjectRef(kubernetes.type("statefulsets", null), namespace, name);
    }

    /** Somebody rolls out an image that does not exist, and the last pod waits for it. */
    private void breakTheImage(String name, ObjectRef set) {
        var replicas = live(set).numberAt(1, "spec", "replicas");
        var containers = List.of(Map.of("name", "web", "image", NGINX + "9.9"));
        var spec = Map.of("template", Map.of("spec", Map.of("containers", containers)));
        kubernetes.patch(set, PatchType.STRATEGIC, Map.of("spec", spec), null, WRITE);
        awaitPull(name + "-" + (replicas - 1));
    }

    private void awaitPull(String pod) {
        var ref = new ObjectRef(kubernetes.type("pods", null), namespace, pod);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(kubernetes.find(ref))
                        .hasValueSatisfying(found -> assertThat(found.objectsAt("status", "containerStatuses")
                                        .toString())
                                .contains("Pull")));
    }

    @Test
    void pausesAndResumes() {
        var web = deployment("paused", 1);
        var done = run("k8s_rollout", Map.of("action", "pause", "name", "paused", "namespace", namespace));
        assertThat(live(web).at("spec", "paused")).isEqualTo(true);
        refused(
                "k8s_rollout",
                Map.of("action", "restart", "name", "paused", "namespace", namespace),
                ErrorCode.CONFLICT);
        undo(done);
        assertThat(live(web).at("spec", "paused")).isNull();
    }

    @Test
    void appliesSeveralDocumentsAndRemovesWhatItMade() {
        var manifest = """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: limits}
                data: {max: "10"}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: front}
                spec:
                  type: NodePort
                  ports: [{port: 80}]
                """;
        var done = run("k8s_apply", Map.of("manifest", manifest, "namespace", namespace));
        assertThat(done.preview().changes())
                .extracting(change -> change.operation())
                .containsOnly(Operation.CREATE);
        var limits = new ObjectRef(kubernetes.type("configmaps", null), namespace, "limits");
        assertThat(live(limits).at("data", "max")).isEqualTo("10");
        undo(done);
        assertThat(kubernetes.find(limits)).isEmpty();
        assertThat(kubernetes.find(new ObjectRef(kubernetes.type("services", null), namespace, "front")))
                .isEmpty();
    }

    @Test
    void appliesAChangeAndBringsBackWhatWasThere() {
        apply("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: tuned}\ndata: {a: '1', b: '2'}");
        var tuned = new ObjectRef(kubernetes.type("configmaps", null), namespace, "tuned");
        var before = live(tuned).mapAt("data");
        var done = apply("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: tuned}\ndata: {a: '7', c: '3'}");
        assertThat(live(tuned).mapAt("data")).isEqualTo(Map.of("a", "7", "c", "3"));
        undo(done);
        assertThat(live(tuned).mapAt("data")).isEqualTo(before);
    }

    @Test
    void doesNotUndoWhatSomebodyElseHasWrittenSince() {
        apply("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: raced}\ndata: {a: '1'}");
        var done = apply("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: raced}\ndata: {a: '2'}");
        var raced = new ObjectRef(kubernetes.type("configmaps", null), namespace, "raced");
        kubernetes.patch(
                raced, PatchType.MERGE, Map.of("data", Map.of("a", "3")), null, new WriteOptions(false, "somebody"));
        var inverse = Objects.requireNonNull(done.preview().inverse());
        refused(inverse.tool(), inverse.arguments(), ErrorCode.PRECONDITION_FAILED)
                .hasMessageContaining("data.a")
                .hasMessageContaining("by somebody");
    }

    @Test
    void namesTheOtherManagerOfAFieldAndTakesItOverOnlyByForce() {
        create(object("v1", "ConfigMap", "owned", Map.of("data", Map.of("a", "1"))));
        var manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: owned}\ndata: {a: '2'}";
        refused("k8s_apply", Map.of("manifest", manifest, "namespace", namespace), ErrorCode.CONFLICT)
                .hasMessageContaining("kubectl-test")
                .hasMessageContaining("data.a");
        run("k8s_apply", Map.of("manifest", manifest, "namespace", namespace, "force", true));
        var owned = new ObjectRef(kubernetes.type("configmaps", null), namespace, "owned");
        assertThat(live(owned).at("data", "a")).isEqualTo("2");
    }

    @Test
    void namesAFieldThatTheServerDoesNotKnow() {
        var manifest =
                "apiVersion: v1\nkind: Service\nmetadata: {name: typo}\nspec: {ports: [{port: 80}], slector: {a: b}}";
        refused("k8s_apply", Map.of("manifest", manifest, "namespace", namespace), ErrorCode.INVALID_ARGUMENT)
                .hasMessageContaining("spec.slector");
    }

    @Test
    void namesNearKindsOfAManifest() {
        refused(
                        "k8s_apply",
                        Map.of(
                                "manifest",
                                Map.of("apiVersion", "v1", "kind", "ConfigMapp", "metadata", Map.of("name", "x"))),
                        ErrorCode.NOT_FOUND)
                .satisfies(e -> assertThat(((ToolFailed) e).remedy()).contains("ConfigMap"));
    }

    @Test
    void keepsEveryObjectOfAManifestInsideOfTheCallersNamespaces() {
        var narrow = new Caller("ann", Role.OPERATOR, Set.of(namespace));
        var manifest = """
                apiVersion: v1
                kind: List
                items:
                - {apiVersion: v1, kind: ConfigMap, metadata: {name: fine}}
                - {apiVersion: v1, kind: ConfigMap, metadata: {name: outside, namespace: kube-system}}
                """;
        assertThatThrownBy(() -> plan("k8s_apply", Map.of("manifest", manifest), narrow))
                .isInstanceOfSatisfying(
                        ToolFailed.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN))
                .hasMessageContaining("kube-system");
        assertThatThrownBy(() -> plan(
                        "k8s_apply",
                        Map.of("manifest", "apiVersion: v1\nkind: Namespace\nmetadata: {name: mine}"),
                        narrow))
                .hasMessageContaining("whole cluster");
    }

    @Test
    void patchesAndPutsBackExactlyWhatItChanged() {
        create(object("v1", "ConfigMap", "patched", Map.of("data", Map.of("a", "1", "b", "2"))));
        var patched = new ObjectRef(kubernetes.type("configmaps", null), namespace, "patched");
        var before = TreeDifference.quiet(live(patched).content());
        for (var patch : List.<Object>of(
                Map.of("data", Map.of("a", "5", "c", "3"), "metadata", Map.of("annotations", Map.of("by", "test"))),
                List.of(
                        Map.of("op", "test", "path", "/data/a", "value", "1"),
                        Map.of("op", "remove", "path", "/data/b")),
                "{data: {b: '9'}, metadata: {labels: {x: y}}}")) {
            var done =
                    run("k8s_patch", Map.of("kind", "cm", "name", "patched", "namespace", namespace, "patch", patch));
            assertThat(TreeDifference.quiet(live(patched).content())).isNotEqualTo(before);
            undo(done);
            assertThat(TreeDifference.quiet(live(patched).content())).isEqualTo(before);
        }
    }

    @Test
    void anUndoLeavesAloneWhatOthersWroteElsewhere() {
        create(object("v1", "ConfigMap", "shared", Map.of("data", Map.of("a", "1"))));
        var shared = new ObjectRef(kubernetes.type("configmaps", null), namespace, "shared");
        var done = run(
                "k8s_patch",
                Map.of(
                        "kind",
                        "cm",
                        "name",
                        "shared",
                        "namespace",
                        namespace,
                        "patch",
                        Map.of("data", Map.of("a", "2"))));
        kubernetes.patch(shared, PatchType.MERGE, Map.of("data", Map.of("other", "kept")), null, WRITE);
        undo(done);
        assertThat(live(shared).mapAt("data")).isEqualTo(Map.of("a", "1", "other", "kept"));
    }

    @Test
    void aJsonPatchWhoseTestFailsIsRefused() {
        create(object("v1", "ConfigMap", "tested", Map.of("data", Map.of("a", "1"))));
        var patch = List.of(
                Map.of("op", "test", "path", "/data/a", "value", "7"),
                Map.of("op", "replace", "path", "/data/a", "value", "8"));
        refused(
                "k8s_patch",
                Map.of("kind", "cm", "name", "tested", "namespace", namespace, "patch", patch),
                ErrorCode.INVALID_ARGUMENT);
    }

    @Test
    void mergesAStrategicPatchByTheNameOfTheContainer() {
        create(deployment("merged", 0, List.of(container("web", "1.21"), container("side", "1.21"))));
        var patch = Map.of(
                "spec",
                Map.of(
                        "template",
                        Map.of(
                                "spec",
                                Map.of("containers", List.of(Map.of("name", "side", "image", NGINX + "1.23"))))));
        var merged = new ObjectRef(kubernetes.type("deployments", null), namespace, "merged");
        var done = run("k8s_patch", Map.of("kind", "deploy", "name", "merged", "namespace", namespace, "patch", patch));
        assertThat(PodSpecs.containers(live(merged)))
                .extracting(one -> one.get("image"))
                .containsExactly(NGINX + "1.21", NGINX + "1.23");
        undo(done);
        assertThat(PodSpecs.containers(live(merged)))
                .extracting(one -> one.get("image"))
                .containsOnly(NGINX + "1.21");
    }

    @Test
    void deletesAndBringsBackWhatWasDeleted() {
        var web = deployment("deleted", 1);
        var before = live(web);
        create(object(
                "v1",
                "Service",
                "deleted",
                Map.of("spec", Map.of("selector", Map.of("app", "deleted"), "ports", List.of(Map.of("port", 80))))));
        var done = run("k8s_delete", Map.of("kind", "deployment", "name", "deleted", "namespace", namespace));
        assertThat(done.preview().warnings())
                .anyMatch(warning -> warning.contains("1 replicasets"))
                .anyMatch(warning -> warning.contains("1 pods"))
                .anyMatch(warning -> warning.contains("Service/deleted"));
        undo(done);
        assertThat(live(web).mapAt("spec")).isEqualTo(before.mapAt("spec"));
        assertThat(live(web).numberAt(0, "status", "availableReplicas")).isEqualTo(1);
    }

    @Test
    void comparesAManifestWithTheClusterAndWritesNothing() {
        var there = object("v1", "ConfigMap", "compared", Map.of("data", Map.of("level", "info", "kept", "yes")));
        create(there);
        var manifest = """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: compared}
                data: {level: debug}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: compared-anew}
                data: {level: info}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: compared-secret}
                stringData: {password: correct-horse-battery}
                """;
        var arguments = Map.<String, Object>of("manifest", manifest, "namespace", namespace, "force", true);
        var result = called("k8s_diff", arguments);
        assertThat(result.text())
                .contains("ConfigMap/compared in " + namespace + ": changed: data.level info -> debug")
                .contains("ConfigMap/compared-anew in " + namespace + ": created")
                .doesNotContain("data.kept");
        assertThat(result.structured())
                .containsEntry("created", 2L)
                .containsEntry("changed", 1L)
                .containsEntry("unchanged", 0L);
        var json = new LinkedHashMap<>(arguments);
        json.put("output", "json");
        assertThat(called("k8s_diff", json).structured().toString())
                .contains("data.level", "compared-secret")
                .doesNotContain("correct-horse-battery", "Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5");
        assertThat(live(new ObjectRef(kubernetes.type("cm", null), namespace, "compared"))
                        .at("data", "level"))
                .isEqualTo("info");
        assertThat(kubernetes.find(new ObjectRef(kubernetes.type("cm", null), namespace, "compared-anew")))
                .isEmpty();
    }

    @Test
    void aComparisonNamesTheOwnerAndTheFieldsThatAnApplyWouldDrop() {
        var owned = new LinkedHashMap<>(
                deployment("diff-owned", 0, List.of(container("web", "1.21"))).content());
        owned.put(
                "metadata",
                Map.of(
                        "name",
                        "diff-owned",
                        "namespace",
                        namespace,
                        "labels",
                        Map.of("app.kubernetes.io/managed-by", "Helm"),
                        "annotations",
                        Map.of("meta.helm.sh/release-name", "shop")));
        kubernetes.apply(
                kubernetes.type("deployments", null),
                new KubernetesObject(owned),
                true,
                new WriteOptions(false, "devops-copilot"));
        var manifest = TreeDifference.copy(owned);
        var bare = new LinkedHashMap<>(container("web", "1.21"));
        bare.remove("readinessProbe");
        TreeDifference.mapAt(manifest, "spec", "template", "spec").put("containers", List.of(bare));
        var text = called("k8s_diff", Map.of("manifest", manifest, "namespace", namespace))
                .text();
        assertThat(text)
                .contains("managed by helm shop")
                .contains("it would lose spec.template.spec.containers[web].readinessProbe");
    }

    @Test
    void aComparisonThatIsForbiddenSaysThatADryRunNeedsTheRightToWrite() {
        var narrow = new ClientJavaKubernetes(
                new ClusterAccess.Text(narrowKubeconfig("reader", "get"), "reader"),
                Duration.ofSeconds(30),
                null,
                Clock.systemUTC());
        var clock = Clock.systemUTC();
        var diff = new DiffTool(
                new WriteCluster(narrow, new ObjectOwners(narrow), new Readiness(narrow, clock)),
                new Redactor(InstallationKey.random()));
        var manifest = deployment("not-to-be-tried", 1, List.of(container("web", "1.21")))
                .content();
        var arguments = ToolArguments.of(diff.spec(), Map.of("manifest", manifest));
        assertThatThrownBy(() -> diff.call(new ToolCall(arguments, OPERATOR, CallContext.none())))
                .isInstanceOfSatisfying(
                        ToolFailed.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN))
                .hasMessageContaining("dry run")
                .hasMessageContaining("stores nothing")
                .satisfies(e -> assertThat(((ToolFailed) e).remedy()).contains("--verb=patch"));
    }

    @Test
    void theFirstWarningsOfADeletionAreTheObjectsThatGoWithIt() {
        deployment("parent", 1);
        var service = object(
                "v1",
                "Service",
                "parent",
                Map.of("spec", Map.of("selector", Map.of("app", "parent"), "ports", List.of(Map.of("port", 80)))));
        create(service);
        var preview = plan("k8s_delete", Map.of("kind", "deployment", "name", "parent", "namespace", namespace))
                .preview();
        assertThat(preview.warnings())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .matches("with Deployment/parent go 1 replicasets: ReplicaSet/parent-.+"),
                        line -> assertThat(line).matches("with Deployment/parent go 1 pods: Pod/parent-.+"),
                        line -> assertThat(line).isEqualTo("Deployment/parent: still used by Service/parent"));
    }

    @Test
    void deletesByLabelsAndRefusesASelectorThatFindsNothing() {
        for (var name : List.of("one", "two", "three")) {
            var content = TreeDifference.copy(
                    object("v1", "ConfigMap", "batch-" + name, Map.of()).content());
            TreeDifference.mapAt(content, "metadata", "labels").put("batch", "yes");
            create(new KubernetesObject(content));
        }
        var done = run("k8s_delete", Map.of("kind", "cm", "labelSelector", "batch=yes", "namespace", namespace));
        assertThat(done.preview().changes()).hasSize(3);
        undo(done);
        assertThat(kubernetes
                        .list(Kubernetes.ListQuery.selected(
                                kubernetes.type("configmaps", null), namespace, "batch=yes"))
                        .items())
                .hasSize(3);
        refused(
                "k8s_delete",
                Map.of("kind", "cm", "labelSelector", "batch=no", "namespace", namespace),
                ErrorCode.NOT_FOUND);
        refused(
                "k8s_delete",
                Map.of("kind", "cm", "labelSelector", " ", "namespace", namespace),
                ErrorCode.INVALID_ARGUMENT);
    }

    @Test
    void aPodOfAControllerIsNotBroughtBackTwice() {
        var web = deployment("podded", 1);
        var pod = kubernetes
                .list(Kubernetes.ListQuery.selected(kubernetes.type("pods", null), namespace, "app=podded"))
                .items()
                .getFirst();
        var preview = plan("k8s_delete", Map.of("kind", "pod", "name", pod.name(), "namespace", namespace))
                .preview();
        assertThat(preview.inverse()).isNull();
        assertThat(preview.owner()).isNotNull();
        assertThat(preview.warnings()).anyMatch(warning -> warning.contains("makes a new one"));
        assertThat(live(web).at("spec", "replicas")).isEqualTo(1L);
    }

    @Test
    void namesTheAutoscalerOfAWorkloadWhoseCountIsToChange() {
        deployment("automatic", 1);
        create(object(
                kubernetes.type("horizontalpodautoscalers", null).apiVersion(),
                "HorizontalPodAutoscaler",
                "automatic",
                Map.of(
                        "spec",
                        Map.of(
                                "maxReplicas",
                                5,
                                "scaleTargetRef",
                                Map.of("apiVersion", "apps/v1", "kind", "Deployment", "name", "automatic")))));
        var preview = plan("k8s_scale", Map.of("name", "automatic", "namespace", namespace, "replicas", 4))
                .preview();
        assertThat(preview.owner()).isEqualTo(new Owner("hpa", "automatic"));
        assertThat(preview.warnings()).anyMatch(warning -> warning.contains("between 1 and 5"));
    }

    @Test
    void namesTheReleaseOrTheApplicationThatManagesAnObject() {
        var helm = TreeDifference.copy(
                object("v1", "ConfigMap", "charted", Map.of()).content());
        TreeDifference.mapAt(helm, "metadata", "labels").put("app.kubernetes.io/managed-by", "Helm");
        TreeDifference.mapAt(helm, "metadata", "annotations").put("meta.helm.sh/release-name", "shop");
        create(new KubernetesObject(helm));
        var argo = TreeDifference.copy(
                object("v1", "ConfigMap", "synced", Map.of()).content());
        TreeDifference.mapAt(argo, "metadata", "annotations")
                .put("argocd.argoproj.io/tracking-id", "store:/ConfigMap:shop/synced");
        create(new KubernetesObject(argo));
        var patch = Map.of("data", Map.of("a", "1"));
        assertThat(plan("k8s_patch", Map.of("kind", "cm", "name", "charted", "namespace", namespace, "patch", patch))
                        .preview()
                        .owner())
                .isEqualTo(new Owner("helm", "shop"));
        assertThat(plan("k8s_patch", Map.of("kind", "cm", "name", "synced", "namespace", namespace, "patch", patch))
                        .preview()
                        .owner())
                .isEqualTo(new Owner("argocd", "store"));
    }

    @Test
    void neverSaysTheValuesOfASecret() {
        create(object("v1", "Secret", "login", Map.of("stringData", Map.of("password", "correct-horse"))));
        var preview = plan(
                        "k8s_patch",
                        Map.of(
                                "kind",
                                "secret",
                                "name",
                                "login",
                                "namespace",
                                namespace,
                                "patch",
                                Map.of("stringData", Map.of("password", "battery-staple"))))
                .preview();
        assertThat(preview.warnings()).noneMatch(warning -> warning.contains("horse") || warning.contains("staple"));
        var inverse = Objects.requireNonNull(preview.inverse());
        var shown = JsonText.text(new Redactor(InstallationKey.random()).object(inverse.arguments()));
        assertThat(shown)
                .doesNotContain("Y29ycmVjdC1ob3JzZQ==", "YmF0dGVyeS1zdGFwbGU=")
                .contains("password");
    }

    @Test
    void waitsForWhatIsThereAndSaysWhatIsMissing() {
        deployment("awaited", 1);
        assertThat(wait(Map.of("kind", "deploy", "name", "awaited", "for", "available")))
                .containsEntry("done", true);
        assertThat(wait(Map.of("kind", "pod", "labelSelector", "app=awaited", "for", "condition=Ready")))
                .containsEntry("done", true);
        assertThat(wait(Map.of("kind", "deploy", "name", "awaited", "for", "object.spec.replicas == 1")))
                .containsEntry("done", true);
        assertThat(wait(Map.of("kind", "deploy", "name", "gone", "for", "deleted")))
                .containsEntry("done", true);
        assertThatThrownBy(() -> wait(Map.of(
                        "kind", "deploy", "name", "awaited", "for", "condition=Progressing=False", "timeout", 1)))
                .isInstanceOfSatisfying(
                        ToolFailed.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT))
                .hasMessageContaining("condition Progressing is True");
        assertThatThrownBy(() -> wait(Map.of("kind", "deploy", "name", "awaitd", "for", "available")))
                .isInstanceOfSatisfying(
                        ToolFailed.class, e -> assertThat(e.remedy()).contains("awaited"));
        assertThatThrownBy(() -> wait(Map.of("kind", "deploy", "name", "awaited", "for", "object.spec.(")))
                .hasMessageContaining("argument 'for'");
    }

    @Test
    void waitingFindsOutNothingAboutASecret() {
        create(object("v1", "Secret", "hidden", Map.of("stringData", Map.of("word", "correct-horse-battery"))));
        assertThat(wait(Map.of("kind", "secret", "name", "hidden", "for", "has(object.data.word)")))
                .containsEntry("done", true);
        assertThatThrownBy(() -> wait(Map.of(
                        "kind",
                        "secret",
                        "name",
                        "hidden",
                        "for",
                        "object.data.word.startsWith('Y29y')",
                        "timeout",
                        1)))
                .isInstanceOfSatisfying(
                        ToolFailed.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT));
    }

    private Map<String, Object> wait(Map<String, Object> arguments) {
        var given = new HashMap<>(arguments);
        given.put("namespace", namespace);
        return call("k8s_wait", given);
    }

    @Test
    void tellsTheStatusAndTheHistoryOfARollout() {
        deployment("told", 1);
        run("k8s_set_image", Map.of("name", "told", "namespace", namespace, "image", NGINX + "1.22"));
        var status = call("k8s_rollout", Map.of("action", "history", "name", "told", "namespace", namespace));
        assertThat(status).containsEntry("done", true);
        assertThat((List<?>) status.get("revisions")).hasSize(2);
        assertThat(call("k8s_rollout_status", Map.of("name", "told", "namespace", namespace)))
                .containsEntry("missing", List.of());
    }

    private Map<String, Object> call(String name, Map<String, Object> arguments) {
        return called(name, arguments).structured();
    }

    private ToolResult.Success called(String name, Map<String, Object> arguments) {
        var tool = callable.stream()
                .filter(one -> one.spec().name().equals(name))
                .findFirst()
                .orElseThrow();
        var result = tool.call(new ToolCall(ToolArguments.of(tool.spec(), arguments), OPERATOR, CallContext.none()));
        assertThat(result).isInstanceOf(ToolResult.Success.class);
        return (ToolResult.Success) result;
    }

    @Test
    void saysWhichRightIsMissingAndHowToGrantIt() {
        var narrow = new ClientJavaKubernetes(
                new ClusterAccess.Text(narrowKubeconfig("narrow", "get", "patch"), "narrow"),
                Duration.ofSeconds(30),
                null,
                Clock.systemUTC());
        deployment("guarded", 0);
        var scale = new ScaleTool(
                new WriteCluster(narrow, new ObjectOwners(narrow), new Readiness(narrow, Clock.systemUTC())));
        for (var expected : List.of(
                Map.entry(namespace, List.of("patch", "deployments.apps/scale")),
                Map.entry("default", List.of("get", "deployments")))) {
            var arguments =
                    Map.of("kind", "deployment", "name", "guarded", "namespace", expected.getKey(), "replicas", 2);
            assertThatThrownBy(() -> scale.plan(ToolArguments.of(scale.spec(), arguments), OPERATOR)
                            .preview())
                    .isInstanceOfSatisfying(ToolFailed.class, e -> {
                        assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.FORBIDDEN);
                        assertThat(e.remedy())
                                .contains("kubectl -n " + expected.getKey() + " create role")
                                .contains("--verb=" + expected.getValue().getFirst())
                                .contains("--resource=" + expected.getValue().getLast());
                    });
        }
    }

    /** Of a service account that may do this with deployments in one namespace, and nothing else. */
    private String narrowKubeconfig(String name, String... verbs) {
        create(object("v1", "ServiceAccount", name, Map.of()));
        var rule = Map.of("apiGroups", List.of("apps"), "resources", List.of("deployments"), "verbs", List.of(verbs));
        create(object("rbac.authorization.k8s.io/v1", "Role", name, Map.of("rules", List.of(rule))));
        create(object(
                "rbac.authorization.k8s.io/v1",
                "RoleBinding",
                name,
                Map.of(
                        "roleRef",
                        Map.of("apiGroup", "rbac.authorization.k8s.io", "kind", "Role", "name", name),
                        "subjects",
                        List.of(Map.of("kind", "ServiceAccount", "name", name, "namespace", namespace)))));
        var request = new ResourceType(
                "v1", "TokenRequest", "serviceaccounts/" + name + "/token", "", List.of(), true, Set.of(), Set.of());
        var answer = kubernetes.create(
                request, object("authentication.k8s.io/v1", "TokenRequest", name, Map.of("spec", Map.of())), WRITE);
        var config = TreeDifference.copy(TreeDifference.map(YamlManifests.value(kubeconfig(), "kubeconfig")));
        for (var user : new KubernetesObject(config).objectsAt("users")) {
            user.put("user", Map.of("token", answer.textAt("", "status", "token")));
        }
        return JsonText.text(config);
    }

    private Done apply(String manifest) {
        return run("k8s_apply", Map.of("manifest", manifest, "namespace", namespace));
    }

    /** A change that was made and has arrived. */
    record Done(WritePreview preview, List<TargetRef> written) {}

    private Done run(String tool, Map<String, Object> arguments) {
        var plan = plan(tool, arguments);
        var preview = plan.preview();
        var written = plan.execute(preview);
        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            plan.followUp(preview);
            assertThat(plan.look(preview, written).missing()).isEmpty();
        });
        return new Done(preview, written);
    }

    private void settled(String tool, Map<String, Object> arguments) {
        var plan = plan(tool, arguments);
        var target = plan.preview().changes().getFirst().target();
        var ref = new ObjectRef(kubernetes.type(target.kind(), target.apiVersion()), target.namespace(), target.name());
        var readiness = new Readiness(kubernetes, Clock.systemUTC());
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(readiness.missing(live(ref))).isEmpty());
    }

    private void undo(Done done) {
        Inverse inverse = Objects.requireNonNull(done.preview().inverse());
        run(inverse.tool(), inverse.arguments());
    }

    private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refused(
            String tool, Map<String, Object> arguments, ErrorCode code) {
        return assertThatThrownBy(() -> plan(tool, arguments).preview())
                .isInstanceOfSatisfying(
                        ToolFailed.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
    }

    private PlannedWrite plan(String tool, Map<String, Object> arguments) {
        return plan(tool, arguments, OPERATOR);
    }

    private PlannedWrite plan(String name, Map<String, Object> arguments, Caller caller) {
        var tool = Objects.requireNonNull(tools.get(name), name);
        return tool.plan(ToolArguments.of(tool.spec(), arguments), caller);
    }

    private ObjectRef deployment(String name, int replicas) {
        create(deployment(name, replicas, List.of(container("web", "1.21"))));
        settled("k8s_scale", Map.of("name", name, "namespace", namespace, "replicas", replicas));
        return new ObjectRef(kubernetes.type("deployments", null), namespace, name);
    }

    private KubernetesObject deployment(String name, int replicas, List<Map<String, Object>> containers) {
        return workload("Deployment", name, replicas, containers);
    }

    private KubernetesObject workload(String kind, String name, int replicas, List<Map<String, Object>> containers) {
        var labels = Map.of("app", name);
        var spec = new LinkedHashMap<String, Object>();
        spec.put("replicas", replicas);
        spec.put("selector", Map.of("matchLabels", labels));
        if (kind.equals("StatefulSet")) {
            spec.put("serviceName", name);
        }
        spec.put(
                "template",
                Map.of(
                        "metadata",
                        Map.of("labels", labels),
                        "spec",
                        Map.of("terminationGracePeriodSeconds", 1, "containers", containers)));
        return object("apps/v1", kind, name, Map.of("spec", spec));
    }

    private static Map<String, Object> container(String name, String version) {
        return Map.of(
                "name",
                name,
                "image",
                NGINX + version,
                "readinessProbe",
                Map.of("periodSeconds", 1, "httpGet", Map.of("path", "/healthz", "port", 80)));
    }

    private void create(KubernetesObject object) {
        kubernetes.create(kubernetes.type(object.kind(), object.apiVersion()), object, WRITE);
    }

    private KubernetesObject object(String apiVersion, String kind, String name, Map<String, Object> rest) {
        var content = new LinkedHashMap<String, Object>();
        content.put("apiVersion", apiVersion);
        content.put("kind", kind);
        content.put("metadata", Map.of("name", name, "namespace", namespace));
        content.putAll(rest);
        return new KubernetesObject(content);
    }

    private KubernetesObject live(ObjectRef ref) {
        return kubernetes.get(ref);
    }

    private String image(ObjectRef ref) {
        return String.valueOf(PodSpecs.containers(live(ref)).getFirst().get("image"));
    }
}
