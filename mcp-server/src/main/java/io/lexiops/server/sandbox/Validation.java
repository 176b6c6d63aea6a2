package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Refuses what makes no sense, in the words of the API server. */
final class Validation implements Admission {

    private static final String SUBDOMAIN =
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.',"
                    + " and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is"
                    + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    private static final String LABEL =
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start"
                    + " and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is"
                    + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
    private static final String OLD_LABEL =
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic"
                    + " character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is"
                    + " '[a-z]([-a-z0-9]*[a-z0-9])?')";
    private static final String LABEL_VALUE =
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start"
                    + " and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is"
                    + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
    private static final Pattern SUBDOMAIN_FORM =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern LABEL_FORM = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern OLD_LABEL_FORM = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern LABEL_VALUE_FORM = Pattern.compile("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?");
    private static final Pattern CONFIG_KEY = Pattern.compile("[-._a-zA-Z0-9]{1,253}");
    private static final Set<String> WITH_TEMPLATE =
            Set.of("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job");

    @Override
    public void admit(WriteAttempt attempt) {
        var causes = new ArrayList<ApiFailure.Cause>();
        var object = attempt.object();
        if (attempt.old().isEmpty()) {
            name(attempt, causes);
        }
        Trees.labels(object, "metadata", "labels").forEach((key, value) -> {
            if (value.length() > 63 || !LABEL_VALUE_FORM.matcher(value).matches()) {
                causes.add(ApiFailure.Cause.invalidText("metadata.labels", value, LABEL_VALUE));
            }
        });
        if (!attempt.type().isCustom() && !attempt.subresource().equals("status")) {
            kind(attempt.type().kind(), object, causes);
        }
        if (!causes.isEmpty()) {
            throw ApiFailure.invalid(
                    attempt.type().group(), attempt.type().kind(), attempt.id().name(), causes);
        }
    }

    private static void name(WriteAttempt attempt, List<ApiFailure.Cause> causes) {
        var name = attempt.id().name();
        if (name.isEmpty()) {
            causes.add(ApiFailure.Cause.required("metadata.name", "name or generateName is required"));
            return;
        }
        if (attempt.type().group().equals("rbac.authorization.k8s.io")) {
            return;
        }
        switch (attempt.type().kind()) {
            case "Namespace" -> form(name, LABEL_FORM, 63, LABEL, causes);
            case "Service" -> form(name, OLD_LABEL_FORM, 63, OLD_LABEL, causes);
            default -> form(name, SUBDOMAIN_FORM, 253, SUBDOMAIN, causes);
        }
    }

    private static void form(String name, Pattern form, int longest, String why, List<ApiFailure.Cause> causes) {
        if (name.length() > longest) {
            causes.add(ApiFailure.Cause.invalidText(
                    "metadata.name", name, "must be no more than " + longest + " characters"));
        }
        if (!form.matcher(name).matches()) {
            causes.add(ApiFailure.Cause.invalidText("metadata.name", name, why));
        }
    }

    private static void kind(String kind, ObjectNode object, List<ApiFailure.Cause> causes) {
        if (WITH_TEMPLATE.contains(kind)) {
            workload(kind, object, causes);
        }
        switch (kind) {
            case "Pod" -> new PodRules(causes).check(object.path("spec"), "spec");
            case "Service" -> service(object, causes);
            case "ConfigMap", "Secret" -> keys(object, causes);
            case "CronJob" -> cronJob(object, causes);
            case "HorizontalPodAutoscaler" -> autoscaler(object, causes);
            default -> {}
        }
    }

