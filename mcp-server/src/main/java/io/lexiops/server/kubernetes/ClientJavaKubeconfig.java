package io.lexiops.server.kubernetes;

import io.kubernetes.client.util.KubeConfig;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads a kubeconfig. What would start another program to log in is refused: this program starts none. */
final class ClientJavaKubeconfig {

    private ClientJavaKubeconfig() {}

    static KubeConfig read(Reader reader, @Nullable File file, @Nullable String context) throws IOException {
        var config = load(reader);
        if (file != null) {
            config.setFile(file);
        }
        var wanted = context == null ? config.getCurrentContext() : context;
        if (wanted == null || !config.setContext(wanted)) {
            throw new IOException("there is no context '" + wanted + "'; there are: "
                    + String.join(", ", names(config.getContexts())));
        }
        refusePrograms(config, wanted);
        return config;
    }

    /** The contexts of a file. */
    static Contexts contexts(Path file) throws IOException {
        try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            var config = load(reader);
            return new Contexts(names(config.getContexts()), config.getCurrentContext());
        }
    }

    /**
     * What a kubeconfig offers.
     *
     * @param current null if it says nothing
     */
    record Contexts(List<String> names, @Nullable String current) {
        Contexts {
            names = List.copyOf(names);
        }
    }

    /** The library's own errors quote the file, and with it tokens and keys; these only say where. */
    private static KubeConfig load(Reader reader) throws IOException {
        try {
            return KubeConfig.loadKubeConfig(reader);
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            throw new IOException("the kubeconfig is no valid YAML"
                    + (mark == null
                            ? ""
                            : " in line %d, column %d".formatted(mark.getLine() + 1, mark.getColumn() + 1)));
        } catch (ClassCastException | NullPointerException | YAMLException _) {
            throw new IOException("the kubeconfig is empty, or no mapping with clusters, users and contexts");
        }
    }

    private static void refusePrograms(KubeConfig config, String context) throws IOException {
        var user = entry(config.getContexts(), context, "context").get("user");
        var settings = entry(config.getUsers(), String.valueOf(user), "user");
        for (var kind : List.of("exec", "auth-provider")) {
            if (settings.get(kind) != null) {
                throw new IOException("the user '" + user + "' logs in by '" + kind
                        + "', which would start another program: use a token or a client certificate");
            }
        }
    }

    private static Map<?, ?> entry(@Nullable List<Object> entries, String name, String key) {
        return Objects.requireNonNullElse(entries, List.of()).stream()
                .filter(Map.class::isInstance)
                .map(item -> (Map<?, ?>) item)
                .filter(item -> name.equals(item.get("name")))
                .map(item -> item.get(key))
                .filter(Map.class::isInstance)
                .<Map<?, ?>>map(item -> (Map<?, ?>) item)
                .findFirst()
                .orElse(Map.of());
    }

    private static List<String> names(@Nullable List<Object> entries) {
        return Objects.requireNonNullElse(entries, List.of()).stream()
                .filter(Map.class::isInstance)
                .map(item -> String.valueOf(((Map<?, ?>) item).get("name")))
                .toList();
    }
}
