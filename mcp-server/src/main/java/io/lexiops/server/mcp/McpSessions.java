package io.lexiops.server.mcp;

import io.lexiops.server.tool.Caller;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncCompletionSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncPromptSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceTemplateSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The revisions of the protocol with sessions, up to 2025-11-25, as the SDK speaks them. */
final class McpSessions {

    /** Where the transport context keeps the caller. */
    static final String CALLER = "caller";

    /** Put there by the gates: the SDK does not tell a handler the id of its request. */
    static final String REQUEST_ID = "io.lexiops/request-id";

    // A person may have to be asked.
    private static final Duration ANSWERS_OF_THE_CLIENT = Duration.ofMinutes(5);

    private final Offers offers;
    private final Methods methods;
    private final RunningCalls running;
    private final McpJsonMapper json;

    McpSessions(Offers offers, Methods methods, RunningCalls running, McpJsonMapper json) {
        this.offers = offers;
        this.methods = methods;
        this.running = running;
        this.json = json;
    }

    /**
     * Adds everything to a builder of the SDK.
     *
     * @param otherwise who calls where the transport does not say; null means that it always does
     */
    <S extends McpServer.SyncSpecification<S>> McpServer.SyncSpecification<S> applyTo(
            McpServer.SyncSpecification<S> builder, @Nullable Caller otherwise) {
        return builder.serverInfo(json.convertValue(methods.serverInfo(), McpSchema.Implementation.class))
                .instructions(Methods.INSTRUCTIONS)
                .capabilities(
                        json.convertValue(methods.capabilities(offers.logs()), McpSchema.ServerCapabilities.class))
                .requestTimeout(ANSWERS_OF_THE_CLIENT)
                // Arguments are checked by the guard, which says more than a schema can.
                .validateToolInputs(false)
                .jsonSchemaValidator(new NoSchemaCheck())
                // Over HTTP each request has a virtual thread already; stdin has only one reader.
                .immediateExecution(otherwise == null)
                .addToolFilter((context, tool) -> offers.tool(tool.name())
                        .filter(found -> found.visibleTo(caller(context, otherwise)))
                        .isPresent())
                .tools(offers.tools().stream()
                        .map(tool -> SyncToolSpecification.builder()
                                .tool(as(McpSchema.Tool.class, tool.definition()))
                                .callHandler((exchange, request) -> callResult(run(
                                        exchange,
                                        request,
                                        otherwise,
                                        mine -> methods.call(mine, request.name(), request.arguments()))))
                                .build())
                        .toList())
                .prompts(prompts(otherwise))
                .resources(resources(otherwise))
                .resourceTemplates(templates(otherwise))
                .completions(completions(otherwise));
    }

    /** Passes on to the sessions what changes. */
    static ListChanges.Subscription tell(ListChanges changes, McpSyncServer server) {
        var everything = Map.<String, Object>of(
                "toolsListChanged", true, "promptsListChanged", true, "resourcesListChanged", true);
        return changes.subscribe("", everything, (method, _) -> {
            switch (method) {
                case "notifications/tools/list_changed" -> server.notifyToolsListChanged();
                case "notifications/prompts/list_changed" -> server.notifyPromptsListChanged();
                default -> server.notifyResourcesListChanged();
            }
        });
    }

    private List<SyncPromptSpecification> prompts(@Nullable Caller otherwise) {
        return offers.prompts().stream()
                .map(prompt -> new SyncPromptSpecification(
                        as(McpSchema.Prompt.class, prompt.definition()),
                        (exchange, request) -> as(
                                McpSchema.GetPromptResult.class,
                                run(
                                        exchange,
                                        request,
                                        otherwise,
                                        mine -> methods.prompt(mine, request.name(), request.arguments())))))
                .toList();
    }

    private List<SyncResourceSpecification> resources(@Nullable Caller otherwise) {
        return offers.resources().stream()
                .map(resource -> new SyncResourceSpecification(
                        as(McpSchema.Resource.class, resource.definition()),
                        (exchange, request) -> read(exchange, request, otherwise)))
                .toList();
    }

