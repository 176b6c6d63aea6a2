package io.lexiops.server.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Fills in what was left out: from {@code defaults.yaml} by type, and by hand where one field depends on another. */
final class Defaults implements Admission {

    private final Schema schema;
    private final Map<String, ObjectNode> byType;

    Defaults(Schema schema) {
        this.schema = schema;
        this.byType = byType();
    }

    /** The values of fields that were left out, by the name of the type. */
    static Map<String, ObjectNode> byType() {
        try (var in = Defaults.class.getResourceAsStream("/sandbox/defaults.yaml")) {
            if (in == null) {
                throw new IllegalStateException("sandbox/defaults.yaml is not on the class path");
            }
            var defaults = new HashMap<String, ObjectNode>();
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            SnakeYamlDocuments.read(text)
                    .getFirst()
                    .properties()
                    .forEach(entry -> defaults.put(entry.getKey(), (ObjectNode) entry.getValue()));
            return Map.copyOf(defaults);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void admit(WriteAttempt attempt) {
        if (attempt.type().isCustom()) {
            return;
        }
        struct(attempt.object(), schema.of(attempt.type()));
        if (attempt.type().kind().equals("Pod") && attempt.object().path("spec") instanceof ObjectNode spec) {
            fill(spec, "enableServiceLinks", Trees.JSON.valueToTree(true));
        }
    }

    private void struct(ObjectNode object, Shape.Struct shape) {
        var own = byType.get(shape.name());
        if (own != null) {
            own.properties().forEach(entry -> fill(object, entry.getKey(), entry.getValue()));
        }
        byHand(shape.name(), object);
        var fields = shape.fields().get();
        for (var entry : object.properties()) {
            var field = fields.get(entry.getKey());
            if (field != null) {
                inside(entry.getValue(), field.shape());
            }
        }
    }

    private void inside(JsonNode value, Shape shape) {
        switch (shape) {
            case Shape.Struct struct -> {
                if (value instanceof ObjectNode object && !struct.name().equals("ObjectMeta")) {
                    struct(object, struct);
                }
            }
            case Shape.ListOf list -> {
                if (value instanceof ArrayNode array) {
                    array.values().forEach(item -> inside(item, list.items()));
                }
            }
            case Shape.MapOf map -> {
                if (value instanceof ObjectNode object) {
                    object.values().forEach(item -> inside(item, map.values()));
                }
            }
            case Shape.Scalar _, Shape.Anything _ -> {}
        }
    }

    private static void fill(ObjectNode object, String name, JsonNode value) {
        if (!Trees.has(object, name)) {
            object.set(name, value.deepCopy());
        }
    }

    private static void byHand(String type, ObjectNode object) {
        switch (type) {
            case "Container", "EphemeralContainer" -> container(object);
            case "DeploymentStrategy" -> {
                if (Trees.textOr("RollingUpdate", object, "type").equals("RollingUpdate")) {
                    object.put("type", "RollingUpdate");
                    var rolling = Trees.child(object, "rollingUpdate");
                    fill(rolling, "maxUnavailable", Trees.JSON.valueToTree("25%"));
                    fill(rolling, "maxSurge", Trees.JSON.valueToTree("25%"));
                }
            }
            case "ServicePort" -> {
                if (object.has("port")) {
                    fill(object, "targetPort", object.path("port"));
                }
            }
            case "JobSpec" -> {
                if (!object.has("completions") && Trees.number(1, object, "parallelism") == 1) {
                    object.put("completions", 1);
                }
            }
            case "PodSpec" -> {
                if (object.has("serviceAccountName")) {
                    object.set("serviceAccount", object.path("serviceAccountName"));
                }
            }
            case "NetworkPolicySpec" -> {
                if (!object.has("policyTypes")) {
                    var types = object.putArray("policyTypes").add("Ingress");
                    if (object.has("egress")) {
                        types.add("Egress");
                    }
                }
            }
            case "Subject" -> {
                if (!object.has("apiGroup") && !Trees.text(object, "kind").equals("ServiceAccount")) {
                    object.put("apiGroup", "rbac.authorization.k8s.io");
                }
            }
            case "RoleRef" -> fill(object, "apiGroup", Trees.JSON.valueToTree("rbac.authorization.k8s.io"));
            case "HorizontalPodAutoscalerSpec" -> {
                if (!object.has("metrics")) {
                    var resource = object.putArray("metrics")
                            .addObject()
                            .put("type", "Resource")
                            .putObject("resource");
                    resource.put("name", "cpu")
                            .putObject("target")
                            .put("type", "Utilization")
                            .put("averageUtilization", 80);
                }
            }
            default -> {}
        }
    }

    private static void container(ObjectNode container) {
        var image = Trees.text(container, "image");
        if (!container.has("imagePullPolicy") && !image.isEmpty()) {
            boolean tagged = image.lastIndexOf(':') > image.lastIndexOf('/');
            boolean moves = (!tagged || image.endsWith(":latest")) && !image.contains("@");
            container.put("imagePullPolicy", moves ? "Always" : "IfNotPresent");
        }
        Trees.labels(container, "resources", "limits").forEach((name, amount) -> {
            var requests = Trees.child(container, "resources", "requests");
            if (!requests.has(name)) {
                requests.put(name, amount);
            }
        });
    }
}
