package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The resources that every cluster serves. */
final class BuiltInTypes {

    private final List<ResourceType> types = new ArrayList<>();

    private BuiltInTypes() {}

    static List<ResourceType> all() {
        var built = new BuiltInTypes();
        built.core();
        built.workloads();
        built.others();
        return List.copyOf(built.types);
    }

    private void core() {
        add("", "v1", "Namespace", "namespaces", false, "ns", "", "status,finalize");
        add("", "v1", "Pod", "pods", true, "po", "all", "status,log,eviction,exec,binding");
        add("", "v1", "Service", "services", true, "svc", "all", "status");
        add("", "v1", "Endpoints", "endpoints", true, "ep", "", "");
        add("", "v1", "ConfigMap", "configmaps", true, "cm", "", "");
        add("", "v1", "Secret", "secrets", true, "", "", "");
        add("", "v1", "ServiceAccount", "serviceaccounts", true, "sa", "", "token");
        add("", "v1", "Event", "events", true, "ev", "", "");
        add("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", true, "pvc", "", "status");
        add("", "v1", "PersistentVolume", "persistentvolumes", false, "pv", "", "status");
        add("", "v1", "Node", "nodes", false, "no", "", "status");
        add("", "v1", "ResourceQuota", "resourcequotas", true, "quota", "", "status");
        add("", "v1", "LimitRange", "limitranges", true, "limits", "", "");
        add("", "v1", "PodTemplate", "podtemplates", true, "", "", "");
        add("", "v1", "ReplicationController", "replicationcontrollers", true, "rc", "all", "status,scale");
    }

    private void workloads() {
        add("apps", "v1", "Deployment", "deployments", true, "deploy", "all", "status,scale");
        add("apps", "v1", "ReplicaSet", "replicasets", true, "rs", "all", "status,scale");
        add("apps", "v1", "StatefulSet", "statefulsets", true, "sts", "all", "status,scale");
        add("apps", "v1", "DaemonSet", "daemonsets", true, "ds", "all", "status");
        add("apps", "v1", "ControllerRevision", "controllerrevisions", true, "", "", "");
        add("batch", "v1", "Job", "jobs", true, "", "all", "status");
        add("batch", "v1", "CronJob", "cronjobs", true, "cj", "all", "status");
        add("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", true, "hpa", "all", "status");
        // The first version is the one that is stored.
        add("autoscaling", "v1", "HorizontalPodAutoscaler", "horizontalpodautoscalers", true, "hpa", "all", "status");
        add("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", true, "pdb", "", "status");
    }

    private void others() {
        add("networking.k8s.io", "v1", "Ingress", "ingresses", true, "ing", "", "status");
        add("networking.k8s.io", "v1", "IngressClass", "ingressclasses", false, "", "", "");
        add("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", true, "netpol", "", "");
        var rbac = "rbac.authorization.k8s.io";
        add(rbac, "v1", "Role", "roles", true, "", "", "");
        add(rbac, "v1", "RoleBinding", "rolebindings", true, "", "", "");
        add(rbac, "v1", "ClusterRole", "clusterroles", false, "", "", "");
        add(rbac, "v1", "ClusterRoleBinding", "clusterrolebindings", false, "", "", "");
        add("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", true, "", "", "");
        add("coordination.k8s.io", "v1", "Lease", "leases", true, "", "", "");
        add("storage.k8s.io", "v1", "StorageClass", "storageclasses", false, "sc", "", "");
        add("scheduling.k8s.io", "v1", "PriorityClass", "priorityclasses", false, "pc", "", "");
        var crd = "apiextensions.k8s.io";
        add(
                crd,
                "v1",
                "CustomResourceDefinition",
                "customresourcedefinitions",
                false,
                "crd,crds",
                "api-extensions",
                "status");
        var admission = "admissionregistration.k8s.io";
        add(
                admission,
                "v1",
                "MutatingWebhookConfiguration",
                "mutatingwebhookconfigurations",
                false,
                "",
                "api-extensions",
                "");
        add(
                admission,
                "v1",
                "ValidatingWebhookConfiguration",
                "validatingwebhookconfigurations",
                false,
                "",
                "api-extensions",
                "");
        only(Metrics.GROUP, "v1beta1", "PodMetrics", "pods", true, Set.of("get", "list"));
        only(Metrics.GROUP, "v1beta1", "NodeMetrics", "nodes", false, Set.of("get", "list"));
        review("authentication.k8s.io", "TokenReview", "tokenreviews", false);
        review("authorization.k8s.io", "SelfSubjectAccessReview", "selfsubjectaccessreviews", false);
        review("authorization.k8s.io", "SelfSubjectRulesReview", "selfsubjectrulesreviews", false);
        review("authorization.k8s.io", "SubjectAccessReview", "subjectaccessreviews", false);
        review("authorization.k8s.io", "LocalSubjectAccessReview", "localsubjectaccessreviews", true);
    }

    private void add(
            String group,
            String version,
            String kind,
            String plural,
            boolean namespaced,
            String shortNames,
            String categories,
            String subresources) {
        types.add(new ResourceType(
                group,
                version,
                kind,
                plural,
                kind.toLowerCase(Locale.ROOT),
                words(shortNames),
                words(categories),
                namespaced,
                ResourceType.ALL_VERBS,
                Set.copyOf(words(subresources)),
                model(version, kind),
                List.of()));
    }

    private void review(String group, String kind, String plural, boolean namespaced) {
        only(group, "v1", kind, plural, namespaced, Set.of("create"));
    }

    /** Of a kind that is never stored. */
    private void only(String group, String version, String kind, String plural, boolean namespaced, Set<String> verbs) {
        types.add(new ResourceType(
                group,
                version,
                kind,
                plural,
                kind.toLowerCase(Locale.ROOT),
                List.of(),
                List.of(),
                namespaced,
                verbs,
                Set.of(),
                model(version, kind),
                List.of()));
    }

    private static String model(String version, String kind) {
        return kind.equals("Event") ? "CoreV1Event" : version.toUpperCase(Locale.ROOT) + kind;
    }

    private static List<String> words(String commaSeparated) {
        return commaSeparated.isEmpty() ? List.of() : Arrays.asList(commaSeparated.split(","));
    }
}
