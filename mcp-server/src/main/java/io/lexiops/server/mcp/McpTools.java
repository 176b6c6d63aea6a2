package io.lexiops.server.mcp;

import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.Caller;
import io.lexiops.server.tool.ToolEffect;
import io.lexiops.server.tool.ToolSpec;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The registry's tools in the SDK's words. */
final class McpTools {

    /** Where the transport context keeps the caller. */
    static final String CALLER = "caller";

    private static final String ONLY_SESSION = "stdio";

    private final ToolRegistry registry;
    private final ToolRights rights;
    private final Guard guard;
    private final RunningCalls running;
    private final Redactor redactor;

    McpTools(ToolRegistry registry, ToolRights rights, Guard guard, RunningCalls running, Redactor redactor) {
        this.registry = registry;
        this.rights = rights;
        this.guard = guard;
        this.running = running;
        this.redactor = redactor;
    }

    /**
     * All tools, in the order of their names.
     *
     * @param otherwise who calls where the transport does not say; null means that it always does
     */
    List<SyncToolSpecification> specifications(@Nullable Caller otherwise) {
        return registry.all().stream()
                .map(entry -> SyncToolSpecification.builder()
                        .tool(tool(entry.spec()))
                        .callHandler((exchange, request) -> call(entry, exchange, request, otherwise))
                        .build())
                .toList();
    }

    boolean visible(McpTransportContext context, McpSchema.Tool tool, @Nullable Caller otherwise) {
        var caller = caller(context, otherwise);
        return registry.find(tool.name())
                .filter(entry -> rights.sees(caller, entry))
                .isPresent();
    }

    static McpSchema.Tool tool(ToolSpec spec) {
        var annotations = McpSchema.ToolAnnotations.builder()
                .title(spec.title())
                .readOnlyHint(!spec.effect().writes())
                .destructiveHint(spec.effect() == ToolEffect.DESTROY)
                .idempotentHint(spec.idempotent())
                .openWorldHint(spec.openWorld())
                .build();
        // The title stands in the annotations; a second time it would only cost tokens.
        return McpSchema.Tool.builder(spec.name(), InputSchema.of(spec))
                .description(spec.description())
                .annotations(annotations)
                .build();
    }

    private McpSchema.CallToolResult call(
            ToolRegistry.Entry entry,
            McpSyncServerExchange exchange,
            McpSchema.CallToolRequest request,
            @Nullable Caller otherwise) {
        var caller = caller(exchange.transportContext(), otherwise);
        var context = new McpCallContext(exchange, request, redactor);
        var session = otherwise == null ? exchange.sessionId() : ONLY_SESSION;
        try (var _ = running.add(session, context.requestId().orElse(context), context)) {
            var reply = guard.call(entry, request.arguments(), caller, context);
            return McpSchema.CallToolResult.builder()
                    .addTextContent(reply.text())
                    .structuredContent(reply.structured())
                    .isError(reply.failed())
                    .build();
        }
    }

    private static Caller caller(@Nullable McpTransportContext context, @Nullable Caller otherwise) {
        if (otherwise != null) {
            return otherwise;
        }
        var caller = context == null ? null : context.get(CALLER);
        return (Caller) Objects.requireNonNull(caller, "every request over HTTP has a caller");
    }
}
