package io.lexiops.server.mcp;

import io.lexiops.server.mcp.Exchange.Ability;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;

/**
 * What the protocol's conformance suite calls, in its words. Imported by name for those tests, never part of the product.
 * The requests for input are in {@link InputFixtures}.
 */
class ConformanceFixtures {

    // One transparent dot, and silence of no length.
    static final String PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private static final String WAV = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=";

    @Bean
    Offer conformanceOffer(ListChanges changes) {
        return new Fixtures(changes);
    }

    private record Fixtures(ListChanges changes) implements Offer {

        @Override
        public List<OfferedTool> tools() {
            return Stream.of(contents(), notifying(), triggers(), schemas(), InputFixtures.tools())
                    .flatMap(List::stream)
                    .toList();
        }

        private List<OfferedTool> contents() {
            return List.of(
                    fixed("test_simple_text", List.of(text("This is a simple text response for testing."))),
                    fixed("test_image_content", List.of(Map.of("type", "image", "data", PNG, "mimeType", "image/png"))),
                    fixed("test_audio_content", List.of(Map.of("type", "audio", "data", WAV, "mimeType", "audio/wav"))),
                    fixed(
                            "test_embedded_resource",
                            List.of(resource(
                                    "test://embedded-resource",
                                    "text/plain",
                                    "This is an embedded resource content."))),
                    fixed(
                            "test_multiple_content_types",
                            List.of(
                                    text("Multiple content types test:"),
                                    Map.of("type", "image", "data", PNG, "mimeType", "image/png"),
                                    resource(
                                            "test://mixed-content-resource",
                                            "application/json",
                                            "{\"test\":\"data\",\"value\":123}"))),
                    tool(
                            "test_error_handling",
                            (_, _) -> Map.of(
                                    "isError",
                                    true,
                                    "content",
                                    List.of(text("This tool intentionally returns an error for testing")))));
        }

        private List<OfferedTool> notifying() {
            return List.of(
                    tool("test_tool_with_progress", (exchange, _) -> {
                        exchange.progress(0, 100.0, "Completed step 0 of 100");
                        exchange.progress(50, 100.0, "Completed step 50 of 100");
                        exchange.progress(100, 100.0, "Completed step 100 of 100");
                        return result("done");
                    }),
                    tool("test_tool_with_logging", (exchange, _) -> {
                        exchange.log("info", "fixtures", "Tool execution started");
                        exchange.log("info", "fixtures", "Tool processing data");
                        exchange.log("info", "fixtures", "Tool execution completed");
                        return result("done");
                    }),
                    tool("test_logging_tool", (exchange, _) -> {
                        exchange.log("info", "fixtures", "a message");
                        return result("done");
                    }),
                    tool("test_missing_capability", (exchange, _) -> {
                        if (!exchange.can(Ability.SAMPLING)) {
                            throw ProtocolError.missing(Ability.SAMPLING);
                        }
                        return result("sampling is there");
                    }));
        }

        private List<OfferedTool> triggers() {
            return List.of(
                    tool("test_trigger_tool_change", (_, _) -> {
                        changes.changed(ListChanges.Kind.TOOLS);
                        return result("told");
                    }),
                    tool("test_trigger_prompt_change", (_, _) -> {
                        changes.changed(ListChanges.Kind.PROMPTS);
                        return result("told");
                    }));
        }

        private static List<OfferedTool> schemas() {
            var definition = new LinkedHashMap<String, Object>();
            definition.put("$schema", "https://json-schema.org/draft/2020-12/schema");
            definition.put("type", "object");
            definition.put(
                    "$defs",
                    Map.of(
                            "address",
                            Map.of(
                                    "$anchor",
                                    "addressDef",
                                    "type",
                                    "object",
                                    "properties",
                                    Map.of("street", Map.of("type", "string"), "city", Map.of("type", "string")))));
            definition.put(
                    "properties",
                    Map.of(
                            "name", Map.of("type", "string"),
                            "address", Map.of("$ref", "#/$defs/address"),
                            "contactMethod", Map.of("type", "string", "enum", List.of("phone", "email")),
                            "phone", Map.of("type", "string"),
                            "email", Map.of("type", "string")));
            definition.put("allOf", List.of(Map.of("anyOf", List.of(required("phone"), required("email")))));
            definition.put(
                    "if",
                    Map.of(
                            "properties",
                            Map.of("contactMethod", Map.of("const", "phone")),
                            "required",
                            List.of("contactMethod")));
            definition.put("then", required("phone"));
            definition.put("else", required("email"));
            definition.put("additionalProperties", false);
            return List.of(
                    new Fixture("json_schema_2020_12_tool", definition, Map.of(), (_, _) -> result("schema")),
                    new Fixture(
                            "test_header_tool",
                            Map.of("type", "object", "properties", Map.of("region", Map.of("type", "string"))),
                            Map.of("region", "Region"),
                            (_, arguments) -> result(String.valueOf(arguments.get("region")))));
        }

        private static Map<String, Object> required(String name) {
            return Map.of("required", List.of(name));
        }

