package io.lexiops.server.mcp;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One span for each request, by OpenTelemetry's conventions for MCP: named after method and tool, a child of the span that
 * the client names in {@code _meta}. Arguments and results are never in it.
 */
final class OpenTelemetryOperations implements Operations.Listener, AutoCloseable {

    private static final TextMapGetter<Map<String, Object>> META = new Meta();

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    private OpenTelemetryOperations(SdkTracerProvider provider) {
        this.provider = provider;
        this.tracer = provider.get("io.lexiops.server.mcp");
    }

    /**
     * Sends spans with OTLP over HTTP.
     *
     * @param endpoint the whole address, for example {@code http://collector:4318/v1/traces}
     */
    static OpenTelemetryOperations to(String endpoint, String version) {
        var exporter = OtlpHttpSpanExporter.builder().setEndpoint(endpoint).build();
        var resource = Resource.getDefault().toBuilder()
                .put("service.name", "devops-copilot-mcp-server")
                .put("service.version", version)
                .build();
        return new OpenTelemetryOperations(SdkTracerProvider.builder()
                .setResource(resource)
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .build());
    }

    @Override
    public Operations.Running begin(Operations.Operation operation) {
        var exchange = operation.exchange();
        var parent = W3CTraceContextPropagator.getInstance().extract(Context.root(), exchange.meta(), META);
        var builder = tracer.spanBuilder(operation.method() + " " + operation.target())
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .setAttribute("mcp.method.name", operation.method())
                .setAttribute(target(operation.method()), operation.target());
        exchange.wire().forEach((key, value) -> builder.setAttribute(AttributeKey.stringKey(key), value));
        var span = builder.startSpan();
        return failure -> {
            if (failure != null) {
                span.setAttribute("error.type", failure);
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        };
    }

    private static AttributeKey<String> target(String method) {
        return AttributeKey.stringKey(
                switch (method) {
                    case "tools/call" -> "gen_ai.tool.name";
                    case "prompts/get" -> "gen_ai.prompt.name";
                    default -> "mcp.resource.uri";
                });
    }

    /** Sends what is left. */
    @Override
    public void close() {
        provider.shutdown().join(5, TimeUnit.SECONDS);
    }

    private static final class Meta implements TextMapGetter<Map<String, Object>> {

        @Override
        public Iterable<String> keys(Map<String, Object> meta) {
            return meta.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, Object> meta, String key) {
            return meta != null && meta.get(key) instanceof String text ? text : null;
        }
    }
}
