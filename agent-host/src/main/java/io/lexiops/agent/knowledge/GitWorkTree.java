package io.lexiops.agent.knowledge;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.LockFailedException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/**
 * The checked-out files beside the repository, which belong to the people.
 *
 * <p>After a commit of ours a file is replaced only if it and its index entry are exactly what the commit before held;
 * an edit, staged or not, stays. While the branch moves we hold git's own index lock, so a person's
 * {@code git commit} cannot start from files that lack our commit and thereby undo it. If somebody else holds the lock
 * for long, the branch moves all the same and the files follow later; a mark in the git directory remembers that,
 * also across a crash.
 */
final class GitWorkTree {

    private static final int LOCK_ATTEMPTS = 20;

    private static final long PAUSE_MILLIS = 25;

    private static final int MAX_BETWEEN = 200;

    private static final long MAX_FILE = 4_000_000;

    private static final String NO_COMMIT = "-";

    private final Path root;

    private final Repository repository;

    private final Path mark;

    private volatile List<String> notices = List.of();

    GitWorkTree(Path root, Repository repository) {
        this.root = root;
        this.repository = repository;
        this.mark = repository.getDirectory().toPath().resolve("copilot-behind");
    }

    interface Move {
        GitOutcome run() throws IOException;
    }

    /** Moves the branch and lets the clean files follow. */
    GitOutcome following(@Nullable String from, ObjectId to, Move move) throws IOException {
        if (!showsMain()) {
            return move.run();
        }
        var index = lockIndex();
        if (index == null) {
            behindSince(from);
            return move.run();
        }
        try {
            // The mark comes first: after a crash between the two moves, files and index still follow.
            var since = behindSince(from);
            var outcome = move.run();
            if (outcome instanceof GitOutcome.Committed) {
                follow(since, to, index);
                notices = List.of();
                Files.deleteIfExists(mark);
            }
            return outcome;
        } finally {
            index.unlock();
        }
    }

    /** Does what an earlier move had to leave. */
    void catchUp() throws IOException {
        if (!Files.exists(mark)) {
            notices = List.of();
            return;
        }
        var head = repository.resolve(Constants.HEAD);
        if (head == null || !showsMain()) {
            return;
        }
        var index = lockIndex();
        if (index != null) {
            try {
                follow(marked(head.name()), head, index);
                Files.deleteIfExists(mark);
                notices = List.of();
            } finally {
                index.unlock();
            }
        }
    }

    List<String> notices() {
        return notices;
    }