    private List<SyncResourceTemplateSpecification> templates(@Nullable Caller otherwise) {
        return offers.templates().stream()
                .map(template -> new SyncResourceTemplateSpecification(
                        as(McpSchema.ResourceTemplate.class, template.definition()),
                        (exchange, request) -> read(exchange, request, otherwise)))
                .toList();
    }

    private McpSchema.ReadResourceResult read(
            McpSyncServerExchange exchange, McpSchema.ReadResourceRequest request, @Nullable Caller otherwise) {
        return as(
                McpSchema.ReadResourceResult.class,
                run(exchange, request, otherwise, mine -> methods.read(mine, request.uri())));
    }

    private List<SyncCompletionSpecification> completions(@Nullable Caller otherwise) {
        var references = Stream.concat(
                offers.prompts().stream()
                        .<McpSchema.CompleteReference>map(prompt -> new McpSchema.PromptReference(prompt.name())),
                offers.templates().stream()
                        .<McpSchema.CompleteReference>map(
                                template -> new McpSchema.ResourceReference(template.uriTemplate())));
        return references
                .map(reference -> new SyncCompletionSpecification(
                        reference,
                        (exchange, request) -> as(
                                McpSchema.CompleteResult.class,
                                run(exchange, request, otherwise, mine -> methods.complete(mine, tree(request))))))
                .toList();
    }

    private Map<String, Object> run(
            McpSyncServerExchange exchange,
            McpSchema.Request request,
            @Nullable Caller otherwise,
            Function<Exchange, Map<String, Object>> handler) {
        var mine = new McpSessionExchange(exchange, request, caller(exchange.transportContext(), otherwise), json);
        var session = otherwise == null ? exchange.sessionId() : McpStdioTransport.SESSION;
        var id = Objects.requireNonNullElse(mine.meta().get(REQUEST_ID), mine);
        try (var _ = running.add(session, id, mine::stop)) {
            return handler.apply(mine);
        } catch (ProtocolError error) {
            var builder = McpError.builder(error.code()).message(String.valueOf(error.getMessage()));
            throw error.data().isEmpty()
                    ? builder.build()
                    : builder.data(error.data()).build();
        }
    }

    private Map<String, Object> tree(McpSchema.CompleteRequest request) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put(
                "ref",
                switch (request.ref()) {
                    case McpSchema.PromptReference prompt -> Map.of("type", "ref/prompt", "name", prompt.name());
                    case McpSchema.ResourceReference resource -> Map.of("type", "ref/resource", "uri", resource.uri());
                    default -> Map.of("type", request.ref().type());
                });
        tree.put(
                "argument",
                Map.of(
                        "name",
                        request.argument().name(),
                        "value",
                        request.argument().value()));
        var context = request.context();
        if (context != null && context.arguments() != null) {
            tree.put("context", Map.of("arguments", context.arguments()));
        }
        return tree;
    }

    /** Text, which nearly all results are, needs no conversion by reflection. */
    private McpSchema.CallToolResult callResult(Map<String, Object> tree) {
        if (!(tree.get("content") instanceof List<?> content)
                || !content.stream()
                        .allMatch(part ->
                                part instanceof Map<?, ?> map && "text".equals(map.get("type")) && map.size() == 2)) {
            return as(McpSchema.CallToolResult.class, tree);
        }
        var result = McpSchema.CallToolResult.builder();
        content.forEach(part -> result.addTextContent(String.valueOf(((Map<?, ?>) part).get("text"))));
        var structured = tree.get("structuredContent");
        if (structured != null) {
            result.structuredContent(structured);
        }
        return result.isError(Boolean.TRUE.equals(tree.get("isError"))).build();
    }

    private <T> T as(Class<T> type, Map<String, Object> tree) {
        return json.convertValue(tree, type);
    }

    private static Caller caller(@Nullable McpTransportContext context, @Nullable Caller otherwise) {
        if (otherwise != null) {
            return otherwise;
        }
        var caller = context == null ? null : context.get(CALLER);
        return (Caller) Objects.requireNonNull(caller, "every request over HTTP has a caller");
    }

    /** The SDK's validator takes a second to load and would only repeat what the guard does. */
    private static final class NoSchemaCheck implements JsonSchemaValidator {
        @Override
        public ValidationResponse validate(Map<String, Object> schema, Object content) {
            return ValidationResponse.asValid(null);
        }
    }
}
