package io.lexiops.rules;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The packs that are part of the program: {@code packs/} beside these classes, in a jar or in a directory. */
final class ClasspathPacks {

    private static final String ROOT = "packs/";

    private ClasspathPacks() {}

    static List<PackFiles> read() throws IOException {
        var marker = RulePacks.class.getResource("/" + ROOT + "core/pack.yaml");
        if (marker == null) {
            throw new IOException("the program holds no packs");
        }
        if (marker.openConnection() instanceof JarURLConnection connection) {
            return jar(connection);
        }
        var errors = new ArrayList<RuleError>();
        var packs = DirectoryPacks.read(
                Path.of(URI.create(marker.toString())).resolve("../..").normalize(), errors);
        if (!errors.isEmpty()) {
            throw new IOException(errors.toString());
        }
        return packs;
    }

    private static List<PackFiles> jar(JarURLConnection connection) throws IOException {
        var contents = new TreeMap<String, SortedMap<String, byte[]>>();
        var jar = connection.getJarFile(); // shared with the class loader, and closed by it
        for (var entry : jar.stream().toList()) {
            var name = entry.getName();
            if (name.startsWith(ROOT) && PackFiles.isYaml(name)) {
                var path = name.substring(ROOT.length());
                int slash = path.indexOf('/');
                try (var in = jar.getInputStream(entry)) {
                    contents.computeIfAbsent(path.substring(0, slash), _ -> new TreeMap<>())
                            .put(path.substring(slash + 1), in.readAllBytes());
                }
            }
        }
        return contents.entrySet().stream()
                .map(pack -> new PackFiles(pack.getKey(), pack.getKey() + "/", pack.getValue()))
                .toList();
    }
}
