package io.lexiops.agent.knowledge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.merge.MergeStrategy;
import org.eclipse.jgit.merge.ResolveMerger;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * A git repository that people and this program write to at the same time.
 *
 * <p>It has a work tree, so a person can go there, edit and commit. We never commit through that work tree: trees are
 * built in memory and the branch moves by compare-and-set, so what a person has not committed, or has only staged,
 * stays untouched ({@link GitWorkTree}). No process is started and no hook or filter of the repository runs.
 */
public final class GitRepository implements AutoCloseable {

    public static final String MAIN = "main";

    private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,199}");

    private static final int MAX_DIFF = 200_000;

    private static final int MAX_ATTEMPTS = 20;

    private final Path directory;

    private final Repository repository;

    private final GitWorkTree workTree;

    private final Clock clock;

    private final ReentrantLock writing = new ReentrantLock();

    /** Computes what to commit on top of a head. */
    public interface EditFor {
        /**
         * The edit for one head; called again if the branch moved meanwhile.
         *
         * @param head the commit at the end of the branch; null if the branch does not exist yet
         */
        Optional<GitEdit> head(@Nullable String head) throws IOException;
    }

    private GitRepository(Path directory, Repository repository, Clock clock) {
        this.directory = directory;
        this.repository = repository;
        this.workTree = new GitWorkTree(directory, repository);
        this.clock = clock;
    }

    /**
     * Opens the repository in the directory, or makes an empty one there; other files in it stay as they are.
     *
     * @throws IOException if there is a repository that cannot be read
     */
    public static GitRepository open(Path directory, Clock clock) throws IOException {
        GitSystemReader.install();
        var real = Files.createDirectories(directory).toRealPath();
        var gitDirectory = real.resolve(Constants.DOT_GIT);
        if (!Files.exists(gitDirectory)) {
            create(real, gitDirectory);
        }
        var repository = new FileRepositoryBuilder()
                .setGitDir(gitDirectory.toFile())
                .setWorkTree(real.toFile())
                .setMustExist(true)
                .build();
        var opened = new GitRepository(real, repository, clock);
        opened.workTree.catchUp();
        return opened;
    }

    /** Made aside and moved into place: a crash half-way must not leave something that looks like a repository. */
    private static void create(Path directory, Path gitDirectory) throws IOException {
        var aside = Files.createTempDirectory(directory, ".init-");
        try (var git =
                Git.init().setDirectory(aside.toFile()).setInitialBranch(MAIN).call()) {
            var config = git.getRepository().getConfig();
            // A clone may push to us: git then updates the work tree, or refuses if it holds uncommitted edits.
            // Said explicitly: git takes a pushed-to repository that does not say so for a bare one.
            config.setBoolean("core", null, "bare", false);
            config.setBoolean("gc", null, "autoDetach", false);
            // A remote's objects are looked at before they are let in.
            config.setBoolean("transfer", null, "fsckObjects", true);
            config.setString("receive", null, "denyCurrentBranch", "updateInstead");
            config.save();
        } catch (GitAPIException e) {
            throw new IOException("cannot make a git repository in " + directory, e);
        }
        Files.move(aside.resolve(Constants.DOT_GIT), gitDirectory, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(aside);
    }

    public Path directory() {
        return directory;
    }

    Repository jgit() {
        return repository;
    }

    /** The commit at the end of a branch of this repository. */
    public Optional<String> head(String branch) throws IOException {
        return Optional.ofNullable(repository.exactRef(Constants.R_HEADS + branch))
                .map(Ref::getObjectId)
                .map(ObjectId::name);
    }

    /** The full id of the commit that an id, a branch or a tag names. */
    public Optional<String> resolve(String revision) throws IOException {
        if (!REVISION.matcher(revision).matches() || revision.contains("..")) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(repository.resolve(revision + "^{commit}"))
                    .map(ObjectId::name);
        } catch (RevisionSyntaxException e) {
            return Optional.empty();
        }
    }

    /** Names of the branches that begin with the prefix, sorted. */
    public List<String> branches(String prefix) throws IOException {
        return repository.getRefDatabase().getRefsByPrefix(Constants.R_HEADS + prefix).stream()
                .map(ref -> ref.getName().substring(Constants.R_HEADS.length()))
                .sorted()
                .toList();
    }

    /**
     * The entries of a commit's tree, in the order of their paths.
     *
     * @param limit at most so many; a tree with more is cut
     */
    public List<GitFile> files(String commit, int limit) throws IOException {
        var files = new ArrayList<GitFile>();
        try (var walk = new RevWalk(repository);
                var tree = new TreeWalk(repository)) {
            tree.addTree(walk.parseCommit(ObjectId.fromString(commit)).getTree());
            tree.setRecursive(true);
            while (files.size() < limit && tree.next()) {
                var kind = kind(tree.getFileMode(0));
                var id = tree.getObjectId(0);
                var size = kind == GitFile.Kind.FILE ? tree.getObjectReader().getObjectSize(id, Constants.OBJ_BLOB) : 0;
                files.add(new GitFile(tree.getPathString(), id.name(), size, kind));
            }
        }
        return files;
    }

    private static GitFile.Kind kind(FileMode mode) {
        if (mode.equals(FileMode.SYMLINK)) {
            return GitFile.Kind.LINK;
        }
        return mode.equals(FileMode.GITLINK) ? GitFile.Kind.SUBMODULE : GitFile.Kind.FILE;
    }

    /** The bytes of a blob that {@link #files} listed; the caller has looked at its size. */
    public byte[] read(String blob) throws IOException {
        return repository.open(ObjectId.fromString(blob), Constants.OBJ_BLOB).getBytes();
    }

    /** The text of one plain file in a commit. */
    public Optional<String> text(String commit, String path) throws IOException {
        try (var walk = new RevWalk(repository);
                var tree = TreeWalk.forPath(
                        repository,
                        path,
                        walk.parseCommit(ObjectId.fromString(commit)).getTree())) {
            return tree == null || kind(tree.getFileMode(0)) != GitFile.Kind.FILE || tree.isSubtree()
                    ? Optional.empty()
                    : Optional.of(new String(read(tree.getObjectId(0).name()), StandardCharsets.UTF_8));
        }
    }

    /**
     * Commits, newest first.
     *
     * @param from  the commit to begin with
     * @param until commits that this one can reach are left out; null for the whole history
     */
    public List<GitRevision> log(String from, @Nullable String until, int limit) throws IOException {
        var revisions = new ArrayList<GitRevision>();
        try (var walk = new RevWalk(repository)) {
            walk.markStart(walk.parseCommit(ObjectId.fromString(from)));
            if (until != null) {
                walk.markUninteresting(walk.parseCommit(ObjectId.fromString(until)));
            }
            for (var commit = walk.next(); commit != null && revisions.size() < limit; commit = walk.next()) {
                revisions.add(revision(commit));
            }
        }
        return revisions;
    }

    private static GitRevision revision(RevCommit commit) {
        var trailers = new LinkedHashMap<String, List<String>>();
        commit.getFooterLines()
                .forEach(line -> trailers.computeIfAbsent(line.getKey(), key -> new ArrayList<>())
                        .add(line.getValue()));
        return new GitRevision(
                commit.name(),
                List.of(commit.getParents()).stream().map(RevCommit::name).toList(),
                commit.getAuthorIdent().getName(),
                commit.getAuthorIdent().getWhenAsInstant(),
                commit.getFullMessage(),
                trailers);
    }

    /** Whether the second commit contains the first. */
    public boolean reaches(String ancestor, String commit) throws IOException {
        try (var walk = new RevWalk(repository)) {
            return walk.isMergedInto(
                    walk.parseCommit(ObjectId.fromString(ancestor)), walk.parseCommit(ObjectId.fromString(commit)));
        }
    }

    /** The unified diff between two commits, cut at 200,000 characters. */
    public String diff(String from, String to) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var walk = new RevWalk(repository);
                var formatter = new DiffFormatter(out)) {
            formatter.setRepository(repository);
            formatter.format(
                    walk.parseCommit(ObjectId.fromString(from)).getTree(),
                    walk.parseCommit(ObjectId.fromString(to)).getTree());
        }
        var text = out.toString(StandardCharsets.UTF_8);
        return text.length() <= MAX_DIFF ? text : text.substring(0, MAX_DIFF) + "\n(cut: the diff is longer)\n";
    }

    /**
     * Commits an edit that is computed from the head, again and again until nobody else moved the branch in between.
     *
     * @param editFor computes the edit, or empty if nothing is to be done
     * @return the commit, or empty if {@code editFor} wanted none
     */
    public Optional<String> commitOnHead(String branch, EditFor editFor) throws IOException {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            var head = head(branch).orElse(null);
            var edit = editFor.head(head);
            if (edit.isEmpty()) {
                return Optional.empty();
            }
            switch (commit(branch, head, edit.get())) {
                case GitOutcome.Committed(var id) -> {
                    return Optional.of(id);
                }
                case GitOutcome.Unchanged(var id) -> {
                    return Optional.of(id);
                }
                case GitOutcome.Moved() -> workTree.pause();
                case GitOutcome.Conflict(var paths) -> throw new IOException("conflict in " + paths);
            }
        }
        throw new IOException("branch %s moved %d times while we tried to commit".formatted(branch, MAX_ATTEMPTS));
    }

    /**
     * Commits an edit onto the branch if it still ends at the expected commit.
     *
     * @param expected the branch's head; null if the branch must not exist yet
     */
    public GitOutcome commit(String branch, @Nullable String expected, GitEdit edit) throws IOException {
        return commit(branch, expected, expected, edit);
    }

    /** Makes a branch of its own, one edit above the base; refused with Moved if a branch of that name exists. */
    public GitOutcome branchOff(String branch, @Nullable String base, GitEdit edit) throws IOException {
        return commit(branch, null, base, edit);
    }

    private GitOutcome commit(String branch, @Nullable String expected, @Nullable String parent, GitEdit edit)
            throws IOException {
        writing.lock();
        try (var inserter = repository.newObjectInserter();
                var walk = new RevWalk(repository)) {
            var base = parent == null ? null : walk.parseCommit(ObjectId.fromString(parent));
            var tree = treeWith(base, edit, inserter);
            if (base != null && tree.equals(base.getTree())) {
                return new GitOutcome.Unchanged(base.name());
            }
            var parents = base == null ? List.<ObjectId>of() : List.<ObjectId>of(base);
            var id = insert(tree, parents, edit.author(), edit.message(), inserter);
            return move(branch, expected, id);
        } finally {
            writing.unlock();
        }
    }

    /**
     * Commits an edit of the first parent's files and lets main end there.
     *
     * @param contained whether a parent is the expected head; otherwise the branch is replaced
     */
    GitOutcome commitOver(String expected, List<String> parents, GitEdit edit, boolean contained) throws IOException {
        writing.lock();
        try (var inserter = repository.newObjectInserter();
                var walk = new RevWalk(repository)) {
            var ids = new ArrayList<ObjectId>();
            parents.forEach(parent -> ids.add(ObjectId.fromString(parent)));
            var tree = treeWith(walk.parseCommit(ids.getFirst()), edit, inserter);
            var id = insert(tree, ids, edit.author(), edit.message(), inserter);
            return contained ? move(MAIN, expected, id) : replace(MAIN, expected, id);
        } finally {
            writing.unlock();
        }
    }

    private static ObjectId treeWith(@Nullable RevCommit base, GitEdit edit, ObjectInserter inserter)
            throws IOException {
        var index = base == null ? DirCache.newInCore() : DirCache.read(inserter.newReader(), base.getTree());
        var editor = index.editor();
        for (var write : edit.writes().entrySet()) {
            var blob = inserter.insert(Constants.OBJ_BLOB, write.getValue().getBytes(StandardCharsets.UTF_8));
            editor.add(new DirCacheEditor.PathEdit(write.getKey()) {
                @Override
                public void apply(DirCacheEntry entry) {
                    entry.setFileMode(FileMode.REGULAR_FILE);
                    entry.setObjectId(blob);
                }
            });
        }
        edit.deletes().forEach(path -> editor.add(new DirCacheEditor.DeletePath(path)));
        editor.finish();
        return index.writeTree(inserter);
    }

    private ObjectId insert(
            ObjectId tree, List<ObjectId> parents, String author, String message, ObjectInserter inserter)
            throws IOException {
        var commit = new CommitBuilder();
        commit.setTreeId(tree);
        commit.setParentIds(parents);
        commit.setAuthor(identity(author));
        commit.setCommitter(identity("DevOps Copilot"));
        commit.setMessage(message);
        var id = inserter.insert(commit);
        inserter.flush();
        return id;
    }

    private PersonIdent identity(String name) {
        return new PersonIdent(
                name,
                "copilot@localhost",
                clock.instant(),
                SystemReader.getInstance().getTimeZoneId());
    }

    GitOutcome move(String branch, @Nullable String expected, ObjectId to) throws IOException {
        if (!branch.equals(MAIN)) {
            return compareAndSet(branch, expected, to, false);
        }
        return workTree.following(expected, to, () -> compareAndSet(branch, expected, to, false));
    }

    /** Moves a branch to a commit that does not contain what was there; used when a remote rewrote its history. */
    GitOutcome replace(String branch, @Nullable String expected, ObjectId to) throws IOException {
        writing.lock();
        try {
            return workTree.following(expected, to, () -> compareAndSet(branch, expected, to, true));
        } finally {
            writing.unlock();
        }
    }

    private GitOutcome compareAndSet(String branch, @Nullable String expected, ObjectId to, boolean force)
            throws IOException {
        var update = repository.updateRef(Constants.R_HEADS + branch);
        update.setExpectedOldObjectId(expected == null ? ObjectId.zeroId() : ObjectId.fromString(expected));
        update.setNewObjectId(to);
        update.setRefLogIdent(identity("DevOps Copilot"));
        update.setRefLogMessage("copilot: commit", false);
        update.setForceUpdate(force);
        var result = update.update();
        return switch (result) {
            case NEW, FAST_FORWARD, FORCED, NO_CHANGE -> new GitOutcome.Committed(to.name());
            case LOCK_FAILURE, REJECTED -> new GitOutcome.Moved();
            case NOT_ATTEMPTED,
                    IO_FAILURE,
                    RENAMED,
                    REJECTED_CURRENT_BRANCH,
                    REJECTED_MISSING_OBJECT,
                    REJECTED_OTHER_REASON -> throw new IOException("git could not move " + branch + ": " + result);
        };
    }

    /**
     * Merges a commit into the branch with a merge commit in the person's name.
     *
     * @param expected the branch's head
     */
    public GitOutcome merge(String branch, String expected, String other, GitEdit edit) throws IOException {
        writing.lock();
        try (var inserter = repository.newObjectInserter();
                var walk = new RevWalk(repository)) {
            var ours = walk.parseCommit(ObjectId.fromString(expected));
            var theirs = walk.parseCommit(ObjectId.fromString(other));
            var merger = (ResolveMerger) MergeStrategy.RECURSIVE.newMerger(repository, true);
            if (!merger.merge(ours, theirs)) {
                return new GitOutcome.Conflict(List.copyOf(merger.getUnmergedPaths()));
            }
            var id = insert(merger.getResultTreeId(), List.of(ours, theirs), edit.author(), edit.message(), inserter);
            return move(branch, expected, id);
        } finally {
            writing.unlock();
        }
    }

    /** Removes a branch; its commits stay reachable only if merged or kept under another ref. */
    public void deleteBranch(String branch) throws IOException {
        if (branch.equals(MAIN)) {
            throw new IllegalArgumentException("main stays");
        }
        var update = repository.updateRef(Constants.R_HEADS + branch);
        update.setForceUpdate(true);
        var result = update.delete();
        if (result != RefUpdate.Result.FORCED
                && result != RefUpdate.Result.NEW
                && result != RefUpdate.Result.NO_CHANGE) {
            throw new IOException("git could not delete branch " + branch + ": " + result);
        }
    }

    /** Brings files that an earlier commit of ours could not bring into the work tree, and says what stands in the way. */
    public List<String> notices() throws IOException {
        workTree.catchUp();
        return workTree.notices();
    }

    Map<String, ObjectId> refs(String prefix) throws IOException {
        var refs = new LinkedHashMap<String, ObjectId>();
        for (var ref : repository.getRefDatabase().getRefsByPrefix(prefix)) {
            refs.put(ref.getName(), ref.getObjectId());
        }
        return refs;
    }

    @Override
    public void close() {
        repository.close();
    }
}
