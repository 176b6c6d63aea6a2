package io.lexiops.agent.knowledge;

import io.lexiops.agent.knowledge.SnakeYamlFrontMatter.Unreadable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.merge.MergeAlgorithm;
import org.eclipse.jgit.merge.MergeFormatter;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.jspecify.annotations.Nullable;

/** Brings two states of the knowledge together. Lessons never conflict: both sides' cases are counted. */
final class GitMerge {

    private static final int MAX_ENTRIES = 20_000;

    private static final int MAX_COMMITS = 10_000;

    private final GitRepository repository;

    GitMerge(GitRepository repository) {
        this.repository = repository;
    }

    /** What became of it. */
    sealed interface Merged {
        record Done(GitOutcome outcome) implements Merged {}

        record Conflict(List<String> paths) implements Merged {}
    }

    /** The youngest commit that both contain, or null. */
    @Nullable String base(String ours, String theirs) throws IOException {
        try (var walk = new RevWalk(repository.jgit())) {
            walk.setRevFilter(RevFilter.MERGE_BASE);
            walk.markStart(walk.parseCommit(ObjectId.fromString(ours)));
            walk.markStart(walk.parseCommit(ObjectId.fromString(theirs)));
            var base = walk.next();
            return base == null ? null : base.name();
        }
    }

    /** A tag on a commit, so that it is never collected. */
    void keep(String tag, String commit) throws IOException {
        var update = repository.jgit().updateRef("refs/tags/" + tag);
        update.setNewObjectId(ObjectId.fromString(commit));
        var result = update.update();
        if (result != RefUpdate.Result.NEW && result != RefUpdate.Result.NO_CHANGE) {
            throw new IOException("git could not write tag " + tag + ": " + result);
        }
    }

    /** A merge commit of both. */
    Merged join(String ours, String theirs, String base) throws IOException {
        var together = together(ours, theirs, base);
        if (!together.conflicts.isEmpty()) {
            return new Merged.Conflict(together.conflicts);
        }
        var edit = new GitEdit(
                "DevOps Copilot", "Merge the remote knowledge", "", Map.of(), together.writes, together.deletes);
        return new Merged.Done(repository.commitOver(ours, List.of(theirs, ours), edit, true));
    }

    /** One commit on top of theirs that carries what we added to the base; our old history does not come along. */
    Merged replay(String ours, String theirs, String base) throws IOException {
        var together = together(ours, theirs, base);
        if (!together.conflicts.isEmpty()) {
            return new Merged.Conflict(together.conflicts);
        }
        var cases = new ArrayList<String>();
        for (var revision : repository.log(ours, base, MAX_COMMITS).reversed()) {
            cases.addAll(revision.trailers().getOrDefault(LearnedCases.TRAILER, List.of()));
        }
        if (together.writes.isEmpty() && together.deletes.isEmpty()) {
            return new Merged.Done(repository.replace(GitRepository.MAIN, ours, ObjectId.fromString(theirs)));
        }
        var edit = new GitEdit(
                        "DevOps Copilot",
                        "Put local knowledge on top of the remote's",
                        "",
                        Map.of(),
                        together.writes,
                        together.deletes)
                .withRepeated(LearnedCases.TRAILER, cases);
        return new Merged.Done(repository.commitOver(ours, List.of(theirs), edit, false));
    }

    /** What must be changed in theirs to hold ours too. */
    private static final class Together {
        final Map<String, String> writes = new LinkedHashMap<>();

        final Set<String> deletes = new LinkedHashSet<>();

        final List<String> conflicts = new ArrayList<>();
    }

    private Together together(String ours, String theirs, String base) throws IOException {
        var together = new Together();
        var our = blobs(ours);
        var their = blobs(theirs);
        var old = blobs(base);
        var paths = new LinkedHashSet<>(our.keySet());
        paths.addAll(old.keySet());
        for (var path : paths) {
            var mine = our.get(path);
            var yours = their.get(path);
            var before = old.get(path);
            if (Objects.equals(mine, before) || Objects.equals(mine, yours)) {
                continue;
            }
            if (Objects.equals(yours, before) && GitEdit.isSafePath(path)) {
                if (mine == null) {
                    together.deletes.add(path);
                } else {
                    together.writes.put(path, text(mine));
                }
            } else if (mine == null || yours == null || !GitEdit.isSafePath(path)) {
                together.conflicts.add(path);
            } else {
                mergeFile(path, before, mine, yours, together);
            }
        }
        return together;
    }

    private Map<String, String> blobs(String commit) throws IOException {
        var blobs = new LinkedHashMap<String, String>();
        for (var file : repository.files(commit, MAX_ENTRIES)) {
            if (file.kind() == GitFile.Kind.FILE) {
                blobs.put(file.path(), file.blob());
            }
        }
        return blobs;
    }

    private String text(String blob) throws IOException {
        return new String(repository.read(blob), StandardCharsets.UTF_8);
    }

    private void mergeFile(String path, @Nullable String before, String mine, String yours, Together together)
            throws IOException {
        if (path.startsWith(LessonFile.FOLDER)) {
            try {
                together.writes.put(
                        path, LessonFile.union(before == null ? null : text(before), text(mine), text(yours)));
                return;
            } catch (Unreadable e) {
                // Not the form of a lesson: merged like any other text.
            }
        }
        var merged = new MergeAlgorithm().merge(RawTextComparator.DEFAULT, raw(before), raw(mine), raw(yours));
        if (merged.containsConflicts()) {
            together.conflicts.add(path);
            return;
        }
        var out = new ByteArrayOutputStream();
        new MergeFormatter().formatMerge(out, merged, List.of("base", "local", "remote"), StandardCharsets.UTF_8);
        together.writes.put(path, out.toString(StandardCharsets.UTF_8));
    }

    private RawText raw(@Nullable String blob) throws IOException {
        return blob == null ? RawText.EMPTY_TEXT : new RawText(repository.read(blob));
    }
}
