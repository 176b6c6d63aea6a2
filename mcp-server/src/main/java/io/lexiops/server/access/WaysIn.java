package io.lexiops.server.access;

import io.lexiops.server.settings.LiveSettings;
import io.lexiops.server.settings.ServerProperties;
import io.lexiops.server.tool.StatusEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How callers are known here, and what is wrong with it: an issuer that does not answer is seen before somebody complains. */
record WaysIn(
        ServerProperties properties,
        LiveSettings live,
        @Nullable IssuerKeys keys) implements StatusEntry {

    @Override
    public String key() {
        return "authentication";
    }

    @Override
    public Object value() {
        var ways = new ArrayList<Map<String, Object>>();
        int tokens = live.current().tokens().size();
        if (tokens > 0) {
            ways.add(Map.of("kind", "tokens", "callers", (long) tokens));
        }
        var oauth = properties.oauth();
        if (oauth != null && keys != null) {
            var way = new LinkedHashMap<String, Object>();
            way.put("kind", "oauth");
            way.put("issuer", oauth.issuer().toString());
            way.put("state", keys.problem().isEmpty() ? "ready" : "unavailable");
            if (!keys.problem().isEmpty()) {
                way.put("why", keys.problem());
            }
            ways.add(way);
        }
        if (properties.reviewsTokens()) {
            ways.add(Map.of("kind", "token-review"));
        }
        return List.copyOf(ways);
    }
}
