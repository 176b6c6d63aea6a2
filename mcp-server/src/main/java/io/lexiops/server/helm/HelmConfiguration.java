package io.lexiops.server.helm;

import io.lexiops.server.access.Fence;
import io.lexiops.server.change.ChangePipeline;
import io.lexiops.server.kubernetes.Kubernetes;
import io.lexiops.server.kubernetes.Readiness;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.sandbox.Sandbox;
import io.lexiops.server.tool.ServedContexts;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the Helm backend together. */
@Configuration(proxyBeanMethods = false)
class HelmConfiguration {

    @Bean
    HelmKubeconfig helmKubeconfig(
            HelmClusterProperties cluster, ServedContexts contexts, ObjectProvider<Sandbox> sandbox) {
        var simulated = Optional.ofNullable(sandbox.getIfAvailable()).map(Sandbox::kubeconfig);
        return new HelmKubeconfig(cluster, System.getenv(), simulated, () -> Optional.of(contexts.current()));
    }

    @Bean
    HelmReleases helmReleases(@Qualifier(Kubernetes.EVERY_KIND) Kubernetes kubernetes, HelmKubeconfig kubeconfig) {
        return new HelmJavaReleases(kubernetes, kubeconfig);
    }

    @Bean
    HelmToolset helmToolset(
            HelmReleases releases,
            @Qualifier(Kubernetes.EVERY_KIND) Kubernetes kubernetes,
            Fence fence,
            Readiness readiness,
            HelmProperties properties,
            HelmKubeconfig kubeconfig,
            ChangePipeline pipeline,
            Redactor redactor) {
        var charts = new ChartSources(properties, OkHttpCharts.of(properties.sources()));
        var missing = properties.enabled()
                ? kubeconfig.missing()
                : Optional.of("Helm is switched off: copilot.helm.enabled=false");
        return new HelmToolset(
                new HelmCluster(releases, new ManifestChanges(kubernetes), kubernetes, readiness),
                charts,
                pipeline,
                redactor,
                fence,
                missing);
    }
}
