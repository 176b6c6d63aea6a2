package io.lexiops.agent.knowledge;

import io.lexiops.agent.knowledge.GitMerge.Merged;
import io.lexiops.agent.knowledge.KnowledgeState.Remote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.TransportCommand;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a local repository in step with a remote one: fetch, bring together, push; from the beginning if somebody else
 * pushed meanwhile.
 *
 * <p>Nothing here stops an answer: while the remote is away or in conflict, the local branch is used, and what was not
 * pushed waits on it.
 */
final class GitOrigin {

    private static final Logger log = LoggerFactory.getLogger(GitOrigin.class);

    private static final int ROUNDS = 5;

    private static final int MAX_NOTICES = 20;

    private static final int MAX_LOCAL = 10_000;

    private final Place place;

    private final Clock clock;

    private final List<String> notices = new CopyOnWriteArrayList<>();

    private volatile Remote remote = new Remote.Behind(0, "not fetched yet");

    GitOrigin(Place place, Clock clock) {
        this.place = place;
        this.clock = clock;
    }

    /**
     * Where the remote is and how to use it.
     *
     * @param url      {@code https:}, {@code http:} or {@code file:}
     * @param branch   the remote branch that is followed
     * @param pushTo   the remote branch that lessons are pushed to; empty to push nothing
     * @param user     user name, empty for none
     * @param password password or token, empty for none
     * @param interval time between two looks at the remote
     * @param timeout  longest wait for one answer of the remote
     */
    record Place(
            String url,
            String branch,
            String pushTo,
            String user,
            String password,
            Duration interval,
            Duration timeout) {

        Place {
            if (!url.matches("(https?|file):.*")) {
                throw new IllegalArgumentException("a remote is reached by https:, http: or file:, not by " + url);
            }
        }

        @Override
        public String toString() {
            return url.replaceAll("://[^/@]*@", "://") + " branch " + branch;
        }

        private String tracking() {
            return "refs/remotes/origin/" + branch;
        }
    }

    Duration interval() {
        return place.interval();
    }

    Remote remote() {
        return remote;
    }

    List<String> notices() {
        return List.copyOf(notices);
    }

    /** Sets a clone that cannot be read aside, so that a new one can be made; it is moved, never deleted. */
    void prepare(Path directory) throws IOException {
        if (!Files.exists(directory.resolve(".git"))) {
            return;
        }
        try (var repository = GitRepository.open(directory, clock)) {
            var head = repository.head(GitRepository.MAIN);
            if (head.isPresent()) {
                new KnowledgeReader(repository).read(head.get());
            }
        } catch (IOException e) {
            var aside = directory.resolveSibling(
                    directory.getFileName() + ".corrupt-" + clock.instant().toEpochMilli());
            Files.move(directory, aside);
            tell("the clone in %s could not be read (%s): it was moved to %s and is cloned anew"
                    .formatted(directory, e.getMessage(), aside));
        }
    }

    /** One round with the remote. Says in {@link #remote()} how it went; does not throw for a remote that is away. */
    synchronized void synchronise(GitRepository repository) {
        var why = "somebody else keeps pushing";
        try {
            for (int round = 0; round < ROUNDS; round++) {
                var before = tracked(repository);
                fetch(repository);
                var theirs = tracked(repository);
                if (theirs == null || bringTogether(repository, before, theirs)) {
                    if (push(repository)) {
                        remote = new Remote.InStep(
                                repository.head(GitRepository.MAIN).orElse(""));
                        return;
                    }
                }
            }
        } catch (Apart e) {
            why = String.valueOf(e.getMessage());
        } catch (IOException | GitAPIException e) {
            why = "%s: %s".formatted(place, e.getMessage());
        }
        remote = new Remote.Behind(unpushed(repository), why);
        log.atWarn().addKeyValue("why", why).log("knowledge is not in step with its remote; will be tried again");
    }

    /** The two histories cannot be brought together without a person. */
    private static final class Apart extends Exception {
        private static final long serialVersionUID = 1L;

        Apart(String why) {
            super(why);
        }
    }

    private @Nullable String tracked(GitRepository repository) throws IOException {
        var id = repository.refs(place.tracking()).get(place.tracking());
        return id == null ? null : id.name();
    }

    private void fetch(GitRepository repository) throws GitAPIException {
        try (var git = Git.wrap(repository.jgit())) {
            // A remote without any branch yet has nothing to fetch.
            if (git.lsRemote()
                    .setRemote(place.url())
                    .setTimeout(seconds())
                    .setCredentialsProvider(credentials())
                    .call()
                    .isEmpty()) {
                return;
            }
            configured(git.fetch())
                    .setRemote(place.url())
                    .setRefSpecs(new RefSpec("+refs/heads/" + place.branch() + ":" + place.tracking()))
                    .call();
        }
    }

