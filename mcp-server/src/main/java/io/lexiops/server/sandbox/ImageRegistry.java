package io.lexiops.server.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The registry from which the simulated nodes pull, and what it answers when it does not have an image. */
final class ImageRegistry {

    private static final Pattern REFERENCE = Pattern.compile(
            "([a-z0-9]+(?:[._-]+[a-z0-9]+)*(?::\\d+)?(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*)(?::([\\w][\\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?");

    /** The applets of a small Linux userland. */
    private static final Set<String> USERLAND = Set.of(
            ("sh ash echo sleep cat ls wget nc tail head grep sed env true false test [ date id hostname httpd vi awk"
                            + " basename chmod chown cp cut dd df dirname du expr find free kill ln mkdir mktemp mv nslookup od ping ps printf"
                            + " pwd rm rmdir seq sort stat sync tar tee touch tr tty uname uniq uptime wc which whoami xargs yes timeout busybox")
                    .split(" "));

    private final List<ContainerImage> images;

    private ImageRegistry(List<ContainerImage> images) {
        this.images = List.copyOf(images);
    }

    static ImageRegistry load() {
        try (var in = ImageRegistry.class.getResourceAsStream("/sandbox/images.yaml")) {
            if (in == null) {
                throw new IllegalStateException("sandbox/images.yaml is not on the class path");
            }
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            var images = new ArrayList<ContainerImage>();
            Trees.items(SnakeYamlDocuments.read("images:\n" + text).getFirst(), "images")
                    .forEach(node -> images.add(image(node)));
            return new ImageRegistry(images);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ContainerImage image(JsonNode node) {
        var binaries = new HashSet<>(Trees.texts(node, "binaries"));
        if (binaries.contains("busybox")) {
            binaries.addAll(USERLAND);
        }
        var http = new HashMap<Integer, Set<String>>();
        node.path("http")
                .properties()
                .forEach(
                        entry -> http.put(Integer.parseInt(entry.getKey()), Set.copyOf(Trees.texts(entry.getValue()))));
        var ports = new HashSet<Integer>(http.keySet());
        Trees.items(node, "ports").forEach(port -> ports.add(port.asInt()));
        var boot = Trees.text(node, "boot").replace("s", "");
        return new ContainerImage(
                Trees.text(node, "repository"),
                Set.copyOf(Trees.texts(node, "tags")),
                Trees.textOr("amd64", node, "architecture"),
                Trees.texts(node, "entrypoint"),
                Trees.texts(node, "command"),
                binaries,
                http,
                ports,
                Quantity.of(Trees.textOr("1Mi", node, "memory")),
                boot.isEmpty() ? 0 : Long.parseLong(boot) * 1000,
                Trees.texts(node, "logs"));
    }

    static boolean isReference(String image) {
        return REFERENCE.matcher(image).matches();
    }

    Optional<ContainerImage> find(String reference) {
        var matcher = REFERENCE.matcher(reference);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var tag = matcher.group(2) == null ? "latest" : matcher.group(2);
        return images.stream()
                .filter(image -> image.repository().equals(matcher.group(1))
                        && image.tags().contains(tag))
                .findFirst();
    }

    /** Why the image can't be pulled, in the words of containerd. */
    String refusal(String reference) {
        var full = full(reference);
        var start = "failed to pull and unpack image " + ApiFailure.quoted(full) + ": failed to resolve reference "
                + ApiFailure.quoted(full) + ": ";
        var host = full.substring(0, full.indexOf('/'));
        if (images.stream().anyMatch(image -> image.repository().startsWith(host + "/"))) {
            return "rpc error: code = NotFound desc = " + start + full + ": not found";
        }
        var registry = host.equals("docker.io") ? "registry-1.docker.io" : host;
        var path = full.substring(full.indexOf('/') + 1);
        int colon = path.lastIndexOf(':');
        return "rpc error: code = Unknown desc = " + start + "failed to do request: Head \"https://" + registry + "/v2/"
                + path.substring(0, colon) + "/manifests/" + path.substring(colon + 1) + "\": dial tcp: lookup "
                + registry
                + ": no such host";
    }

    private static String full(String reference) {
        int slash = reference.indexOf('/');
        var first = slash < 0 ? "" : reference.substring(0, slash);
        boolean hasHost = first.contains(".") || first.contains(":") || first.equals("localhost");
        var named = hasHost ? reference : "docker.io/" + (slash < 0 ? "library/" : "") + reference;
        return named.lastIndexOf(':') > named.lastIndexOf('/') ? named : named + ":latest";
    }
}
