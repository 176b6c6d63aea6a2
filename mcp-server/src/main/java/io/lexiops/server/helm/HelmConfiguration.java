package io.lexiops.server.helm;

import io.lexiops.server.change.ChangePipeline;
import io.lexiops.server.kubernetes.Kubernetes;
import io.lexiops.server.redact.Redactor;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the Helm backend together. */
@Configuration(proxyBeanMethods = false)
class HelmConfiguration {

    @Bean
    HelmReleases helmReleases(Kubernetes kubernetes, HelmClusterProperties cluster) {
        return new HelmJavaReleases(kubernetes, new HelmKubeconfig(cluster, System.getenv()));
    }

    @Bean
    HelmToolset helmToolset(
            HelmReleases releases,
            Kubernetes kubernetes,
            HelmProperties properties,
            HelmClusterProperties cluster,
            ChangePipeline pipeline,
            Redactor redactor) {
        var charts = new ChartSources(properties, OkHttpCharts.of(properties.sources()));
        var missing = properties.enabled()
                ? new HelmKubeconfig(cluster, System.getenv()).missing()
                : Optional.of("Helm is switched off: copilot.helm.enabled=false");
        return new HelmToolset(
                new HelmCluster(releases, new ManifestChanges(kubernetes), kubernetes),
                charts,
                pipeline,
                redactor,
                missing);
    }
}
