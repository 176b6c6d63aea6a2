package io.lexiops.agent.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Which cluster a command is about; may stand before or after the command. */
final class ClusterOptions {

    @Option(names = "--sandbox", scope = ScopeType.INHERIT, description = "use the built-in simulated cluster")
    boolean sandbox;

    @Option(
            names = "--kubeconfig",
            scope = ScopeType.INHERIT,
            paramLabel = "PATH",
            description = "which kubeconfig to use; else $KUBECONFIG, else ~/.kube/config")
    @Nullable Path kubeconfig;

    @Option(
            names = "--context",
            scope = ScopeType.INHERIT,
            paramLabel = "NAME",
            description = "which context of the kubeconfig; else its current one")
    @Nullable String context;

    @Option(
            names = {"-n", "--namespace"},
            scope = ScopeType.INHERIT,
            paramLabel = "NAMESPACE",
            description = "where words without a namespace are meant")
    @Nullable String namespace;

    @Option(
            names = "--home",
            scope = ScopeType.INHERIT,
            paramLabel = "DIR",
            description = "where cases, knowledge and keys are kept; else $COPILOT_HOME, else ~/.copilot")
    @Nullable Path home;
}
