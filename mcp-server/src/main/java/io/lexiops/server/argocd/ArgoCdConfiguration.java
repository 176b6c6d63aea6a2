package io.lexiops.server.argocd;

import io.lexiops.server.access.Fence;
import io.lexiops.server.http.Credential;
import io.lexiops.server.http.HttpBackend;
import io.lexiops.server.http.OkHttpJson;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Chooses the adapter. */
@Configuration(proxyBeanMethods = false)
class ArgoCdConfiguration {

    @Bean
    ArgoCd argoCd(ArgoCdProperties properties, Fence fence) {
        var url = properties.url();
        if (url == null || !properties.missing().isEmpty()) {
            return new UnconfiguredArgoCd(properties.missing());
        }
        var credential = Credential.bearer(properties.token(), properties.tokenFile());
        var backend = new HttpBackend(
                        "argocd", url, credential, properties.caFile(), properties.timeout(), properties.maxBody())
                .credentialIsSafe(credential.present(), properties.plainHttp());
        return new FencedArgoCd(new OkHttpArgoCd(new OkHttpJson(backend)), fence);
    }
}