    void pause() throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the repository", e);
        }
    }

    /** A person may have checked out another branch: then these files are not ours to touch. */
    private boolean showsMain() throws IOException {
        return (Constants.R_HEADS + GitRepository.MAIN).equals(repository.getFullBranch());
    }

    /** The commit that files and index show: the marked one, else the given one, which is marked now. */
    private @Nullable String behindSince(@Nullable String from) throws IOException {
        try {
            Files.writeString(mark, from == null ? NO_COMMIT : from, StandardOpenOption.CREATE_NEW);
            return from;
        } catch (FileAlreadyExistsException e) {
            return marked(from);
        }
    }

    private @Nullable String marked(@Nullable String otherwise) throws IOException {
        try {
            var from = Files.readString(mark).strip();
            return ObjectId.isId(from) ? from : null;
        } catch (NoSuchFileException e) {
            // Another process has brought the files up to date meanwhile.
            return otherwise;
        }
    }

    private @Nullable DirCache lockIndex() throws IOException {
        for (int attempt = 0; attempt < LOCK_ATTEMPTS; attempt++) {
            try {
                return DirCache.lock(repository, null);
            } catch (LockFailedException e) {
                notices = List.of(
                        "git's index in " + root + " is locked (index.lock): the branch is up to date, the files"
                                + " there are not. If no git command is running, remove .git/index.lock.");
                pause();
            } catch (CorruptObjectException e) {
                notices = List.of(
                        "git's index in %s cannot be read (%s): the branch is up to date, the files there are not."
                                .formatted(root, e.getMessage()));
                return null;
            }
        }
        return null;
    }

    private void follow(@Nullable String from, ObjectId to, DirCache index) throws IOException {
        var editor = index.editor();
        try (var walk = new RevWalk(repository);
                var tree = new TreeWalk(repository)) {
            if (from == null) {
                tree.addTree(new EmptyTreeIterator());
            } else {
                tree.addTree(walk.parseCommit(ObjectId.fromString(from)).getTree());
            }
            tree.addTree(walk.parseCommit(to).getTree());
            tree.setRecursive(true);
            tree.setFilter(TreeFilter.ANY_DIFF);
            var between = between(walk, from, to);
            while (tree.next()) {
                var path = tree.getPathString();
                var before = new HashSet<>(List.of(plainBlob(tree, 0)));
                for (var commit : between) {
                    before.add(blobIn(commit, path));
                }
                followFile(path, before, plainBlob(tree, 1), index.getEntry(path), editor);
            }
        }
        editor.finish();
        index.write();
        if (!index.commit()) {
            throw new IOException("git's index in " + root + " could not be replaced");
        }
    }

    /** Commits whose files the work tree may show although the mark is older: another process was half-way. */
    private static List<RevCommit> between(RevWalk walk, @Nullable String from, ObjectId to) throws IOException {
        walk.markStart(walk.parseCommit(to));
        if (from != null) {
            walk.markUninteresting(walk.parseCommit(ObjectId.fromString(from)));
        }
        walk.next();
        var commits = new ArrayList<RevCommit>();
        for (var commit = walk.next(); commit != null && commits.size() < MAX_BETWEEN; commit = walk.next()) {
            commits.add(commit);
        }
        return commits;
    }

    private ObjectId blobIn(RevCommit commit, String path) throws IOException {
        try (var tree = TreeWalk.forPath(repository, path, commit.getTree())) {
            return tree == null ? ObjectId.zeroId() : plainBlob(tree, 0);
        }
    }

    /** The blob on one side, or the zero id if there is none; links and submodules stay for people to check out. */
    private static ObjectId plainBlob(TreeWalk tree, int side) {
        var mode = tree.getFileMode(side);
        return mode.equals(FileMode.REGULAR_FILE) || mode.equals(FileMode.EXECUTABLE_FILE)
                ? tree.getObjectId(side)
                : ObjectId.zeroId();
    }

    private void followFile(
            String path, Set<ObjectId> before, ObjectId after, @Nullable DirCacheEntry staged, DirCacheEditor editor)
            throws IOException {
        var stagedBlob = staged == null ? ObjectId.zeroId() : staged.getObjectId();
        if (!before.contains(stagedBlob) || (staged != null && staged.getStage() != DirCacheEntry.STAGE_0)) {
            return;
        }
        var file = placeOf(path);
        if (file == null) {
            return;
        }
        if (before.contains(blobOf(file))) {
            write(file, after);
        }
        if (after.equals(ObjectId.zeroId())) {
            editor.add(new DirCacheEditor.DeletePath(path));
        } else {
            editor.add(entry(path, file, after));
        }
    }

    private DirCacheEditor.PathEdit entry(String path, Path file, ObjectId blob) throws IOException {
        var clean = blobOf(file).equals(blob);
        var length = clean ? Files.size(file) : 0;
        var modified = clean
                ? Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant()
                : null;
        return new DirCacheEditor.PathEdit(path) {
            @Override
            public void apply(DirCacheEntry entry) {
                entry.setFileMode(FileMode.REGULAR_FILE);
                entry.setObjectId(blob);
                entry.setLength(length);
                if (modified != null) {
                    entry.setLastModified(modified);
                }
            }
        };
    }

    /** The file's place, or null if the path leads out of the work tree or through a link. */
    private @Nullable Path placeOf(String path) {
        var file = root;
        for (var part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..") || part.equalsIgnoreCase(Constants.DOT_GIT)) {
                return null;
            }
            if (!file.equals(root) && Files.isSymbolicLink(file)) {
                return null;
            }
            file = file.resolve(part);
        }
        return file;
    }

    private static ObjectId blobOf(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return ObjectId.zeroId();
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_FILE) {
            // Not a file of ours: an id that no blob has keeps it from being replaced.
            return ObjectId.fromRaw(new int[] {-1, -1, -1, -1, -1});
        }
        try (var formatter = new ObjectInserter.Formatter()) {
            return formatter.idFor(Constants.OBJ_BLOB, Files.readAllBytes(file));
        }
    }

    private void write(Path file, ObjectId blob) throws IOException {
        if (blob.equals(ObjectId.zeroId())) {
            Files.deleteIfExists(file);
            return;
        }
        var parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        var fresh = mark.resolveSibling("copilot-file");
        Files.write(fresh, repository.open(blob, Constants.OBJ_BLOB).getBytes());
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
