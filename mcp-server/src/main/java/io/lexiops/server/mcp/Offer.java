package io.lexiops.server.mcp;

import io.lexiops.server.tool.Caller;
import java.util.List;
import java.util.Map;

/**
 * What clients may use, in the words of no particular revision of the protocol: definitions and results are the JSON trees
 * that all revisions share. Handlers throw {@link ProtocolError}, and whatever {@link Exchange#ask} throws.
 */
interface Offer {

    default List<OfferedTool> tools() {
        return List.of();
    }

    default List<OfferedPrompt> prompts() {
        return List.of();
    }

    default List<OfferedResource> resources() {
        return List.of();
    }

    default List<OfferedTemplate> templates() {
        return List.of();
    }

    /** Whether anything here sends log messages. */
    default boolean logs() {
        return false;
    }

    /** Whether clients may subscribe to its resources. */
    default boolean watches() {
        return false;
    }

    /** Something that can be found in a list. */
    interface Listed {

        String name();

        Map<String, Object> definition();

        default boolean visibleTo(Caller caller) {
            return true;
        }
    }

    /** A tool. */
    interface OfferedTool extends Listed {

        /** Arguments that are repeated in an HTTP header, with the end of the header's name: {@code namespace -> Namespace}. */
        default Map<String, String> headers() {
            return Map.of();
        }

        /** Returns a CallToolResult. */
        Map<String, Object> call(Exchange exchange, Map<String, Object> arguments);
    }

    /** Something whose arguments can be completed. */
    interface Completing extends Listed {

        /**
         * Values that the argument may have.
         *
         * @param begun what was typed so far
         * @param other the arguments that are known already
         */
        default List<String> complete(Exchange exchange, String argument, String begun, Map<String, String> other) {
            return List.of();
        }
    }

    /** A prompt. */
    interface OfferedPrompt extends Completing {

        /** Returns a GetPromptResult. */
        Map<String, Object> get(Exchange exchange, Map<String, String> arguments);
    }

    /** A resource at one address. */
    interface OfferedResource extends Listed {

        String uri();

        /** Returns a ReadResourceResult. */
        Map<String, Object> read(Exchange exchange);
    }

    /** Resources whose addresses have one shape. */
    interface OfferedTemplate extends Completing {

        /** RFC 6570, level 1: {@code k8s://{context}/{namespace}/{kind}/{name}}. */
        String uriTemplate();

        /** Returns a ReadResourceResult. */
        Map<String, Object> read(Exchange exchange, String uri, Map<String, String> variables);
    }
}
