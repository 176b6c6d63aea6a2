package io.lexiops.server.change;

import io.lexiops.server.tool.ToolResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.lexiops.server.change.ChangeFixture.REVIEWER;
import static io.lexiops.server.change.ChangeFixture.ROUTER;
import static io.lexiops.server.change.ChangeFixture.id;
import static io.lexiops.server.change.ChangeFixture.outcome;
import static io.lexiops.server.change.ChangePipelineTests.failure;
import static org.assertj.core.api.Assertions.assertThat;

/** For every tool that writes: what is wanted of the objects is as before when it is undone, and as after when that is. */
class UndoOfEveryWriteTests extends SandboxServer {

    private static final Pattern UID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final String PERSON = "user:alice";

    /** @param objects those that it changes, as {@code Kind/name} */
    record Write(String name, String before, String tool, Map<String, Object> arguments, List<String> objects) {

        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    void aNamespace() {
        apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: undo}\n");
    }

    static Stream<Write> writes() {
        var json = List.of(Map.of("op", "replace", "path", "/data/value", "value", "new"));
        var containers = List.of(Map.of("name", "web", "env", List.of(Map.of("name", "LEVEL", "value", "debug"))));
        return Stream.of(
                write("apply that makes", "", "k8s_apply", Map.of("manifest", map("made", "new")), "ConfigMap/made"),
                write(
                        "apply that changes",
                        map("applied", "old"),
                        "k8s_apply",
                        Map.of("manifest", map("applied", "new")),
                        "ConfigMap/applied"),
                write(
                        "apply of several",
                        map("one", "old"),
                        "k8s_apply",
                        Map.of("manifest", map("one", "new") + "---\n" + map("two", "new")),
                        "ConfigMap/one",
                        "ConfigMap/two"),
                write(
                        "atomic apply",
                        map("three", "old"),
                        "k8s_apply",
                        Map.of("manifest", map("three", "new") + "---\n" + map("four", "new"), "atomic", true),
                        "ConfigMap/three",
                        "ConfigMap/four"),
                write(
                        "merge patch",
                        map("merged", "old"),
                        "k8s_patch",
                        named(
                                "ConfigMap",
                                "merged",
                                Map.of("patch", Map.of("data", Map.of("value", "new", "more", "1")))),
                        "ConfigMap/merged"),
                write(
                        "json patch",
                        map("jsoned", "old"),
                        "k8s_patch",
                        named("ConfigMap", "jsoned", Map.of("type", "json", "patch", json)),
                        "ConfigMap/jsoned"),
                write(
                        "strategic patch",
                        workload("Deployment", "strategic", 1),
                        "k8s_patch",
                        named(
                                "Deployment",
                                "strategic",
                                Map.of(
                                        "type",
                                        "strategic",
                                        "patch",
                                        Map.of(
                                                "spec",
                                                Map.of("template", Map.of("spec", Map.of("containers", containers)))))),
                        "Deployment/strategic"),
                write(
                        "scale",
                        workload("Deployment", "scaled", 1),
                        "k8s_scale",
                        Map.of("name", "scaled", "namespace", "undo", "replicas", 2L),
                        "Deployment/scaled"),
                write(
                        "image",
                        workload("Deployment", "imaged", 1),
                        "k8s_set_image",
                        Map.of("name", "imaged", "namespace", "undo", "image", "registry.test/nginx:1.22"),
                        "Deployment/imaged"),
                write(
                        "image of a stateful set",
                        workload("StatefulSet", "ordered", 1),
                        "k8s_set_image",
                        Map.of("name", "sts/ordered", "namespace", "undo", "image", "registry.test/nginx:1.22"),
                        "StatefulSet/ordered"),
                rollout("restart", workload("Deployment", "rollout-restart", 1)),
                rollout("pause", workload("Deployment", "rollout-pause", 1)),
                delete("ConfigMap", map("gone", "old"), "gone"),
                delete(
                        "Secret",
                        "apiVersion: v1\nkind: Secret\nmetadata: {name: hidden, namespace: undo}\nstringData: {a: b}\n",
                        "hidden"),
                delete("Service", """
                        apiVersion: v1
                        kind: Service
                        metadata: {name: front, namespace: undo}
                        spec: {ports: [{port: 80}]}
                        """, "front"),
                delete("Deployment", workload("Deployment", "parent", 2), "parent"),
                delete("StatefulSet", workload("StatefulSet", "stateful", 1), "stateful"),
                delete(
                        "DaemonSet",
                        workload("DaemonSet", "everywhere", 1).replace("  replicas: 1\n", ""),
                        "everywhere"),
                delete("Pod", pod("bare"), "bare"),
                delete("Job", """
                        apiVersion: batch/v1
                        kind: Job
                        metadata: {name: once, namespace: undo}
                        spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: 'registry.test/nginx:1.21'}]}}}
                        """, "once"),
                delete("Role", """
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: Role
                        metadata: {name: reader, namespace: undo}
                        rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]
                        """, "reader"),
                write(
                        "delete by labels",
                        labelled("l-one") + "---\n" + labelled("l-two"),
                        "k8s_delete",
                        Map.of("kind", "ConfigMap", "labelSelector", "batch=yes", "namespace", "undo"),
                        "ConfigMap/l-one",
                        "ConfigMap/l-two"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("writes")
    void isTakenBackOnceAndMadeAgainByUndoingThat(Write write) {
        if (!write.before().isEmpty()) {
            apply(write.before());
        }
        var before = states(write);
        var change = granted(write.tool(), write.arguments(), PERSON);
        assertThat(outcome(change)).as("%s", change).isEqualTo("CONVERGED");
        var after = states(write);
        assertThat(after).isNotEqualTo(before);

        var undone = granted("change_undo", Map.of("id", id(change)), PERSON);
        assertThat(outcome(undone)).as("%s", undone).isEqualTo("CONVERGED");
        assertThat(states(write)).isEqualTo(before);

        var twice = call("change_undo", Map.of("id", id(change), "dryRun", true), REVIEWER, null);
        assertThat(failure(twice).message()).contains("was undone already by " + id(undone));

        var again = granted("change_undo", Map.of("id", id(undone)), PERSON);
        assertThat(outcome(again)).as("%s", again).isEqualTo("CONVERGED");
        assertThat(states(write)).isEqualTo(after);
    }

    static Stream<Write> movable() {
        return Stream.of(
                write(
                        "apply",
                        map("m-applied", "old"),
                        "k8s_apply",
                        Map.of("manifest", map("m-applied", "new")),
                        "ConfigMap/m-applied"),
                write(
                        "scale",
                        workload("Deployment", "m-scaled", 1),
                        "k8s_scale",
                        Map.of("name", "m-scaled", "namespace", "undo", "replicas", 2L),
                        "Deployment/m-scaled"),
                write(
                        "image",
                        workload("Deployment", "m-imaged", 1),
                        "k8s_set_image",
                        Map.of("name", "m-imaged", "namespace", "undo", "image", "registry.test/nginx:1.22"),
                        "Deployment/m-imaged"),
                rollout("restart", workload("Deployment", "rollout-restart", 1).replace("rollout", "m-rollout")),
                delete("ConfigMap", map("m-gone", "old"), "m-gone"),
                delete("Pod", pod("m-bare"), "m-bare"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("movable")
    void isNotTakenBackWhenSomebodyElseHasMovedTheObject(Write write) {
        apply(write.before());
        var change = granted(write.tool(), write.arguments(), PERSON);
        assertThat(outcome(change)).as("%s", change).isEqualTo("CONVERGED");
        var object = write.objects().getFirst().split("/");
        var label = Map.of("metadata", Map.of("labels", Map.of("moved", "yes")));
        var later = object(object[0], object[1]) == null
                ? apply(write.before())
                : granted("k8s_patch", named(object[0], object[1], Map.of("patch", label)), PERSON);
        assertThat(outcome(later)).as("%s", later).isEqualTo("CONVERGED");
        var refused = call("change_undo", Map.of("id", id(change), "dryRun", true), REVIEWER, null);
        assertThat(failure(refused).message())
                .contains("has moved on since change " + id(change), "change " + id(later), ROUTER.name());
    }

    @Test
    void aRolloutThatGoesOnIsPausedAgain() {
        apply(workload("Deployment", "resumed", 1));
        var resume = rollout("resume", workload("Deployment", "resumed", 1));
        var pause = new LinkedHashMap<>(resume.arguments());
        pause.put("action", "pause");
        granted("k8s_rollout", pause, PERSON);
        isTakenBackOnceAndMadeAgainByUndoingThat(
                new Write("resume", "", resume.tool(), resume.arguments(), resume.objects()));
    }

    @Test
    void aRolloutThatWentBackGoesForthAgain() {
        apply(workload("Deployment", "back", 1));
        granted(
                "k8s_set_image",
                Map.of("name", "back", "namespace", "undo", "image", "registry.test/nginx:1.22"),
                PERSON);
        isTakenBackOnceAndMadeAgainByUndoingThat(write(
                "rollout undo",
                "",
                "k8s_rollout",
                Map.of("action", "undo", "name", "deploy/back", "namespace", "undo"),
                "Deployment/back"));
    }

    private ToolResult apply(String manifest) {
        var made = granted("k8s_apply", Map.of("manifest", manifest, "force", true), PERSON);
        assertThat(made).as("%s", made).isInstanceOf(ToolResult.Success.class);
        return made;
    }

    /** What is wanted of each object; null of one that is not there. */
    private List<@Nullable Map<String, Object>> states(Write write) {
        var states = new ArrayList<@Nullable Map<String, Object>>();
        for (var object : write.objects()) {
            var parts = object.split("/");
            var found = object(parts[0], parts[1]);
            // A job that is made again has another uid, and notes it in its selector.
            states.add(
                    found == null
                            ? null
                            : Json.object(UID.matcher(Json.text(WantedState.of(found)))
                                    .replaceAll("uid")));
        }
        return states;
    }

    private @Nullable Map<String, Object> object(String kind, String name) {
        var found = call(
                "k8s_get", Map.of("kind", kind, "name", name, "namespace", "undo", "output", "json"), ROUTER, null);
        return found instanceof ToolResult.Success
                ? Json.part(found.structured().get("object"))
                : null;
    }

    private static Write write(
            String name, String before, String tool, Map<String, Object> arguments, String... objects) {
        return new Write(name, before, tool, arguments, List.of(objects));
    }

    private static Write rollout(String action, String before) {
        var name = before.replaceAll("(?s).*metadata: \\{name: ([a-z-]+),.*", "$1");
        return write(
                "rollout " + action,
                before,
                "k8s_rollout",
                Map.of("action", action, "name", "deploy/" + name, "namespace", "undo"),
                "Deployment/" + name);
    }

    private static Write delete(String kind, String before, String name) {
        return write("delete " + kind, before, "k8s_delete", named(kind, name, Map.of()), kind + "/" + name);
    }

    private static Map<String, Object> named(String kind, String name, Map<String, Object> more) {
        var arguments = new LinkedHashMap<String, Object>(more);
        arguments.put("kind", kind);
        arguments.put("name", name);
        arguments.put("namespace", "undo");
        return arguments;
    }

    private static String map(String name, String value) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s, namespace: undo}\ndata: {value: %s}\n"
                .formatted(name, value);
    }

    private static String labelled(String name) {
        return map(name, "old").replace("namespace: undo", "namespace: undo, labels: {batch: 'yes'}");
    }

    private static String pod(String name) {
        return "apiVersion: v1\nkind: Pod\nmetadata: {name: %s, namespace: undo, labels: {app: bare}}\n".formatted(name)
                + "spec: {containers: [{name: web, image: 'registry.test/nginx:1.21'}]}\n";
    }

    private static String workload(String kind, String name, int replicas) {
        return """
                apiVersion: apps/v1
                kind: %s
                metadata: {name: %s, namespace: undo}
                spec:
                  replicas: %d
                  selector: {matchLabels: {app: %2$s}}
                  template:
                    metadata: {labels: {app: %2$s}}
                    spec: {terminationGracePeriodSeconds: 1, containers: [{name: web, image: 'registry.test/nginx:1.21'}]}
                """.formatted(kind, name, replicas);
    }
}