    private static void workload(String kind, ObjectNode object, List<ApiFailure.Cause> causes) {
        int replicas = Trees.number(1, object, "spec", "replicas");
        if (replicas < 0) {
            causes.add(ApiFailure.Cause.invalid(
                    "spec.replicas", Integer.toString(replicas), "must be greater than or equal to 0"));
        }
        var selector = Trees.at(object, "spec", "selector");
        if (!kind.equals("Job")) {
            if (!selector.isObject()) {
                causes.add(ApiFailure.Cause.required("spec.selector", ""));
            } else if (selector.isEmpty()) {
                causes.add(ApiFailure.Cause.invalid(
                        "spec.selector",
                        "v1.LabelSelector{MatchLabels:map[string]string(nil), MatchExpressions:[]v1.LabelSelectorRequirement(nil)}",
                        "empty selector is invalid for deployment"));
            }
        }
        var labels = Trees.labels(object, "spec", "template", "metadata", "labels");
        if (selector.isObject() && !LabelSelector.of(selector).matches(labels)) {
            causes.add(ApiFailure.Cause.invalid(
                    "spec.template.metadata.labels", goMap(labels), "`selector` does not match template `labels`"));
        }
        var spec = Trees.at(object, "spec", "template", "spec");
        var claimed = Trees.items(object, "spec", "volumeClaimTemplates").stream()
                .map(claim -> Trees.text(claim, "metadata", "name"))
                .toList();
        new PodRules(causes).check(spec, "spec.template.spec", claimed);
        var policy = Trees.textOr("Always", spec, "restartPolicy");
        if (kind.equals("Job")) {
            if (policy.equals("Always")) {
                causes.add(ApiFailure.Cause.required(
                        "spec.template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\""));
            }
        } else if (!policy.equals("Always")) {
            causes.add(ApiFailure.Cause.unsupported("spec.template.spec.restartPolicy", policy, List.of("Always")));
        }
    }

    static String goMap(Map<String, String> labels) {
        return labels.isEmpty()
                ? "map[string]string(nil)"
                : labels.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> ApiFailure.quoted(entry.getKey()) + ":" + ApiFailure.quoted(entry.getValue()))
                        .collect(Collectors.joining(", ", "map[string]string{", "}"));
    }

    private static void service(ObjectNode service, List<ApiFailure.Cause> causes) {
        var ports = Trees.items(service, "spec", "ports");
        boolean headless = Trees.text(service, "spec", "clusterIP").equals("None");
        if (ports.isEmpty() && !headless && !Trees.text(service, "spec", "type").equals("ExternalName")) {
            causes.add(ApiFailure.Cause.required("spec.ports", ""));
        }
        var type = Trees.textOr("ClusterIP", service, "spec", "type");
        var known = List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
        if (!known.contains(type)) {
            causes.add(ApiFailure.Cause.unsupported("spec.type", type, known));
        }
        for (int i = 0; i < ports.size(); i++) {
            var field = "spec.ports[" + i + "]";
            if (ports.size() > 1 && Trees.text(ports.get(i), "name").isEmpty()) {
                causes.add(ApiFailure.Cause.required(field + ".name", ""));
            }
            PodRules.port(ports.get(i).path("port"), field + ".port", causes);
            if (ports.get(i).path("targetPort").isIntegralNumber()) {
                PodRules.port(ports.get(i).path("targetPort"), field + ".targetPort", causes);
            }
        }
    }

    private static void keys(ObjectNode object, List<ApiFailure.Cause> causes) {
        for (var key : Trees.labels(object, "data").keySet()) {
            if (!CONFIG_KEY.matcher(key).matches() || key.equals(".") || key.equals("..")) {
                causes.add(ApiFailure.Cause.invalidText(
                        "data[" + key + "]",
                        key,
                        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or"
                                + " 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"));
            }
        }
    }

    private static void cronJob(ObjectNode cronJob, List<ApiFailure.Cause> causes) {
        var schedule = Trees.text(cronJob, "spec", "schedule");
        CronSchedule.problem(schedule)
                .ifPresent(why -> causes.add(ApiFailure.Cause.invalidText("spec.schedule", schedule, why)));
        new PodRules(causes)
                .check(
                        Trees.at(cronJob, "spec", "jobTemplate", "spec", "template", "spec"),
                        "spec.jobTemplate.spec.template.spec");
    }

    private static void autoscaler(ObjectNode autoscaler, List<ApiFailure.Cause> causes) {
        int most = Trees.number(0, autoscaler, "spec", "maxReplicas");
        if (most < 1) {
            causes.add(ApiFailure.Cause.invalid("spec.maxReplicas", Integer.toString(most), "must be greater than 0"));
        } else if (most < Trees.number(1, autoscaler, "spec", "minReplicas")) {
            causes.add(ApiFailure.Cause.invalid(
                    "spec.maxReplicas", Integer.toString(most), "must be greater than or equal to `minReplicas`"));
        }
    }

    /** Why a name of a container or a volume can't be; empty if it can. */
    static String labelProblem(String name) {
        return name.length() <= 63 && LABEL_FORM.matcher(name).matches() ? "" : LABEL;
    }
}
