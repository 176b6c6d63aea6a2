package io.lexiops.server.mcp;

import io.lexiops.server.tool.Caller;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What can be read at an address:
 *
 * <pre>
 * k8s://{context}/{namespace}/{kind}/{name}   an object as YAML; - for the namespace of what belongs to the whole cluster
 * helm://{namespace}/{release}/values         the values that a release was installed with
 * argocd://{app}                              an application: sync, health, what is wrong
 * </pre>
 */
final class ResourceOffer implements Offer {

    static final String NO_NAMESPACE = "-";

    private final List<OfferedTemplate> templates;

    ResourceOffer(ToolRuns runs, Completions completions) {
        this.templates = List.of(
                new ToolTemplate(
                        "kubernetes-object",
                        "k8s://{context}/{namespace}/{kind}/{name}",
                        "A Kubernetes object as YAML, without managed fields and secrets. Namespace - for cluster-scoped"
                                + " kinds.",
                        "application/yaml",
                        "k8s_get",
                        ResourceOffer::object,
                        runs,
                        completions),
                new ToolTemplate(
                        "helm-values",
                        "helm://{namespace}/{release}/values",
                        "The values that a Helm release was installed with, without secrets.",
                        "text/plain",
                        "helm_get",
                        variables -> Map.of(
                                "namespace", variables.get("namespace"),
                                "release", variables.get("release"),
                                "what", "values"),
                        runs,
                        completions),
                new ToolTemplate(
                        "argocd-application",
                        "argocd://{app}",
                        "An Argo CD application: source, sync status, health, conditions, history.",
                        "text/plain",
                        "argocd_get",
                        variables -> Map.of("application", variables.get("app")),
                        runs,
                        completions));
    }

    @Override
    public List<OfferedTemplate> templates() {
        return templates;
    }

    private static Map<String, Object> object(Map<String, String> variables) {
        var arguments = new LinkedHashMap<String, Object>(variables);
        arguments.remove("namespace", NO_NAMESPACE);
        return arguments;
    }

    private record ToolTemplate(
            String name,
            String uriTemplate,
            String description,
            String mimeType,
            String tool,
            Function<Map<String, String>, Map<String, Object>> arguments,
            ToolRuns runs,
            Completions completions)
            implements OfferedTemplate {

        @Override
        public Map<String, Object> definition() {
            return Map.of("name", name, "uriTemplate", uriTemplate, "description", description, "mimeType", mimeType);
        }

        @Override
        public boolean visibleTo(Caller caller) {
            return runs.visible(caller, tool);
        }

        @Override
        public Map<String, Object> read(Exchange exchange, String uri, Map<String, String> variables) {
            var reply = runs.run(exchange, tool, arguments.apply(variables));
            if (reply.failed()) {
                throw failure(uri, reply);
            }
            return Map.of("contents", List.of(Map.of("uri", uri, "mimeType", mimeType, "text", reply.text())));
        }

        @Override
        public List<String> complete(Exchange exchange, String argument, String begun, Map<String, String> other) {
            return completions.of(exchange, argument, begun, other);
        }
    }

    private static ProtocolError failure(String uri, CallReply reply) {
        var code = reply.structured().get("error") instanceof Map<?, ?> error ? String.valueOf(error.get("code")) : "";
        return switch (code) {
            case "not_found", "invalid_argument", "ambiguous" -> Offers.noSuchResource(uri, reply.text());
            case "forbidden" -> new ProtocolError(JsonRpc.FORBIDDEN, reply.text(), Map.of("uri", uri));
            default -> new ProtocolError(JsonRpc.INTERNAL_ERROR, reply.text(), Map.of("uri", uri));
        };
    }
}
