package io.lexiops.server.prometheus;

import io.lexiops.server.access.Fence;
import io.lexiops.server.http.Credential;
import io.lexiops.server.http.HttpBackend;
import io.lexiops.server.http.OkHttpJson;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Chooses the adapter. */
@Configuration(proxyBeanMethods = false)
class PrometheusConfiguration {

    @Bean
    Prometheus prometheus(PrometheusProperties properties, Fence fence) {
        var url = properties.url();
        if (url == null) {
            return new UnconfiguredPrometheus();
        }
        var user = properties.username();
        var password = properties.password();
        var credential = user == null || password == null
                ? Credential.bearer(properties.token(), properties.tokenFile())
                : Credential.basic(user, password);
        var backend = new HttpBackend(
                        "prometheus", url, credential, properties.caFile(), properties.timeout(), properties.maxBody())
                .credentialIsSafe(credential.present(), properties.plainHttp());
        return new FencedPrometheus(new OkHttpPrometheus(new OkHttpJson(backend), properties.timeout()), fence);
    }
}