    private <C extends TransportCommand<C, ?>> C configured(C command) {
        return command.setTimeout(seconds()).setCredentialsProvider(credentials());
    }

    private int seconds() {
        return (int) Math.max(1, place.timeout().toSeconds());
    }

    private @Nullable UsernamePasswordCredentialsProvider credentials() {
        return place.password().isEmpty()
                ? null
                : new UsernamePasswordCredentialsProvider(
                        place.user().isEmpty() ? "git" : place.user(), place.password());
    }

    /** Moves main so that it holds theirs and ours; false if somebody moved it meanwhile. */
    private boolean bringTogether(GitRepository repository, @Nullable String before, String theirs)
            throws IOException, Apart {
        var ours = repository.head(GitRepository.MAIN).orElse(null);
        if (ours == null) {
            return repository.move(GitRepository.MAIN, null, ObjectId.fromString(theirs))
                    instanceof GitOutcome.Committed;
        }
        if (ours.equals(theirs) || repository.reaches(theirs, ours)) {
            return true;
        }
        if (repository.reaches(ours, theirs)) {
            return repository.move(GitRepository.MAIN, ours, ObjectId.fromString(theirs))
                    instanceof GitOutcome.Committed;
        }
        var merge = new GitMerge(repository);
        var rewritten = before != null && !repository.reaches(before, theirs);
        var base = merge.base(ours, theirs);
        if (!rewritten && base != null) {
            return settled(merge.join(ours, theirs, base), theirs);
        }
        return replay(repository, merge, before, ours, theirs);
    }

    /** Our own commits on top of a history that does not contain what we built on. What was dropped there stays dropped. */
    private boolean replay(
            GitRepository repository, GitMerge merge, @Nullable String before, String ours, String theirs)
            throws IOException, Apart {
        var builtOn = before;
        if (builtOn == null || !repository.reaches(builtOn, ours)) {
            var seed = Seeding.lastSeed(repository, ours);
            builtOn = seed == null ? null : seed.id();
        }
        if (builtOn == null) {
            throw new Apart(
                    "%s has another history than %s; move one of them away".formatted(place, repository.directory()));
        }
        var kept = "copilot-before-" + clock.instant().toEpochMilli();
        merge.keep(kept, ours);
        tell(
                "the history of %s was rewritten or is new; local lessons were put on top of it, the old state is kept as tag %s"
                        .formatted(place, kept));
        return settled(merge.replay(ours, theirs, builtOn), theirs);
    }

    private boolean settled(Merged merged, String theirs) throws Apart {
        return switch (merged) {
            case Merged.Done(var outcome) -> outcome instanceof GitOutcome.Committed;
            case Merged.Conflict(var paths) ->
                throw new Apart("local commits and %s changed the same lines of %s; merge %s by hand there"
                        .formatted(place, paths, theirs.substring(0, 10)));
        };
    }

    /** False if the remote has moved since we fetched. */
    private boolean push(GitRepository repository) throws GitAPIException, IOException {
        var head = repository.head(GitRepository.MAIN).orElse(null);
        if (place.pushTo().isEmpty() || head == null || head.equals(tracked(repository))) {
            return true;
        }
        var forced = place.pushTo().equals(place.branch()) ? "" : "+";
        try (var git = Git.wrap(repository.jgit())) {
            var results = configured(git.push())
                    .setRemote(place.url())
                    .setRefSpecs(
                            new RefSpec(forced + "refs/heads/" + GitRepository.MAIN + ":refs/heads/" + place.pushTo()))
                    .call();
            var refused = new ArrayList<String>();
            for (var result : results) {
                for (var update : result.getRemoteUpdates()) {
                    switch (update.getStatus()) {
                        case OK, UP_TO_DATE -> {}
                        case REJECTED_NONFASTFORWARD, REJECTED_REMOTE_CHANGED -> {
                            return false;
                        }
                        case AWAITING_REPORT, NON_EXISTING, NOT_ATTEMPTED, REJECTED_NODELETE, REJECTED_OTHER_REASON ->
                            refused.add(reason(update));
                    }
                }
            }
            if (!refused.isEmpty()) {
                throw new IOException("push refused: " + String.join(", ", refused));
            }
            return true;
        }
    }

    private static String reason(RemoteRefUpdate update) {
        return update.getStatus() + (update.getMessage() == null ? "" : " " + update.getMessage());
    }

    private int unpushed(GitRepository repository) {
        try {
            var head = repository.head(GitRepository.MAIN).orElse(null);
            return head == null
                    ? 0
                    : repository.log(head, tracked(repository), MAX_LOCAL).size();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("unpushed commits cannot be counted");
            return 0;
        }
    }

    private void tell(String notice) {
        log.atWarn().log(notice);
        if (notices.size() < MAX_NOTICES) {
            notices.add(notice);
        }
    }
}
