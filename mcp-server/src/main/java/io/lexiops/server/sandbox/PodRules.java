package io.lexiops.server.sandbox;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What the API server demands of the spec of a pod. */
final class PodRules {

    private final List<ApiFailure.Cause> causes;

    PodRules(List<ApiFailure.Cause> causes) {
        this.causes = causes;
    }

    void check(JsonNode spec, String path) {
        check(spec, path, List.of());
    }

    /**
     * @param claimed names of volumes that the pod will get besides its own
     */
    void check(JsonNode spec, String path, List<String> claimed) {
        var containers = Trees.items(spec, "containers");
        if (containers.isEmpty()) {
            causes.add(ApiFailure.Cause.required(path + ".containers", ""));
        }
        var volumes = volumes(spec, path);
        volumes.addAll(claimed);
        var names = new HashSet<String>();
        for (var list : List.of("initContainers", "containers")) {
            var items = Trees.items(spec, list);
            for (int i = 0; i < items.size(); i++) {
                container(items.get(i), path + "." + list + "[" + i + "]", names, volumes);
            }
        }
        int grace = Trees.number(30, spec, "terminationGracePeriodSeconds");
        if (grace < 0) {
            causes.add(ApiFailure.Cause.invalid(
                    path + ".terminationGracePeriodSeconds",
                    Integer.toString(grace),
                    "must be greater than or equal to 0"));
        }
        var policy = Trees.textOr("Always", spec, "restartPolicy");
        var known = List.of("Always", "OnFailure", "Never");
        if (!known.contains(policy)) {
            causes.add(ApiFailure.Cause.unsupported(path + ".restartPolicy", policy, known));
        }
    }

    private Set<String> volumes(JsonNode spec, String path) {
        var names = new HashSet<String>();
        var volumes = Trees.items(spec, "volumes");
        for (int i = 0; i < volumes.size(); i++) {
            var name = Trees.text(volumes.get(i), "name");
            var field = path + ".volumes[" + i + "]";
            if (name.isEmpty()) {
                causes.add(ApiFailure.Cause.required(field + ".name", ""));
            } else if (!names.add(name)) {
                causes.add(ApiFailure.Cause.duplicate(field + ".name", name));
            }
            if (volumes.get(i).size() < 2) {
                causes.add(ApiFailure.Cause.required(field, "must specify a volume type"));
            }
        }
        return names;
    }

    private void container(JsonNode container, String path, Set<String> names, Set<String> volumes) {
        var name = Trees.text(container, "name");
        var problem = Validation.labelProblem(name);
        if (name.isEmpty()) {
            causes.add(ApiFailure.Cause.required(path + ".name", ""));
        } else if (!problem.isEmpty()) {
            causes.add(ApiFailure.Cause.invalidText(path + ".name", name, problem));
        } else if (!names.add(name)) {
            causes.add(ApiFailure.Cause.duplicate(path + ".name", name));
        }
        image(Trees.text(container, "image"), path + ".image");
        ports(container, path);
        resources(container.path("resources"), path + ".resources");
        variables(container, path);
        var mounts = Trees.items(container, "volumeMounts");
        for (int i = 0; i < mounts.size(); i++) {
            var field = path + ".volumeMounts[" + i + "]";
            var volume = Trees.text(mounts.get(i), "name");
            if (!volumes.contains(volume)) {
                causes.add(ApiFailure.Cause.notFound(field + ".name", volume));
            }
            if (Trees.text(mounts.get(i), "mountPath").isEmpty()) {
                causes.add(ApiFailure.Cause.required(field + ".mountPath", ""));
            }
        }
        for (var probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            if (container.has(probe)) {
                probe(container.path(probe), path + "." + probe);
            }
        }
    }

    private void image(String image, String field) {
        if (image.isEmpty()) {
            causes.add(ApiFailure.Cause.required(field, ""));
        } else if (!image.equals(image.strip())) {
            causes.add(ApiFailure.Cause.invalidText(field, image, "must not have leading or trailing whitespace"));
        }
    }

    private void ports(JsonNode container, String path) {
        var names = new HashSet<String>();
        var ports = Trees.items(container, "ports");
        for (int i = 0; i < ports.size(); i++) {
            var field = path + ".ports[" + i + "]";
            if (!ports.get(i).has("containerPort")) {
                causes.add(ApiFailure.Cause.required(field + ".containerPort", ""));
            } else {
                port(ports.get(i).path("containerPort"), field + ".containerPort", causes);
            }
            var name = Trees.text(ports.get(i), "name");
            if (!name.isEmpty() && !names.add(name)) {
                causes.add(ApiFailure.Cause.duplicate(field + ".name", name));
            }
            if (name.length() > 15) {
                causes.add(ApiFailure.Cause.invalidText(field + ".name", name, "must be no more than 15 characters"));
            }
        }
    }

    static void port(JsonNode port, String field, List<ApiFailure.Cause> causes) {
        int number = port.asInt(0);
        if (number < 1 || number > 65_535) {
            causes.add(ApiFailure.Cause.invalid(
                    field, Integer.toString(number), "must be between 1 and 65535, inclusive"));
        }
    }

    private void resources(JsonNode resources, String path) {
        var limits = Trees.labels(resources, "limits");
        Trees.labels(resources, "requests").forEach((name, amount) -> {
            var limit = limits.get(name);
            if (limit != null && Quantity.of(amount).exceeds(Quantity.of(limit))) {
                causes.add(ApiFailure.Cause.invalidText(
                        path + ".requests",
                        Quantity.of(amount).toString(),
                        "must be less than or equal to " + name + " limit of " + Quantity.of(limit)));
            }
        });
        for (var list : List.of("limits", "requests")) {
            Trees.labels(resources, list).forEach((name, amount) -> {
                if (Quantity.of(amount).value().signum() < 0) {
                    causes.add(ApiFailure.Cause.invalidText(
                            path + "." + list + "." + name, amount, "must be greater than or equal to 0"));
                }
            });
        }
    }

    private void variables(JsonNode container, String path) {
        var variables = Trees.items(container, "env");
        for (int i = 0; i < variables.size(); i++) {
            var field = path + ".env[" + i + "]";
            if (Trees.text(variables.get(i), "name").isEmpty()) {
                causes.add(ApiFailure.Cause.required(field + ".name", ""));
            }
            if (!Trees.text(variables.get(i), "value").isEmpty()
                    && variables.get(i).has("valueFrom")) {
                causes.add(ApiFailure.Cause.invalidText(
                        field + ".valueFrom", "", "may not be specified when `value` is not empty"));
            }
        }
    }

    private void probe(JsonNode probe, String path) {
        var handlers = List.of("exec", "httpGet", "tcpSocket", "grpc");
        var given = handlers.stream().filter(probe::has).collect(Collectors.toSet());
        if (given.isEmpty()) {
            causes.add(ApiFailure.Cause.required(path, "must specify a handler type"));
        } else if (given.size() > 1) {
            causes.add(ApiFailure.Cause.forbidden(path, "may not specify more than 1 handler type"));
        }
        for (var number : List.of(
                "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")) {
            int value = Trees.number(0, probe, number);
            if (value < 0) {
                causes.add(ApiFailure.Cause.invalid(
                        path + "." + number, Integer.toString(value), "must be greater than or equal to 0"));
            }
        }
        for (var handler : List.of("httpGet", "tcpSocket", "grpc")) {
            var port = Trees.at(probe, handler, "port");
            if (port.isIntegralNumber()) {
                port(port, path + "." + handler + ".port", causes);
            }
        }
    }
}
