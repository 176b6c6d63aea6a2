package io.lexiops.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Packs in a directory: one folder for each, or the directory is itself a pack. What begins with a dot is not looked at; links
 * are not followed.
 */
final class DirectoryPacks {

    private static final int MAX_FILES = 2_000;

    private static final int MAX_DEPTH = 8;

    private DirectoryPacks() {}

    static List<PackFiles> read(Path directory, List<RuleError> errors) {
        try {
            var root = directory.toRealPath();
            var files = files(root);
            if (files.size() > MAX_FILES) {
                errors.add(new RuleError(".", 0, 0, "more than %d files".formatted(MAX_FILES)));
                return List.of();
            }
            return Files.exists(root.resolve("pack.yaml"), LinkOption.NOFOLLOW_LINKS)
                    ? List.of(new PackFiles(String.valueOf(root.getFileName()), "", contents(root, files, errors)))
                    : folders(root, files, errors);
        } catch (IOException e) {
            errors.add(new RuleError(".", 0, 0, "the directory cannot be read: " + e));
            return List.of();
        }
    }

    private static List<PackFiles> folders(Path root, List<Path> files, List<RuleError> errors) throws IOException {
        var byFolder = new TreeMap<String, List<Path>>();
        for (var file : files) {
            var path = root.relativize(file);
            if (path.getNameCount() > 1) {
                byFolder.computeIfAbsent(path.getName(0).toString(), _ -> new ArrayList<>())
                        .add(file);
            } else if (PackFiles.isYaml(path.toString())) {
                errors.add(new RuleError(
                        path.toString(), 0, 0, "belongs to no pack: a rule lies in PACK/guards/ or its like"));
            }
        }
        var packs = new ArrayList<PackFiles>();
        for (var folder : byFolder.entrySet()) {
            var contents = contents(root.resolve(folder.getKey()), folder.getValue(), errors);
            if (contents.keySet().stream().anyMatch(PackFiles::isYaml)) {
                packs.add(new PackFiles(folder.getKey(), folder.getKey() + "/", contents));
            }
        }
        return packs;
    }

    private static List<Path> files(Path root) throws IOException {
        try (var walk = Files.walk(root, MAX_DEPTH)) {
            return walk.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .filter(path -> !isHidden(root.relativize(path)))
                    .limit(MAX_FILES + 1L)
                    .toList();
        }
    }

    private static boolean isHidden(Path path) {
        for (var part : path) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static SortedMap<String, byte[]> contents(Path folder, List<Path> files, List<RuleError> errors)
            throws IOException {
        var contents = new TreeMap<String, byte[]>();
        for (var file : files) {
            var path = folder.relativize(file).toString().replace('\\', '/');
            if (Files.size(file) > 4L * RuleYaml.MAX_CHARACTERS) {
                errors.add(
                        new RuleError(path, 0, 0, "is longer than %d characters".formatted(RuleYaml.MAX_CHARACTERS)));
            } else if (PackFiles.isYaml(path)) {
                contents.put(path, Files.readAllBytes(file));
            }
        }
        return contents;
    }
}
