package io.lexiops.server.mcp;

import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.Parameter;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The registry's tools, each behind the guard. */
final class RegistryOffer implements Offer {

    /** By these a gateway can tell where a call goes without reading its body. */
    private static final Map<String, String> HEADERS = Map.of("namespace", "Namespace", "context", "Context");

    private final List<OfferedTool> tools;

    RegistryOffer(ToolRegistry registry, ToolRights rights, ContextChoice contexts, Guard guard, Redactor redactor) {
        this.tools = registry.all().stream()
                .<OfferedTool>map(entry -> new Guarded(entry, contexts.offered(entry), rights, guard, redactor))
                .toList();
    }

    @Override
    public List<OfferedTool> tools() {
        return tools;
    }

    static Map<String, Object> definition(ToolSpec spec) {
        var annotations = new LinkedHashMap<String, Object>();
        annotations.put("title", spec.title());
        annotations.put("readOnlyHint", !spec.effect().writes());
        annotations.put("destructiveHint", spec.effect() == ToolEffect.DESTROY);
        annotations.put("idempotentHint", spec.idempotent());
        annotations.put("openWorldHint", spec.openWorld());
        var definition = new LinkedHashMap<String, Object>();
        definition.put("name", spec.name());
        definition.put("description", spec.description());
        definition.put("inputSchema", InputSchema.of(spec));
        if (!spec.output().isEmpty()) {
            definition.put("outputSchema", OutputSchema.of(spec));
        }
        // The title stands in the annotations; a second time it would only cost tokens.
        definition.put("annotations", annotations);
        return definition;
    }

    private record Guarded(
            ToolRegistry.Entry entry, ToolSpec offered, ToolRights rights, Guard guard, Redactor redactor)
            implements OfferedTool {

        @Override
        public String name() {
            return entry.spec().name();
        }

        @Override
        public Map<String, Object> definition() {
            return RegistryOffer.definition(offered);
        }

        @Override
        public boolean visibleTo(Caller caller) {
            return rights.sees(caller, entry);
        }

        @Override
        public Map<String, String> headers() {
            var headers = new LinkedHashMap<String, String>();
            for (var parameter : offered.parameters()) {
                var header = HEADERS.get(parameter.name());
                if (header != null && parameter.type() == Parameter.Type.STRING) {
                    headers.put(parameter.name(), header);
                }
            }
            return headers;
        }

        @Override
        public Map<String, Object> call(Exchange exchange, Map<String, Object> arguments) {
            var reply = guard.call(entry, arguments, exchange.caller(), new ExchangeContext(exchange, redactor));
            var result = new LinkedHashMap<String, Object>();
            result.put("content", List.of(Map.of("type", "text", "text", reply.text())));
            result.put("structuredContent", reply.structured());
            result.put("isError", reply.failed());
            return result;
        }
    }
}
