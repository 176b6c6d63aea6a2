package io.lexiops.agent.cli;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which cluster, and the home that belongs to it: every cluster has cases, keys and knowledge of its own.
 *
 * @param kubeconfig null in the sandbox
 * @param context    null means the current one of the kubeconfig
 */
record Installation(
        Home home,
        boolean sandbox,
        @Nullable Path kubeconfig,
        @Nullable String context) {

    private static final String LAST = "last.json";

    /** From the options; commands about an existing case may leave them out and mean the last installation used. */
    static Installation of(ClusterOptions options, boolean lastWillDo) {
        var root = root(options);
        if (!options.sandbox && options.kubeconfig == null && options.context == null && lastWillDo) {
            var last = last(root);
            if (last.isPresent()) {
                return last.get();
            }
        }
        var installation = options.sandbox
                ? new Installation(new Home(root.resolve("sandbox")), true, null, null)
                : ofCluster(root, options);
        installation.remember(root);
        return installation;
    }

    private static Installation ofCluster(Path root, ClusterOptions options) {
        var kubeconfig = kubeconfig(options).toAbsolutePath();
        if (!Files.isReadable(kubeconfig)) {
            throw new CliFailed("there is no kubeconfig at " + kubeconfig
                    + ": name one with --kubeconfig, or use --sandbox for the built-in cluster");
        }
        var context = options.context;
        var name = "cluster-" + digest(kubeconfig + "\n" + context);
        return new Installation(new Home(root.resolve(name)), false, kubeconfig, context);
    }

    private static Path kubeconfig(ClusterOptions options) {
        if (options.kubeconfig != null) {
            return options.kubeconfig;
        }
        var named = System.getenv("KUBECONFIG");
        if (named != null && !named.isBlank()) {
            return Path.of(named.split(File.pathSeparator, -1)[0]);
        }
        return Path.of(System.getProperty("user.home"), ".kube", "config");
    }

    private static Path root(ClusterOptions options) {
        if (options.home != null) {
            return options.home.toAbsolutePath();
        }
        var named = System.getenv("COPILOT_HOME");
        return named == null || named.isBlank()
                ? Path.of(System.getProperty("user.home"), ".copilot")
                : Path.of(named).toAbsolutePath();
    }

    private void remember(Path root) {
        var words = new LinkedHashMap<String, Object>();
        words.put("folder", home.folder().toString());
        words.put("sandbox", sandbox);
        if (kubeconfig != null) {
            words.put("kubeconfig", kubeconfig.toString());
        }
        if (context != null) {
            words.put("context", context);
        }
        new Home(root).write(LAST, words);
    }

    private static Optional<Installation> last(Path root) {
        return new Home(root)
                .read(LAST)
                .map(words -> new Installation(
                        new Home(Path.of(String.valueOf(words.get("folder")))),
                        Boolean.TRUE.equals(words.get("sandbox")),
                        words.get("kubeconfig") instanceof String path ? Path.of(path) : null,
                        words.get("context") instanceof String name ? name : null));
    }

    /** For people: what the programs are connected to. */
    String words() {
        return sandbox
                ? "the built-in sandbox"
                : "the cluster of " + kubeconfig + (context == null ? "" : ", context " + context);
    }

    /** The part of the server's settings that says which cluster. */
    Map<String, Object> clusterSettings() {
        var settings = new LinkedHashMap<String, Object>();
        settings.put("copilot.kubernetes.sandbox", sandbox);
        if (sandbox) {
            settings.put(
                    "copilot.kubernetes.sandbox-state",
                    home.folder().resolve("sandbox-state.json").toString());
            settings.put(
                    "copilot.kubernetes.sandbox-kubeconfig",
                    home.folder().resolve("kubeconfig").toString());
        }
        if (kubeconfig != null) {
            settings.put("copilot.kubernetes.kubeconfig", kubeconfig.toString());
        }
        if (context != null) {
            settings.put("copilot.kubernetes.context", context);
        }
        return settings;
    }

    private static String digest(String words) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(words.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
