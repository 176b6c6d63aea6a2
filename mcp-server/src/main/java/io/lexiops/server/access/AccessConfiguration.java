package io.lexiops.server.access;

import io.lexiops.server.settings.LiveSettings;
import io.lexiops.server.settings.OAuthProperties;
import io.lexiops.server.settings.ServerProperties;
import io.lexiops.server.tool.StatusEntry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who may come, and where they may go. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    @Bean
    Fence fence(LiveSettings live) {
        return new Fence(live.derive(settings -> {
            // A token request would hand out a credential: no redaction can mend that.
            var denied = new HashSet<>(settings.deniedKinds());
            denied.addAll(Set.of("TokenRequest", "TokenReview"));
            return new Fence.Limits(settings.namespaces(), denied);
        }));
    }

    @Bean
    ToolScopes toolScopes(ServerProperties properties) {
        var oauth = properties.oauth();
        return new ToolScopes(oauth == null ? Map.of() : oauth.toolScopes());
    }

    @Bean
    ProtectedResource protectedResource(ServerProperties properties, ToolScopes scopes) {
        return new ProtectedResource(properties.oauth(), scopes.supported());
    }

    /** Nothing is fetched before a token comes. */
    @Bean
    Issuer issuer(ServerProperties properties, Clock clock) {
        var oauth = properties.oauth();
        return oauth == null
                ? new Issuer(null, null)
                : new Issuer(oauth, new IssuerKeys(oauth, new IssuerDocuments(oauth), clock));
    }

    @Bean
    StatusEntry waysIn(ServerProperties properties, LiveSettings live, Issuer issuer) {
        return new WaysIn(properties, live, issuer.keys());
    }

    /** The cheapest first; what leaves this machine last. */
    @Bean
    Callers callers(
            ServerProperties properties,
            LiveSettings live,
            Issuer issuer,
            ObjectProvider<TokenReviews> reviews,
            Clock clock) {
        var kinds = new ArrayList<Callers>();
        var known = live.derive(settings -> new StaticTokenCallers(settings.tokens()));
        kinds.add(token -> known.get().byToken(token));
        var oauth = issuer.settings();
        var keys = issuer.keys();
        if (oauth != null && keys != null) {
            kinds.add(new JoseCallers(oauth, keys, clock));
        }
        var review = properties.tokenReview();
        if (review != null && review.enabled()) {
            kinds.add(new ReviewedCallers(review, reviews::getObject, clock));
        }
        return new EveryKindOfCaller(kinds);
    }

    /** The one issuer, or none. */
    record Issuer(
            @Nullable OAuthProperties settings, @Nullable IssuerKeys keys) {}
}
