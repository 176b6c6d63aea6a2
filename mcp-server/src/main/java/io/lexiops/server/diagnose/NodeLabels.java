package io.lexiops.server.diagnose;

import io.lexiops.server.diagnose.Unschedulable.WrongLabel;
import io.lexiops.server.kubernetes.KubernetesObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Labels that a pod template asks for and nothing has, with those that may be meant. */
final class NodeLabels {

    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";

    private final List<Map<String, Object>> present;

    /** Compares with these sets of labels: those of the nodes, or those of the pods. */
    NodeLabels(List<Map<String, Object>> present) {
        this.present = present;
    }

    /** Labels of the nodeSelector and of the required node affinity that no node has. */
    List<WrongLabel> wrong(KubernetesObject podSpec, String podPath) {
        var wrong = new ArrayList<WrongLabel>();
        var selector = podSpec.mapAt("nodeSelector");
        selector.forEach((key, value) -> {
            if (!has(key, String.valueOf(value))) {
                var parent = podPath + "/nodeSelector";
                wrong.add(label(
                        key, String.valueOf(value), Pointer.join(parent, key), parent, true, selector.size() == 1));
            }
        });
        var terms = podSpec.objectsAt("affinity", "nodeAffinity", REQUIRED, "nodeSelectorTerms");
        for (int i = 0; i < terms.size(); i++) {
            var expressions = new KubernetesObject(terms.get(i)).objectsAt("matchExpressions");
            for (int j = 0; j < expressions.size(); j++) {
                var where = podPath + "/affinity/nodeAffinity/" + REQUIRED + "/nodeSelectorTerms/" + i
                        + "/matchExpressions/" + j;
                boolean alone = terms.size() == 1 && expressions.size() == 1;
                wrongExpression(new KubernetesObject(expressions.get(j)), where, alone, wrong);
            }
        }
        return wrong;
    }

    private void wrongExpression(KubernetesObject expression, String where, boolean alone, List<WrongLabel> wrong) {
        var key = expression.textAt("", "key");
        if (!expression.textAt("", "operator").equals("In") || !(expression.at("values") instanceof List<?> values)) {
            return;
        }
        boolean none = values.stream().noneMatch(value -> has(key, String.valueOf(value)));
        if (!none || values.isEmpty()) {
            return;
        }
        var found = label(key, String.valueOf(values.getFirst()), where + "/values/0", where, false, alone);
        // In an expression the value stands beside its key: what is to be changed is one of the two.
        boolean sameKey = key.equals(found.nearKey());
        var path = sameKey || found.nearKey() == null ? where + "/values/0" : where + "/key";
        wrong.add(new WrongLabel(
                key,
                sameKey || found.nearKey() == null ? found.value() : key,
                path,
                where,
                found.keyKnown(),
                found.nearKey(),
                sameKey ? found.nearValue() : found.nearKey(),
                found.nearKey() == null ? null : path,
                false,
                alone));
    }

    /** Labels that a required pod affinity asks for and no pod has. */
    List<WrongLabel> wrongPodAffinity(KubernetesObject podSpec, String podPath) {
        var wrong = new ArrayList<WrongLabel>();
        var terms = podSpec.objectsAt("affinity", "podAffinity", REQUIRED);
        for (int i = 0; i < terms.size(); i++) {
            var parent = podPath + "/affinity/podAffinity/" + REQUIRED + "/" + i + "/labelSelector/matchLabels";
            var labels = new KubernetesObject(terms.get(i)).mapAt("labelSelector", "matchLabels");
            labels.forEach((key, value) -> {
                if (!has(key, String.valueOf(value))) {
                    wrong.add(label(
                            key, String.valueOf(value), Pointer.join(parent, key), parent, false, labels.size() == 1));
                }
            });
        }
        return wrong;
    }

    private boolean has(String key, String value) {
        return present.stream().anyMatch(labels -> value.equals(labels.get(key)));
    }

