package io.lexiops.server.access;

import io.lexiops.server.settings.ServerProperties;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who may come, and where they may go. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    @Bean
    Fence fence(ServerProperties properties) {
        // A token request would hand out a credential: no redaction can mend that.
        var denied = new java.util.HashSet<>(properties.deniedKinds());
        denied.addAll(Set.of("TokenRequest", "TokenReview"));
        return new Fence(properties.namespaces(), denied);
    }

    @Bean
    Callers callers(ServerProperties properties) {
        return new StaticTokenCallers(properties.tokens());
    }
}
