package io.lexiops.server.argocd;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Argo CD is.
 *
 * @param url       null means that there is none
 * @param token     of an Argo CD account or project role; beside it a file that is read at each call
 * @param caFile    PEM certificates to trust instead of the system's
 * @param plainHttp the operator's word that the token may travel over plain http
 * @param timeout   for one call
 * @param maxBody   bytes of an answer that are read at most
 */
@ConfigurationProperties("copilot.argocd")
public record ArgoCdProperties(
        @Nullable URI url,
        @Nullable String token,
        @Nullable Path tokenFile,
        @Nullable Path caFile,
        @DefaultValue("false") boolean plainHttp,
        @DefaultValue("20s") Duration timeout,
        @DefaultValue("33554432") int maxBody) {

    /** Why the tools are hidden; empty if all is there. */
    String missing() {
        if (url == null) {
            return "Argo CD is not configured: set copilot.argocd.url and copilot.argocd.token";
        }
        return token == null && tokenFile == null
                ? "Argo CD is not configured: set copilot.argocd.token or copilot.argocd.token-file"
                : "";
    }
}
