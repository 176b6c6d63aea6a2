package io.lexiops.server.mcp;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** Counts and times requests, named as OpenTelemetry's conventions for MCP have it. */
final class MicrometerOperations implements Operations.Listener {

    private final MeterRegistry meters;

    MicrometerOperations(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public Operations.Running begin(Operations.Operation operation) {
        var sample = Timer.start(meters);
        return failure -> sample.stop(Timer.builder("mcp.server.operation.duration")
                .description("Requests of MCP clients")
                .tag("mcp.method.name", operation.method())
                .tag("gen_ai.tool.name", operation.method().equals("tools/call") ? operation.target() : "")
                .tag("error.type", failure == null ? "" : failure)
                .publishPercentileHistogram()
                .register(meters));
    }
}
