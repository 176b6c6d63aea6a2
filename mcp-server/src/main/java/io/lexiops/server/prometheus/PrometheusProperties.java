package io.lexiops.server.prometheus;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Prometheus is.
 *
 * @param url       null means that there is none
 * @param token     bearer token; beside it a file that is read at each call
 * @param username  for basic authentication, with password
 * @param caFile    PEM certificates to trust instead of the system's
 * @param plainHttp the operator's word that a credential may travel over plain http
 * @param timeout   for one query
 * @param maxBody   bytes of an answer that are read at most
 * @param maxRange  the longest time that a range query may span
 */
@ConfigurationProperties("copilot.prometheus")
public record PrometheusProperties(
        @Nullable URI url,
        @Nullable String token,
        @Nullable Path tokenFile,
        @Nullable String username,
        @Nullable String password,
        @Nullable Path caFile,
        @DefaultValue("false") boolean plainHttp,
        @DefaultValue("15s") Duration timeout,
        @DefaultValue("8388608") int maxBody,
        @DefaultValue("31d") Duration maxRange) {

    public PrometheusProperties {
        if ((username == null) != (password == null)) {
            throw new IllegalArgumentException("copilot.prometheus.username and password belong together");
        }
        if (username != null && (token != null || tokenFile != null)) {
            throw new IllegalArgumentException("copilot.prometheus takes a token or a user with password, not both");
        }
    }

    /** Only for tests and programs that build the backend by hand. */
    public static PrometheusProperties at(URI url) {
        return new PrometheusProperties(
                url, null, null, null, null, null, false, Duration.ofSeconds(15), 8 << 20, Duration.ofDays(31));
    }
}
