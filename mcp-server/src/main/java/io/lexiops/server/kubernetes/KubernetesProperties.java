package io.lexiops.server.kubernetes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which cluster. Without any of it: the cluster that this program runs in, else {@code $KUBECONFIG}, else
 * {@code ~/.kube/config}.
 *
 * @param sandbox      use the built-in simulated cluster
 * @param sandboxState where the simulated cluster is kept between two runs; null keeps it in memory only
 * @param sandboxKubeconfig where a kubeconfig of the simulated cluster is written, for kubectl; null writes none
 * @param kubeconfig   a kubeconfig file
 * @param context      a context of it; null means its current one
 * @param contexts     contexts of it that are served at the same time, {@code *} for all of them; calls then name one.
 *                     Empty means only {@code context}
 * @param namespace    where calls without a namespace are meant; null means the context's, or the program's own
 * @param timeout      longest wait for one answer of the API server
 */
@ConfigurationProperties("copilot.kubernetes")
record KubernetesProperties(
        @DefaultValue("false") boolean sandbox,
        @Nullable Path sandboxState,
        @Nullable Path sandboxKubeconfig,
        @Nullable Path kubeconfig,
        @Nullable String context,
        @DefaultValue List<String> contexts,
        @Nullable String namespace,
        @DefaultValue("30s") Duration timeout) {

    KubernetesProperties {
        contexts = contexts.stream()
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
