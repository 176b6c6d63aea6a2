package io.lexiops.server.helm;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** The part of the cluster's configuration that Helm needs to reach it by itself. */
@ConfigurationProperties("copilot.kubernetes")
record HelmClusterProperties(
        @Nullable Path kubeconfig, @Nullable String context) {}
