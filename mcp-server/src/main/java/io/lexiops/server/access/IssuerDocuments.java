package io.lexiops.server.access;

import io.lexiops.server.http.HttpBackend;
import io.lexiops.server.http.OkHttpJson;
import io.lexiops.server.settings.OAuthProperties;
import io.lexiops.server.tool.ToolFailed;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads the issuer's metadata and keys: within a time, up to a size, and never behind a redirect. */
record IssuerDocuments(OAuthProperties settings) implements Function<URI, Map<String, Object>> {

    private static final int LARGEST = 256 * 1024;

    @Override
    public Map<String, Object> apply(URI address) {
        try {
            var query = address.getRawQuery();
            var base = query == null ? address : URI.create(address.toString().replace("?" + query, ""));
            var backend =
                    new HttpBackend("oauth", base, Optional::empty, settings.caFile(), settings.timeout(), LARGEST);
            var answer = new OkHttpJson(backend).get(List.of(), parameters(query == null ? "" : query));
            if (!answer.ok() || answer.json().isEmpty()) {
                throw new IssuerAway(address + " answers " + answer.status() + " and no JSON object", null);
            }
            return answer.json();
        } catch (ToolFailed e) {
            throw new IssuerAway(String.valueOf(e.getMessage()), e);
        }
    }

    private static List<Map.Entry<String, String>> parameters(String query) {
        var parameters = new ArrayList<Map.Entry<String, String>>();
        for (var part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parameters.add(Map.entry(
                        URLDecoder.decode(part.substring(0, equals), StandardCharsets.UTF_8),
                        URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8)));
            }
        }
        return parameters;
    }
}
