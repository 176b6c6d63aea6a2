package io.lexiops.server.helm;

import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolFailed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.zip.GZIPInputStream;

/** Copies and unpacks charts: only plain files, not too many, not too large, none outside of the folder. */
final class ChartFiles {

    private static final int MOST_FILES = 5_000;
    private static final int MOST_BYTES = 50 << 20;
    private static final int BLOCK = 512;

    private final Path target;
    private int files;
    private long bytes;

    private ChartFiles(Path target) {
        this.target = target;
    }

    static void copy(Path source, Path target, BiFunction<Path, byte[], byte[]> change) {
        var copy = new ChartFiles(target);
        try (var all = Files.walk(source)) {
            for (var file : all.toList()) {
                if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    continue;
                }
                if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw refused("it holds a link or a special file");
                }
                var name = source.relativize(file).toString();
                copy.add(name, change.apply(file, Files.readAllBytes(file)));
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Unpacks a .tgz as Helm packages it. */
    static void unpack(byte[] archive, Path target) {
        var copy = new ChartFiles(target);
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(archive))) {
            var tar = gzip.readNBytes(MOST_BYTES + 1);
            if (tar.length > MOST_BYTES) {
                throw refused("it unpacks to more than " + MOST_BYTES + " bytes");
            }
            copy.untar(tar);
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            throw unreadable(e);
        }
    }

    private void untar(byte[] tar) throws IOException {
        String longName = "";
        int at = 0;
        while (at + BLOCK <= tar.length && tar[at] != 0) {
            var name = text(tar, at + 345, 155).isEmpty()
                            || !text(tar, at + 257, 5).equals("ustar")
                    ? text(tar, at, 100)
                    : text(tar, at + 345, 155) + "/" + text(tar, at, 100);
            int size = Integer.parseInt("0" + text(tar, at + 124, 12).strip(), 8);
            char kind = (char) tar[at + 156];
            int from = at + BLOCK;
            if (size > tar.length - from) {
                throw new IOException("the archive ends in the middle of a file");
            }
            switch (kind) {
                case '0', '\0' -> {
                    var content = new byte[size];
                    System.arraycopy(tar, from, content, 0, size);
                    add(longName.isEmpty() ? name : longName, content);
                    longName = "";
                }
                case 'L' -> longName = text(tar, from, size);
                case 'x' -> longName = paxPath(text(tar, from, size));
                case '5', 'g' -> longName = "";
                default -> throw refused("it holds a link or a special file");
            }
            at = from + (size + BLOCK - 1) / BLOCK * BLOCK;
        }
    }

    private static String paxPath(String records) {
        return records.lines()
                .filter(line -> line.contains(" path="))
                .map(line -> line.substring(line.indexOf(" path=") + 6))
                .findFirst()
                .orElse("");
    }

    private static String text(byte[] tar, int from, int length) {
        int end = from;
        while (end < from + length && tar[end] != 0) {
            end++;
        }
        return new String(tar, from, end - from, StandardCharsets.UTF_8);
    }

    private void add(String name, byte[] content) throws IOException {
        var file = target.resolve(name).normalize();
        var parent = file.getParent();
        if (parent == null || !file.startsWith(target) || file.equals(target)) {
            throw refused("it holds a file outside of itself");
        }
        bytes += content.length;
        if (++files > MOST_FILES || bytes > MOST_BYTES) {
            throw refused("it has more than " + MOST_FILES + " files or " + MOST_BYTES + " bytes");
        }
        Files.createDirectories(parent);
        Files.write(file, content);
    }

    private static ToolFailed refused(String why) {
        return new ToolFailed(ErrorCode.REFUSED, "this chart is refused: " + why, "repackage it with helm package");
    }

    private static ToolFailed unreadable(Exception cause) {
        return new ToolFailed(ErrorCode.INVALID_ARGUMENT, "this chart cannot be read", "", Map.of(), cause);
    }
}
