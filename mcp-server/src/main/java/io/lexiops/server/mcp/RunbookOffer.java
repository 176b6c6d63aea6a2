package io.lexiops.server.mcp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springframework.core.io.Resource;

/** The runbooks that come with the copilot, at {@code runbook://{id}}. */
final class RunbookOffer implements Offer {

    private static final String SCHEME = "runbook://";
    private static final Pattern TITLE = Pattern.compile("(?m)^title: *(.+)$");

    private final List<OfferedResource> runbooks;

    /**
     * Reads them.
     *
     * @param files Markdown with front matter, named after their id
     */
    RunbookOffer(Resource[] files) {
        var sorted = new TreeMap<String, OfferedResource>();
        for (var file : files) {
            var id = String.valueOf(file.getFilename()).replace(".md", "");
            var text = text(file);
            var title = TITLE.matcher(text);
            sorted.put(id, new Runbook(id, title.find() ? title.group(1).strip() : id, text));
        }
        this.runbooks = List.copyOf(sorted.values());
    }

    @Override
    public List<OfferedResource> resources() {
        return runbooks;
    }

    @Override
    public List<OfferedTemplate> templates() {
        return List.of(new ById(runbooks));
    }

    private static String text(Resource file) {
        try {
            return file.getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the runbook " + file + " cannot be read", e);
        }
    }

    private record Runbook(String id, String title, String text) implements OfferedResource {

        @Override
        public String uri() {
            return SCHEME + id;
        }

        @Override
        public String name() {
            return id;
        }

        @Override
        public Map<String, Object> definition() {
            var definition = new LinkedHashMap<String, Object>();
            definition.put("uri", uri());
            definition.put("name", id);
            definition.put("title", title);
            definition.put("mimeType", "text/markdown");
            return definition;
        }

        @Override
        public Map<String, Object> read(Exchange exchange) {
            return Map.of("contents", List.of(Map.of("uri", uri(), "mimeType", "text/markdown", "text", text)));
        }
    }

    private record ById(List<OfferedResource> runbooks) implements OfferedTemplate {

        @Override
        public String name() {
            return "runbook";
        }

        @Override
        public String uriTemplate() {
            return SCHEME + "{id}";
        }

        @Override
        public Map<String, Object> definition() {
            return Map.of(
                    "name",
                    name(),
                    "uriTemplate",
                    uriTemplate(),
                    "description",
                    "What to look at and what to do, for one kind of trouble or task.",
                    "mimeType",
                    "text/markdown");
        }

        @Override
        public Map<String, Object> read(Exchange exchange, String uri, Map<String, String> variables) {
            throw Offers.noSuchResource(uri, "there is no such runbook; resources/list has them");
        }

        @Override
        public List<String> complete(Exchange exchange, String argument, String begun, Map<String, String> other) {
            return runbooks.stream()
                    .map(OfferedResource::name)
                    .filter(id -> id.startsWith(begun))
                    .toList();
        }
    }
}
