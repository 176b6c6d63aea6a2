package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A fault as somebody would make it.
 *
 * @param objects what is applied first
 * @param change  what is applied when that is ready; empty for a fault from the first deployment on
 * @param ask     kind and name to ask about; empty for the whole namespace
 * @param causes  the ids that must be found, first things first; empty if nothing is wrong
 * @param fix     the name of the first fix; empty if there is only a handover
 * @param heals   whether everything is well after the first fix
 * @param clusters where it can be played; empty means everywhere
 */
record Scenario(
        String name,
        List<KubernetesObject> objects,
        List<KubernetesObject> change,
        List<String> ask,
        List<String> causes,
        String fix,
        boolean heals,
        List<String> clusters) {

    Inquiry inquiry(String namespace) {
        return ask.isEmpty()
                ? new Inquiry(namespace, null, null)
                : new Inquiry(namespace, ask.getFirst(), ask.getLast());
    }

    /** The same in a namespace of its own. */
    Scenario again() {
        return new Scenario(name + "-again", objects, change, ask, causes, fix, heals, clusters);
    }

    @Override
    public String toString() {
        return name;
    }

    /** All documents of a class path resource. */
    static List<Scenario> read(String resource) {
        try (var in = Scenario.class.getResourceAsStream(resource)) {
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Scenario> read(InputStream in) {
        var scenarios = new ArrayList<Scenario>();
        for (var document : new Load(LoadSettings.builder().build()).loadAllFromInputStream(in)) {
            var tree = new KubernetesObject(map(longs(document)));
            var fix = tree.textAt("", "fix");
            scenarios.add(new Scenario(
                    tree.textAt("", "name"),
                    tree.objectsAt("objects").stream().map(Scenario::object).toList(),
                    tree.objectsAt("change").stream().map(Scenario::object).toList(),
                    texts(tree.at("ask")),
                    texts(tree.at("causes")),
                    fix,
                    !Boolean.FALSE.equals(tree.at("heals")) && !fix.isEmpty(),
                    texts(tree.at("clusters"))));
        }
        return scenarios;
    }

    private static List<String> texts(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    @SuppressWarnings("unchecked") // keys of a manifest are texts
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    // {deployment: web, image: ...} and {service: web, ...} are short for what nearly every scenario needs.
    private static KubernetesObject object(Map<String, Object> item) {
        if (item.containsKey("kind")) {
            return new KubernetesObject(item);
        }
        var short_ = new KubernetesObject(item);
        return item.containsKey("service") ? service(short_) : deployment(short_);
    }

    private static KubernetesObject service(KubernetesObject item) {
        var name = item.textAt("", "service");
        var spec = new LinkedHashMap<String, Object>();
        spec.put("selector", item.mapAt("selector").isEmpty() ? Map.of("app", name) : item.mapAt("selector"));
        var ports = item.objectsAt("ports").isEmpty()
                ? List.of(Map.<String, Object>of("port", 80L))
                : item.objectsAt("ports");
        spec.put("ports", ports.stream().map(Scenario::withProtocol).toList());
        return manifest("v1", "Service", name, spec);
    }

    // Older servers do not fill it in before they merge an applied list.
    private static Map<String, Object> withProtocol(Map<String, Object> port) {
        var complete = new LinkedHashMap<String, Object>(Map.of("protocol", "TCP"));
        complete.putAll(port);
        return complete;
    }

    private static KubernetesObject deployment(KubernetesObject item) {
        var name = item.textAt("", "deployment");
        var container = new LinkedHashMap<String, Object>();
        container.put("name", "web");
        container.put("image", "registry.test/nginx:1.22");
        container.put("ports", List.of(Map.of("containerPort", 80L, "name", "http")));
        container.put("readinessProbe", probe("/"));
        container.putAll(item.mapAt("container"));
        container.values().removeIf("none"::equals);
        container.computeIfPresent(
                "ports",
                (_, ports) -> new KubernetesObject(Map.of("ports", ports))
                        .objectsAt("ports").stream().map(Scenario::withProtocol).toList());
        var podSpec = new LinkedHashMap<String, Object>();
        podSpec.put("terminationGracePeriodSeconds", 0L);
        podSpec.put("containers", List.of(container));
        podSpec.putAll(item.mapAt("pod"));
        var labels = new LinkedHashMap<String, Object>(Map.of("app", name));
        labels.putAll(item.mapAt("labels"));
        var spec = new LinkedHashMap<String, Object>();
        spec.put("replicas", 1L);
        spec.put("selector", Map.of("matchLabels", Map.of("app", name)));
        spec.put("template", Map.of("metadata", Map.of("labels", labels), "spec", podSpec));
        spec.putAll(item.mapAt("spec"));
        spec.values().removeIf("none"::equals);
        return manifest("apps/v1", item.textAt("Deployment", "as"), name, spec);
    }

    private static Map<String, Object> probe(String path) {
        return Map.of("httpGet", Map.of("path", path, "port", 80L), "periodSeconds", 2L, "failureThreshold", 3L);
    }

    private static KubernetesObject manifest(String apiVersion, String kind, String name, Map<String, Object> spec) {
        var content = new LinkedHashMap<String, Object>();
        content.put("apiVersion", apiVersion);
        content.put("kind", kind);
        content.put("metadata", Map.of("name", name));
        content.put("spec", spec);
        return new KubernetesObject(content);
    }

    private static Object longs(Object value) {
        return switch (value) {
            case Integer number -> number.longValue();
            case List<?> list -> list.stream().map(Scenario::longs).toList();
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<String, Object>();
                map.forEach((key, item) -> copy.put(String.valueOf(key), longs(item)));
                yield copy;
            }
            default -> value;
        };
    }
}