        @Override
        public List<OfferedPrompt> prompts() {
            return List.of(
                    prompt(
                            "test_simple_prompt",
                            List.of(),
                            (_, _) -> messages(List.of(text("This is a simple prompt for testing.")))),
                    prompt(
                            "test_prompt_with_arguments",
                            List.of("arg1", "arg2"),
                            (_, arguments) -> messages(List.of(text("Prompt with arguments: arg1='"
                                    + arguments.get("arg1") + "', arg2='" + arguments.get("arg2") + "'")))),
                    prompt(
                            "test_prompt_with_embedded_resource",
                            List.of("resourceUri"),
                            (_, arguments) -> messages(List.of(
                                    resource(
                                            String.valueOf(arguments.get("resourceUri")),
                                            "text/plain",
                                            "Embedded resource content for testing."),
                                    text("Please process the embedded resource above.")))),
                    prompt(
                            "test_prompt_with_image",
                            List.of(),
                            (_, _) -> messages(List.of(
                                    Map.of("type", "image", "data", PNG, "mimeType", "image/png"),
                                    text("Please analyze the image above.")))),
                    InputFixtures.prompt());
        }

        @Override
        public List<OfferedResource> resources() {
            return List.of(
                    at(
                            "test://static-text",
                            "text/plain",
                            Map.of("text", "This is the content of the static text resource.")),
                    at("test://static-binary", "image/png", Map.of("blob", PNG)),
                    at("test://watched-resource", "text/plain", Map.of("text", "Watched.")));
        }

        @Override
        public List<OfferedTemplate> templates() {
            return List.of(new Template());
        }

        @Override
        public boolean logs() {
            return true;
        }

        @Override
        public boolean watches() {
            return true;
        }
    }

    private record Template() implements Offer.OfferedTemplate {

        @Override
        public String name() {
            return "test-template";
        }

        @Override
        public String uriTemplate() {
            return "test://template/{id}/data";
        }

        @Override
        public Map<String, Object> definition() {
            return Map.of("name", name(), "uriTemplate", uriTemplate(), "mimeType", "application/json");
        }

        @Override
        public Map<String, Object> read(Exchange exchange, String uri, Map<String, String> variables) {
            var id = variables.get("id");
            return contents(
                    uri,
                    "application/json",
                    Map.of(
                            "text",
                            "{\"id\":\"" + id + "\",\"templateTest\":true,\"data\":\"Data for ID: " + id + "\"}"));
        }
    }

    static Offer.OfferedTool tool(
            String name,
            BiFunction<Exchange, Map<String, Object>, Map<String, Object>> behaviour,
            String... arguments) {
        var properties = new LinkedHashMap<String, Object>();
        for (var argument : arguments) {
            properties.put(argument, Map.of("type", "string"));
        }
        return new Fixture(name, Map.of("type", "object", "properties", properties), Map.of(), behaviour);
    }

    private static Offer.OfferedTool fixed(String name, List<Map<String, Object>> content) {
        return tool(name, (_, _) -> Map.of("content", content));
    }

    static Map<String, Object> result(String text) {
        return Map.of("content", List.of(text(text)));
    }

    static Map<String, Object> text(String text) {
        return Map.of("type", "text", "text", text);
    }

    private static Map<String, Object> resource(String uri, String type, String text) {
        return Map.of("type", "resource", "resource", Map.of("uri", uri, "mimeType", type, "text", text));
    }

    static Map<String, Object> messages(List<Map<String, Object>> contents) {
        return Map.of(
                "messages",
                contents.stream()
                        .map(content -> Map.of("role", "user", "content", content))
                        .toList());
    }

    private static Map<String, Object> contents(String uri, String type, Map<String, Object> content) {
        var whole = new LinkedHashMap<String, Object>(content);
        whole.put("uri", uri);
        whole.put("mimeType", type);
        return Map.of("contents", List.of(whole));
    }

    static Offer.OfferedPrompt prompt(
            String name,
            List<String> arguments,
            BiFunction<Exchange, Map<String, String>, Map<String, Object>> behaviour) {
        return new Offer.OfferedPrompt() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Map<String, Object> definition() {
                return Map.of(
                        "name",
                        name,
                        "description",
                        "For tests of the protocol.",
                        "arguments",
                        arguments.stream()
                                .map(argument -> Map.of("name", argument, "description", argument, "required", true))
                                .toList());
            }

            @Override
            public Map<String, Object> get(Exchange exchange, Map<String, String> given) {
                return behaviour.apply(exchange, given);
            }

            @Override
            public List<String> complete(Exchange exchange, String argument, String begun, Map<String, String> other) {
                return Stream.of("paris", "park", "party")
                        .filter(value -> value.startsWith(begun))
                        .toList();
            }
        };
    }

    private static Offer.OfferedResource at(String uri, String type, Map<String, Object> content) {
        return new Offer.OfferedResource() {
            @Override
            public String uri() {
                return uri;
            }

            @Override
            public String name() {
                return uri;
            }

            @Override
            public Map<String, Object> definition() {
                return Map.of("uri", uri, "name", uri, "mimeType", type);
            }

            @Override
            public Map<String, Object> read(Exchange exchange) {
                return contents(uri, type, content);
            }
        };
    }

    private record Fixture(
            String name,
            Map<String, Object> schema,
            Map<String, String> headers,
            BiFunction<Exchange, Map<String, Object>, Map<String, Object>> behaviour)
            implements Offer.OfferedTool {

        @Override
        public Map<String, Object> definition() {
            return Map.of("name", name, "description", "For tests of the protocol.", "inputSchema", schema);
        }

        @Override
        public Map<String, Object> call(Exchange exchange, Map<String, Object> arguments) {
            return behaviour.apply(exchange, arguments);
        }
    }
}
