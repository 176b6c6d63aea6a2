package io.lexiops.server.mcp;

import io.lexiops.server.tool.Caller;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** All that is offered, in the order of the names. */
final class Offers {

    private final Map<String, Offer.OfferedTool> tools;
    private final Map<String, Offer.OfferedPrompt> prompts;
    private final Map<String, Offer.OfferedResource> resources;
    private final Map<String, Offer.OfferedTemplate> templates;
    private final boolean logs;
    private final boolean watches;

    /**
     * Collects what is offered.
     *
     * @throws IllegalStateException if two things have one name
     */
    Offers(List<Offer> offers) {
        this.tools = collected(offers, Offer::tools, Offer.OfferedTool::name);
        this.prompts = collected(offers, Offer::prompts, Offer.OfferedPrompt::name);
        this.resources = collected(offers, Offer::resources, Offer.OfferedResource::uri);
        this.templates = collected(offers, Offer::templates, Offer.OfferedTemplate::uriTemplate);
        this.logs = offers.stream().anyMatch(Offer::logs);
        this.watches = offers.stream().anyMatch(Offer::watches);
    }

    Collection<Offer.OfferedTool> tools() {
        return tools.values();
    }

    Collection<Offer.OfferedPrompt> prompts() {
        return prompts.values();
    }

    Collection<Offer.OfferedResource> resources() {
        return resources.values();
    }

    Collection<Offer.OfferedTemplate> templates() {
        return templates.values();
    }

    Optional<Offer.OfferedTool> tool(String name) {
        return Optional.ofNullable(tools.get(name));
    }

    Optional<Offer.OfferedPrompt> prompt(String name) {
        return Optional.ofNullable(prompts.get(name));
    }

    Optional<Offer.OfferedTemplate> template(String uriTemplate) {
        return Optional.ofNullable(templates.get(uriTemplate));
    }

    boolean logs() {
        return logs;
    }

    boolean watches() {
        return watches;
    }

    /**
     * Reads the resource at an address.
     *
     * @throws ProtocolError if there is none
     */
    Map<String, Object> read(Exchange exchange, String uri) {
        var fixed = resources.get(uri);
        if (fixed != null && fixed.visibleTo(exchange.caller())) {
            return fixed.read(exchange);
        }
        for (var template : templates.values()) {
            var variables = UriTemplate.of(template.uriTemplate()).match(uri);
            if (variables.isPresent() && template.visibleTo(exchange.caller())) {
                return template.read(exchange, uri, variables.get());
            }
        }
        throw noSuchResource(
                uri, "there is no such resource; resources/list and resources/templates/list tell what there is");
    }

    /** The address or the template that an address is of; {@code unknown} if it is of none. */
    String shape(String uri) {
        if (resources.containsKey(uri)) {
            return uri;
        }
        return templates.keySet().stream()
                .filter(template -> UriTemplate.of(template).match(uri).isPresent())
                .findFirst()
                .orElse("unknown");
    }

    static ProtocolError noSuchResource(String uri, String why) {
        return new ProtocolError(JsonRpc.INVALID_PARAMS, why, Map.of("uri", uri));
    }

    /** The definitions of those that the caller may see. */
    static List<Map<String, Object>> definitions(Collection<? extends Offer.Listed> all, Caller caller) {
        return all.stream()
                .filter(one -> one.visibleTo(caller))
                .map(Offer.Listed::definition)
                .toList();
    }

    private static <T> Map<String, T> collected(
            List<Offer> offers, Function<Offer, List<T>> what, Function<T, String> name) {
        var all = new TreeMap<String, T>();
        for (var offer : offers) {
            for (var one : what.apply(offer)) {
                if (all.put(name.apply(one), one) != null) {
                    throw new IllegalStateException("two things are offered as " + name.apply(one));
                }
            }
        }
        return Collections.unmodifiableMap(all);
    }
}
