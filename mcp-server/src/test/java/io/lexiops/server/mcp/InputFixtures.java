package io.lexiops.server.mcp;

import io.lexiops.server.mcp.Exchange.Ability;
import io.lexiops.server.mcp.Exchange.Questions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static io.lexiops.server.mcp.ConformanceFixtures.messages;
import static io.lexiops.server.mcp.ConformanceFixtures.result;
import static io.lexiops.server.mcp.ConformanceFixtures.text;
import static io.lexiops.server.mcp.ConformanceFixtures.tool;
import static java.util.Objects.requireNonNull;

/** Fixtures of the conformance suite that ask their client for something. */
final class InputFixtures {

    private InputFixtures() {}

    static List<Offer.OfferedTool> tools() {
        return List.of(
                tool(
                        "test_sampling",
                        (exchange, arguments) -> {
                            if (!exchange.can(Ability.SAMPLING)) {
                                throw ProtocolError.missing(Ability.SAMPLING);
                            }
                            var prompt = String.valueOf(arguments.get("prompt"));
                            return result("LLM response: " + ask(exchange, "answer", sampling(prompt)));
                        },
                        "prompt"),
                tool(
                        "test_elicitation",
                        (exchange, arguments) -> result("User response: "
                                + ask(
                                        exchange,
                                        "answer",
                                        form(
                                                String.valueOf(arguments.get("message")),
                                                Map.of("username", string(), "email", string())))),
                        "message"),
                tool("test_elicitation_sep1034_defaults", (exchange, _) -> completed(exchange, defaults())),
                tool("test_elicitation_sep1330_enums", (exchange, _) -> completed(exchange, enums())),
                tool("test_streaming_elicitation", (exchange, _) -> {
                    exchange.progress(1, null, "asking");
                    return completed(exchange, Map.of("name", string()));
                }),
                tool("test_input_required_result_elicitation", (exchange, _) -> {
                    var answer = ask(exchange, "user_name", form("What is your name?", Map.of("name", string())));
                    return result("Hello, " + content(answer).get("name") + "!");
                }),
                tool(
                        "test_input_required_result_sampling",
                        (exchange, _) -> result(String.valueOf(
                                ask(exchange, "capital_question", sampling("What is the capital of France?"))))),
                tool(
                        "test_input_required_result_list_roots",
                        (exchange, _) -> result(String.valueOf(ask(exchange, "client_roots", roots())))),
                tool("test_input_required_result_request_state", (exchange, _) -> {
                    ask(exchange, "confirm", confirmation());
                    return result("state-ok");
                }),
                tool("test_input_required_result_tampered_state", (exchange, _) -> {
                    ask(exchange, "confirm", confirmation());
                    return result("state-ok");
                }),
                tool("test_input_required_result_multiple_inputs", (exchange, _) -> {
                    var requests = new LinkedHashMap<String, Map<String, Object>>();
                    requests.put("user_name", form("What is your name?", Map.of("name", string())));
                    requests.put("greeting", sampling("Generate a greeting"));
                    requests.put("client_roots", roots());
                    return result(String.valueOf(
                            exchange.ask(new Questions(requests, null)).byKey()));
                }),
                tool("test_input_required_result_multi_round", (exchange, _) -> {
                    ask(exchange, "step1", form("Step 1: What is your name?", Map.of("name", string())));
                    ask(exchange, "step2", form("Step 2: What is your favorite color?", Map.of("color", string())));
                    return result("both are known");
                }),
                tool("test_input_required_result_capabilities", (exchange, _) -> {
                    var requests = new LinkedHashMap<String, Map<String, Object>>();
                    if (exchange.can(Ability.ELICITATION)) {
                        requests.put("confirm", confirmation());
                    }
                    if (exchange.can(Ability.SAMPLING)) {
                        requests.put("greeting", sampling("Generate a greeting"));
                    }
                    return result(String.valueOf(
                            exchange.ask(new Questions(requests, null)).byKey()));
                }));
    }

    static Offer.OfferedPrompt prompt() {
        return ConformanceFixtures.prompt("test_input_required_result_prompt", List.of(), (exchange, _) -> {
            var answer = ask(
                    exchange, "user_context", form("What context should the prompt use?", Map.of("context", string())));
            return messages(List.of(text("Use this context: " + content(answer).get("context"))));
        });
    }

    private static Map<String, Object> completed(Exchange exchange, Map<String, Object> properties) {
        var answer = ask(exchange, "answer", form("Please answer", properties));
        return result("Elicitation completed: action=" + answer.get("action") + ", content=" + content(answer));
    }

    private static Map<String, Object> ask(Exchange exchange, String key, Map<String, Object> request) {
        return requireNonNull(
                exchange.ask(new Questions(Map.of(key, request), null)).byKey().get(key));
    }

    private static Map<?, ?> content(Map<String, Object> answer) {
        return answer.get("content") instanceof Map<?, ?> content ? content : Map.of();
    }

    private static Map<String, Object> confirmation() {
        return form("Please confirm", Map.of("ok", Map.of("type", "boolean")));
    }

    private static Map<String, Object> form(String message, Map<String, Object> properties) {
        var schema = Map.of("type", "object", "properties", properties, "required", List.copyOf(properties.keySet()));
        return Map.of(
                "method",
                "elicitation/create",
                "params",
                Map.of("mode", "form", "message", message, "requestedSchema", schema));
    }

    private static Map<String, Object> sampling(String question) {
        var message = Map.of("role", "user", "content", text(question));
        return Map.of(
                "method", "sampling/createMessage", "params", Map.of("messages", List.of(message), "maxTokens", 100));
    }

    private static Map<String, Object> roots() {
        return Map.of("method", "roots/list", "params", Map.of());
    }

    private static Map<String, Object> string() {
        return Map.of("type", "string");
    }

    private static Map<String, Object> defaults() {
        var properties = new LinkedHashMap<String, Object>();
        properties.put("name", Map.of("type", "string", "default", "John Doe"));
        properties.put("age", Map.of("type", "integer", "default", 30));
        properties.put("score", Map.of("type", "number", "default", 95.5));
        properties.put(
                "status",
                Map.of("type", "string", "enum", List.of("active", "inactive", "pending"), "default", "active"));
        properties.put("verified", Map.of("type", "boolean", "default", true));
        return properties;
    }

    private static Map<String, Object> enums() {
        var properties = new LinkedHashMap<String, Object>();
        var three = List.of("option1", "option2", "option3");
        properties.put("untitledSingle", Map.of("type", "string", "enum", three));
        properties.put("titledSingle", Map.of("type", "string", "oneOf", titled()));
        properties.put(
                "legacyEnum",
                Map.of(
                        "type",
                        "string",
                        "enum",
                        List.of("opt1", "opt2", "opt3"),
                        "enumNames",
                        List.of("Option One", "Option Two", "Option Three")));
        properties.put("untitledMulti", Map.of("type", "array", "items", Map.of("type", "string", "enum", three)));
        properties.put("titledMulti", Map.of("type", "array", "items", Map.of("anyOf", titled())));
        return properties;
    }

    private static List<Map<String, Object>> titled() {
        return List.of(
                Map.of("const", "value1", "title", "First Option"),
                Map.of("const", "value2", "title", "Second Option"),
                Map.of("const", "value3", "title", "Third Option"));
    }
}