    private WrongLabel label(String key, String value, String path, String parent, boolean inSelector, boolean alone) {
        var values = values(key);
        var nearValue = near(value, values);
        if (nearValue != null) {
            return new WrongLabel(
                    key, value, path, parent, true, key, nearValue, Pointer.join(parent, key), inSelector, alone);
        }
        var other = present.stream()
                .flatMap(labels -> labels.entrySet().stream())
                .filter(entry -> !entry.getKey().equals(key)
                        && value.equals(entry.getValue())
                        && (Likely.likely(name(key), name(entry.getKey())) || Likely.likely(key, entry.getKey())))
                .min(Comparator.comparingInt(entry -> Likely.distance(entry.getKey(), key)));
        return new WrongLabel(
                key,
                value,
                path,
                parent,
                !values.isEmpty(),
                other.map(Map.Entry::getKey).orElse(null),
                other.map(entry -> String.valueOf(entry.getValue())).orElse(null),
                other.map(entry -> Pointer.join(parent, entry.getKey())).orElse(null),
                inSelector,
                alone);
    }

    private static String name(String key) {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    private List<String> values(String key) {
        return present.stream()
                .map(labels -> labels.get(key))
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .distinct()
                .toList();
    }

    private static @Nullable String near(String value, List<String> values) {
        var likely = Likely.meant(value, values);
        if (!likely.isEmpty()) {
            return likely.getFirst();
        }
        return values.size() == 1 ? values.getFirst() : null;
    }

    /** The taints that a pod does not tolerate, as the scheduler writes them. */
    static List<String> taints(List<KubernetesObject> nodes, KubernetesObject podSpec) {
        return nodes.stream()
                .flatMap(node -> node.objectsAt("spec", "taints").stream())
                .map(KubernetesObject::new)
                .filter(taint -> !taint.textAt("", "effect").equals("PreferNoSchedule"))
                .filter(taint -> podSpec.objectsAt("tolerations").stream()
                        .map(KubernetesObject::new)
                        .noneMatch(toleration -> tolerates(toleration, taint)))
                .map(taint -> "%s=%s:%s"
                        .formatted(taint.textAt("", "key"), taint.textAt("", "value"), taint.textAt("", "effect")))
                .distinct()
                .toList();
    }

    private static boolean tolerates(KubernetesObject toleration, KubernetesObject taint) {
        var effect = toleration.textAt("", "effect");
        var key = toleration.textAt("", "key");
        boolean exists = toleration.textAt("Equal", "operator").equals("Exists");
        return (effect.isEmpty() || effect.equals(taint.textAt("", "effect")))
                && (key.equals(taint.textAt("", "key")) || (key.isEmpty() && exists))
                && (exists || toleration.textAt("", "value").equals(taint.textAt("", "value")));
    }

    /** Tolerations that tolerate a taint of a node after a change of one field. */
    static List<Unschedulable.NearToleration> nearTolerations(
            List<KubernetesObject> nodes, KubernetesObject podSpec, String podPath) {
        var tolerations = podSpec.objectsAt("tolerations");
        var found = new ArrayList<Unschedulable.NearToleration>();
        var taints = nodes.stream()
                .flatMap(node -> node.objectsAt("spec", "taints").stream())
                .map(KubernetesObject::new)
                .filter(taint -> !taint.textAt("", "key").startsWith("node.kubernetes.io/"))
                .collect(Collectors.toCollection(ArrayList::new));
        for (int i = 0; i < tolerations.size(); i++) {
            var toleration = new KubernetesObject(tolerations.get(i));
            var path = podPath + "/tolerations/" + i;
            for (var taint : taints) {
                change(toleration, taint, path).ifPresent(found::add);
            }
        }
        return found;
    }

    private static Optional<Unschedulable.NearToleration> change(
            KubernetesObject toleration, KubernetesObject taint, String path) {
        return Stream.of("key", "value", "effect")
                .filter(field -> {
                    var before = toleration.textAt("", field);
                    var after = taint.textAt("", field);
                    boolean near = field.equals("effect") || Likely.likely(before, after);
                    var changed = new java.util.LinkedHashMap<>(toleration.content());
                    changed.put(field, after);
                    return !before.isEmpty()
                            && !before.equals(after)
                            && near
                            && tolerates(new KubernetesObject(changed), taint);
                })
                .findFirst()
                .map(field -> new Unschedulable.NearToleration(
                        path + "/" + field, field, toleration.textAt("", field), taint.textAt("", field)));
    }
}
