package io.lexiops.agent.knowledge;

import io.lexiops.agent.knowledge.SnakeYamlFrontMatter.Unreadable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Reads the Markdown files of a commit; a file that did not change is not read again. */
final class KnowledgeReader {

    private static final int MAX_ENTRIES = 20_000;

    private static final int MAX_FILES = 5_000;

    private static final String SUFFIX = ".md";

    private final GitRepository repository;

    private volatile Map<String, KnowledgeFile> known = new ConcurrentHashMap<>();

    KnowledgeReader(GitRepository repository) {
        this.repository = repository;
    }

    /** What a commit holds. */
    record Contents(String commit, SequencedMap<String, KnowledgeFile> files, List<UnreadableFile> unread) {}

    Contents read(String commit) throws IOException {
        var files = new TreeMap<String, KnowledgeFile>();
        var unread = new ArrayList<UnreadableFile>();
        var entries = repository.files(commit, MAX_ENTRIES);
        if (entries.size() == MAX_ENTRIES) {
            unread.add(
                    new UnreadableFile("(all)", 0, "more than %d files; the rest is not read".formatted(MAX_ENTRIES)));
        }
        for (var entry : entries) {
            if (isKnowledge(entry.path())) {
                var file = readFile(entry, files.size(), unread);
                if (file != null) {
                    files.put(entry.path(), file);
                }
            }
        }
        return new Contents(commit, files, List.copyOf(unread));
    }

    /** Forgets files that the contents no longer hold. */
    void keepOnly(Contents contents) {
        var kept = new ConcurrentHashMap<String, KnowledgeFile>();
        contents.files().values().forEach(file -> kept.put(key(file.path(), file.blob()), file));
        known = kept;
    }

    /** A README says how to write knowledge; it is not knowledge. */
    private static boolean isKnowledge(String path) {
        return path.endsWith(SUFFIX)
                && !path.substring(path.lastIndexOf('/') + 1).equalsIgnoreCase("readme.md");
    }

    private @Nullable KnowledgeFile readFile(GitFile entry, int soFar, List<UnreadableFile> unread) throws IOException {
        if (!GitEdit.isSafePath(entry.path())) {
            unread.add(new UnreadableFile(
                    LessonFile.line(entry.path()), 0, "the name may hold only letters, digits, '.', '_', '-' and '/'"));
            return null;
        }
        if (entry.kind() != GitFile.Kind.FILE) {
            unread.add(new UnreadableFile(entry.path(), 0, "is a link, not a file"));
            return null;
        }
        if (entry.size() > MarkdownReader.MAX_BYTES) {
            unread.add(
                    new UnreadableFile(entry.path(), 0, "is larger than %d bytes".formatted(MarkdownReader.MAX_BYTES)));
            return null;
        }
        if (soFar >= MAX_FILES) {
            unread.add(new UnreadableFile(entry.path(), 0, "is beyond the first %d files".formatted(MAX_FILES)));
            return null;
        }
        var file = known.get(key(entry.path(), entry.blob()));
        if (file != null) {
            return file;
        }
        try {
            var fresh = MarkdownReader.read(entry.path(), entry.blob(), repository.read(entry.blob()));
            known.put(key(entry.path(), entry.blob()), fresh);
            return fresh;
        } catch (Unreadable e) {
            unread.add(e.in(entry.path()));
            return null;
        }
    }

    private static String key(String path, String blob) {
        return blob + " " + path;
    }
}
