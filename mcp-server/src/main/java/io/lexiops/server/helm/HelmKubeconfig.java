package io.lexiops.server.helm;

import io.lexiops.server.tool.ClusterContext;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The kubeconfig that Helm is given, as text: that of the configured cluster, or one made of the pod's own service account.
 * Read at each use, because tokens rotate, and because the next call may be for another of its contexts.
 */
final class HelmKubeconfig {

    private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    private final HelmClusterProperties cluster;
    private final Map<String, String> environment;
    private final Optional<String> sandbox;
    private final Supplier<Optional<String>> current;

    HelmKubeconfig(HelmClusterProperties cluster, Map<String, String> environment) {
        this(cluster, environment, Optional.empty(), () -> Optional.ofNullable(cluster.context()));
    }

    /**
     * @param sandbox the kubeconfig of the simulated cluster, if that is the one
     * @param current the context of calls that name none; empty takes the file's own
     */
    HelmKubeconfig(
            HelmClusterProperties cluster,
            Map<String, String> environment,
            Optional<String> sandbox,
            Supplier<Optional<String>> current) {
        this.cluster = cluster;
        this.environment = Map.copyOf(environment);
        this.sandbox = sandbox;
        this.current = current;
    }

    /** Why Helm cannot reach the cluster; empty if it can. */
    Optional<String> missing() {
        return sandbox.isPresent() || file().isPresent() || inCluster()
                ? Optional.empty()
                : Optional.of("no cluster is configured: set copilot.kubernetes.kubeconfig");
    }

    String contents() {
        if (sandbox.isPresent()) {
            return sandbox.get();
        }
        try {
            var file = file();
            if (file.isPresent()) {
                return withContext(file.get());
            }
            if (inCluster()) {
                return ofServiceAccount();
            }
        } catch (IOException e) {
            throw new ToolFailed(ErrorCode.BACKEND_UNAVAILABLE, "the kubeconfig cannot be read", "", Map.of(), e);
        }
        throw new ToolFailed(ErrorCode.BACKEND_NOT_CONFIGURED, missing().orElse(""), "");
    }

    private Optional<Path> file() {
        var configured = cluster.kubeconfig();
        if (configured != null) {
            return Optional.of(configured);
        }
        if (inCluster()) {
            return Optional.empty(); // the same order as the Kubernetes backend: both must mean one cluster
        }
        var candidates = new ArrayList<Path>();
        for (var path : environment.getOrDefault("KUBECONFIG", "").split(File.pathSeparator)) {
            if (!path.isBlank()) {
                candidates.add(Path.of(path));
            }
        }
        if (environment.containsKey("HOME")) {
            candidates.add(Path.of(environment.get("HOME"), ".kube", "config"));
        }
        return candidates.stream().filter(Files::isRegularFile).findFirst();
    }

    private String withContext(Path file) throws IOException {
        var text = Files.readString(file);
        var context = ClusterContext.told().or(current);
        if (context.isEmpty()) {
            return text;
        }
        var config = new LinkedHashMap<String, Object>(YamlDocuments.parse(text).getFirst());
        config.put("current-context", context.get());
        return YamlDocuments.print(config);
    }

    private boolean inCluster() {
        return environment.containsKey("KUBERNETES_SERVICE_HOST") && Files.isReadable(ACCOUNT.resolve("token"));
    }

    private String ofServiceAccount() throws IOException {
        var host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
        var server = "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
        var authority = Base64.getEncoder().encodeToString(Files.readAllBytes(ACCOUNT.resolve("ca.crt")));
        var token = Files.readString(ACCOUNT.resolve("token")).strip();
        return YamlDocuments.print(Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Config",
                "clusters",
                List.of(Map.of(
                        "name", "own", "cluster", Map.of("server", server, "certificate-authority-data", authority))),
                "users",
                List.of(Map.of("name", "own", "user", Map.of("token", token))),
                "contexts",
                List.of(Map.of("name", "own", "context", Map.of("cluster", "own", "user", "own"))),
                "current-context",
                "own"));
    }
}
