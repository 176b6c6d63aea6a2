package io.lexiops.agent.tool;

import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.jspecify.annotations.Nullable;

/** The SDK's own server on a loopback port, with the tools that a test gives it. Starts again on the same port. */
public final class InProcessMcpServer implements AutoCloseable {

    private final Map<String, SyncToolSpecification> tools = new LinkedHashMap<>();
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private int port;
    private @Nullable Tomcat tomcat;
    private @Nullable McpSyncServer server;

    /** A tool whose schema takes anything. */
    public InProcessMcpServer tool(String name, Function<McpSchema.CallToolRequest, McpSchema.CallToolResult> answer) {
        return tool(name, Map.of("type", "object"), answer);
    }

    public InProcessMcpServer tool(
            String name,
            Map<String, Object> schema,
            Function<McpSchema.CallToolRequest, McpSchema.CallToolResult> answer) {
        var specification = SyncToolSpecification.builder()
                .tool(McpSchema.Tool.builder(name, schema).description(name).build())
                .callHandler((_, request) -> answer.apply(request))
                .build();
        tools.put(name, specification);
        var running = server;
        if (running != null) {
            running.addTool(specification);
        }
        return this;
    }

    /** Only these tokens get in; without any, everybody does. */
    public InProcessMcpServer accept(String... accepted) {
        tokens.addAll(List.of(accepted));
        return this;
    }

    public InProcessMcpServer start() {
        try {
            var transport = HttpServletStreamableServerTransportProvider.builder()
                    .mcpEndpoint("/mcp")
                    .build();
            var started = new Tomcat();
            var folder = Files.createTempDirectory("mcp").toString();
            started.setBaseDir(folder);
            started.setPort(port);
            started.setHostname("127.0.0.1");
            started.getConnector().setProperty("address", "127.0.0.1");
            var context = started.addContext("", folder);
            var servlet = Tomcat.addServlet(context, "mcp", transport);
            servlet.setAsyncSupported(true);
            servlet.addMapping("/mcp");
            gate(context);
            if (context instanceof StandardContext standard) {
                // The search for leaks at the end would need --add-opens, and says so at length.
                standard.setClearReferencesRmiTargets(false);
                standard.setClearReferencesThreadLocals(false);
            }
            started.start();
            port = started.getConnector().getLocalPort();
            tomcat = started;
            server = McpServer.sync(transport)
                    .serverInfo("in-process", "1")
                    .capabilities(
                            McpSchema.ServerCapabilities.builder().tools(true).build())
                    .tools(new ArrayList<>(tools.values()))
                    .build();
            return this;
        } catch (LifecycleException e) {
            throw new IllegalStateException("the test server does not start", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void gate(Context context) {
        Filter filter = (request, response, chain) -> {
            var header = ((HttpServletRequest) request).getHeader("Authorization");
            var known = tokens.isEmpty() || (header != null && tokens.contains(header.replace("Bearer ", "")));
            if (known) {
                chain.doFilter(request, response);
            } else {
                ((HttpServletResponse) response).sendError(401);
            }
        };
        var definition = new FilterDef();
        definition.setFilterName("gate");
        definition.setFilter(filter);
        definition.setAsyncSupported("true");
        context.addFilterDef(definition);
        var mapping = new FilterMap();
        mapping.setFilterName("gate");
        mapping.addURLPattern("/*");
        context.addFilterMap(mapping);
    }

    /** Stops without a farewell; sessions are gone. */
    public void stop() {
        var stopping = tomcat;
        if (stopping == null) {
            return;
        }
        try {
            tomcat = null;
            server = null;
            stopping.stop();
            stopping.destroy();
        } catch (LifecycleException e) {
            throw new IllegalStateException("the test server does not stop", e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** A good answer. */
    public static McpSchema.CallToolResult done(String text, Map<String, Object> structured) {
        return McpSchema.CallToolResult.builder()
                .addTextContent(text)
                .structuredContent(structured)
                .isError(false)
                .build();
    }

    /** A refusal as our server words it. */
    public static McpSchema.CallToolResult failed(String code, String message, String remedy) {
        return McpSchema.CallToolResult.builder()
                .addTextContent(code + ": " + message)
                .structuredContent(Map.of("error", Map.of("code", code, "message", message, "remedy", remedy)))
                .isError(true)
                .build();
    }

    @Override
    public void close() {
        stop();
    }
}
