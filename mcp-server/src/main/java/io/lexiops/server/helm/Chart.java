package io.lexiops.server.helm;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A chart in a private temporary folder; gone when it is closed. */
public final class Chart implements AutoCloseable {

    // what a template can ask that rendering without the cluster answers differently
    private static final Pattern DEPENDS_ON_CLUSTER = Pattern.compile(
            "\\b(lookup|randAlpha\\w*|randNumeric|randAscii|randBytes|genCA\\w*|genSelfSignedCert\\w*|genSignedCert\\w*"
                    + "|genPrivateKey|uuidv4|now|htpasswd|bcrypt)\\b|\\.Capabilities\\.APIVersions|\\.Release\\.(IsUpgrade|Revision)");
    private static final Pattern ACTION = Pattern.compile("\\{\\{.*?}}", Pattern.DOTALL);

    private final Path temporary;
    private final Path folder;
    private final Map<String, Object> metadata;

    /** Takes over the folder: it is deleted on close. */
    Chart(Path temporary, Path folder) {
        this.temporary = temporary;
        this.folder = folder;
        try {
            this.metadata = YamlDocuments.parse(Files.readString(folder.resolve("Chart.yaml")))
                    .getFirst();
        } catch (IOException | RuntimeException e) {
            throw new ToolFailed(
                    ErrorCode.INVALID_ARGUMENT, "this is no chart: its Chart.yaml cannot be read", "", Map.of(), e);
        }
    }

    static Path newFolder() {
        try {
            return Files.createTempDirectory("chart-"); // mode 0700
        } catch (IOException e) {
            throw new ToolFailed(ErrorCode.INTERNAL, "no temporary folder can be made", "", Map.of(), e);
        }
    }

    Path folder() {
        return folder;
    }

    String name() {
        return String.valueOf(metadata.get("name"));
    }

    String version() {
        return String.valueOf(metadata.get("version"));
    }

    /** What a reader of the preview should know about this chart. */
    List<String> warnings() {
        var warnings = new ArrayList<String>();
        try (var files = Files.walk(folder)) {
            var all = files.filter(Files::isRegularFile).toList();
            if (all.stream().anyMatch(file -> contains(file, "crds"))) {
                warnings.add("the chart brings CRDs; they are not installed here, a cluster administrator must do it");
            }
            for (var file : all) {
                if (contains(file, "templates")
                        && dependsOnCluster(Files.readString(file, StandardCharsets.ISO_8859_1))) {
                    warnings.add("template " + folder.relativize(file)
                            + " depends on the live cluster or on chance; the result can differ from this preview");
                }
            }
        } catch (IOException e) {
            throw new ToolFailed(ErrorCode.INTERNAL, "the chart cannot be read", "", Map.of(), e);
        }
        return warnings;
    }

    private boolean contains(Path file, String directory) {
        for (var part : folder.relativize(file)) {
            if (part.toString().equals(directory)) {
                return true;
            }
        }
        return false;
    }

    private static boolean dependsOnCluster(String template) {
        return ACTION.matcher(template)
                .results()
                .anyMatch(action -> DEPENDS_ON_CLUSTER.matcher(action.group()).find());
    }

    @Override
    public void close() {
        delete(temporary);
    }

    static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new ToolFailed(ErrorCode.INTERNAL, "a temporary folder cannot be deleted", "", Map.of(), e);
        }
    }
}
