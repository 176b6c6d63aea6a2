package io.lexiops.agent.supervise;

import io.lexiops.agent.knowledge.GitEdit;
import io.lexiops.agent.knowledge.GitOutcome;
import io.lexiops.agent.knowledge.GitRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The proposals and what people do with them.
 *
 * <p>Git holds the content, the register the memory. People may also decide with git alone: a branch that was merged by
 * hand counts as merged, one that was deleted as rejected.
 */
public final class Proposals {

    static final String BRANCHES = "proposal/";

    private static final int ATTEMPTS = 10;

    private final ProposalRegister register;

    private final Map<Proposal.Repository, Opened> repositories;

    private final RuleCheck check;

    private final Clock clock;

    /** A repository, opened when it is needed. */
    interface Opened {
        GitRepository repository() throws IOException;
    }

    Proposals(ProposalRegister register, Map<Proposal.Repository, Opened> repositories, RuleCheck check, Clock clock) {
        this.register = register;
        this.repositories = Map.copyOf(repositories);
        this.check = check;
        this.clock = clock;
    }

    /** Every proposal, newest first. */
    public List<Proposal> list() {
        return register.all().stream().map(this::seen).toList();
    }

    /** One proposal. */
    public Optional<Proposal> find(String id) {
        return register.find(id).map(this::seen);
    }

    /** The commit message with its evidence and backtest, and the change as a unified diff. */
    public Optional<String> show(String id) {
        return register.find(id).map(proposal -> {
            try {
                var repository = repository(proposal);
                var commit = repository.log(proposal.commit(), null, 1).getFirst();
                return commit.message() + "\n"
                        + repository.diff(commit.parents().getFirst(), commit.id());
            } catch (IOException e) {
                return "The branch %s is gone: %s".formatted(proposal.branch(), e.getMessage());
            }
        });
    }

    /** Merges the branch into main with a commit in the person's name. */
    public Decided accept(String id, String person, String reason) {
        return decide(id, proposal -> {
            var problems = problems(proposal);
            if (!problems.isEmpty()) {
                return new Decided.NotMergeable(proposal, problems);
            }
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                var outcome = merge(proposal, person, reason);
                switch (outcome) {
                    case GitOutcome.Committed _, GitOutcome.Unchanged _ -> {
                        return written(proposal, true, person, reason);
                    }
                    case GitOutcome.Conflict(var paths) -> {
                        return new Decided.NotMergeable(
                                proposal, List.of("main and the proposal changed the same lines of " + paths));
                    }
                    case GitOutcome.Moved() -> {}
                }
            }
            return new Decided.NotMergeable(proposal, List.of("main keeps moving; try again"));
        });
    }

    /** Removes the branch; the same subject is not proposed again. */
    public Decided reject(String id, String person, String reason) {
        return decide(id, proposal -> {
            var done = written(proposal, false, person, reason);
            repository(proposal).deleteBranch(proposal.branch());
            return done;
        });
    }

    private interface Decision {
        Decided on(Proposal proposal) throws IOException;
    }

    private Decided decide(String id, Decision decision) {
        var proposal = find(id).orElse(null);
        if (proposal == null) {
            return new Decided.Unknown(id);
        }
        if (!proposal.open()) {
            return new Decided.Already(proposal);
        }
        try {
            return decision.on(proposal);
        } catch (IOException e) {
            throw new UncheckedIOException("the repository of proposal " + id + " cannot be written", e);
        }
    }

    /** Rules that would be refused after the merge are refused before it. */
    private List<String> problems(Proposal proposal) throws IOException {
        if (proposal.repository() != Proposal.Repository.RULES) {
            return List.of();
        }
        try (var tree = RuleTree.temporary(repository(proposal), proposal.commit())) {
            var problems = tree.problems().isEmpty() ? check.check(tree.directory()) : tree.problems();
            return problems.stream().map(RuleProblem::toString).toList();
        }
    }

    private GitOutcome merge(Proposal proposal, String person, String reason) throws IOException {
        var repository = repository(proposal);
        var head = repository.head(GitRepository.MAIN).orElseThrow(() -> new IOException("there is no branch main"));
        var trailers = new LinkedHashMap<String, String>();
        trailers.put("Proposal", proposal.id());
        trailers.put("Accepted-By", person);
        var edit = new GitEdit(
                        person,
                        "Accept " + proposal.id() + ": " + proposal.title(),
                        reason,
                        Map.of(),
                        Map.of(),
                        Set.of())
                .with(trailers);
        return repository.merge(GitRepository.MAIN, head, proposal.commit(), edit);
    }

    private Decided written(Proposal proposal, boolean merged, String person, String reason) {
        var decision = new Proposal.Decision(merged, person, reason, clock.instant());
        register.decide(proposal.id(), decision);
        return new Decided.Done(proposal.decided(decision));
    }

    private GitRepository repository(Proposal proposal) throws IOException {
        return repository(proposal.repository());
    }

    private GitRepository repository(Proposal.Repository which) throws IOException {
        var repository = repositories.get(which);
        if (repository == null) {
            throw new IOException("there is no repository for " + which);
        }
        return repository.repository();
    }

    /** The proposal as git has it now. */
    private Proposal seen(Proposal proposal) {
        if (!proposal.open()) {
            return proposal;
        }
        try {
            var repository = repository(proposal);
            var main = repository.head(GitRepository.MAIN).orElse(null);
            if (main != null && repository.reaches(proposal.commit(), main)) {
                return remembered(proposal, true, "merged with git");
            }
            return repository.head(proposal.branch()).isPresent()
                    ? proposal
                    : remembered(proposal, false, "the branch was deleted");
        } catch (IOException e) {
            return proposal;
        }
    }

    private Proposal remembered(Proposal proposal, boolean merged, String how) {
        var decision = new Proposal.Decision(merged, "git", how, clock.instant());
        register.decide(proposal.id(), decision);
        return proposal.decided(decision);
    }

    /** Puts the draft on a branch of its own and remembers it. */
    Proposal open(Signal signal, Draft draft) throws IOException {
        var repository = repository(draft.repository());
        var adopted = orphan(repository, signal);
        var id = adopted.isPresent() ? adopted.get().substring(BRANCHES.length()) : freeId(repository, signal);
        var branch = BRANCHES + id;
        if (adopted.isEmpty()) {
            write(repository, branch, signal, draft);
        }
        var commit = repository.head(branch).orElseThrow(() -> new IOException("branch " + branch + " is gone"));
        var proposal = new Proposal(
                id,
                draft.repository(),
                branch,
                commit,
                signal.rule().id(),
                signal.subject(),
                signal.title(),
                signal.cases().stream().map(ClosedCase::id).toList(),
                clock.instant(),
                null);
        register.add(proposal);
        return proposal;
    }

    /** A branch that was written before a crash kept it out of the register. */
    private Optional<String> orphan(GitRepository repository, Signal signal) throws IOException {
        for (var branch : repository.branches(BRANCHES)) {
            var head = repository.head(branch).orElse(null);
            if (head != null
                    && register.find(branch.substring(BRANCHES.length())).isEmpty()) {
                var trailers = repository.log(head, null, 1).getFirst().trailers();
                if (trailers.getOrDefault("Signal", List.of())
                                .contains(signal.rule().id())
                        && trailers.getOrDefault("Subject", List.of()).contains(oneLine(signal.subject()))) {
                    return Optional.of(branch);
                }
            }
        }
        return Optional.empty();
    }

    private String freeId(GitRepository repository, Signal signal) throws IOException {
        var id = register.nextId(signal.rule().kind());
        while (repository.head(BRANCHES + id).isPresent()) {
            var number = id.lastIndexOf('-') + 1;
            id = id.substring(0, number) + (Integer.parseInt(id.substring(number)) + 1);
        }
        return id;
    }

    private static String oneLine(String text) {
        return String.join(" ", List.of(text.strip().split("\\s+")));
    }

    private static void write(GitRepository repository, String branch, Signal signal, Draft draft) throws IOException {
        var head = repository.head(GitRepository.MAIN).orElse(null);
        var trailers = new LinkedHashMap<String, String>();
        trailers.put("Signal", signal.rule().id());
        trailers.put("Subject", signal.subject());
        trailers.put(
                "Cases",
                String.join(" ", signal.cases().stream().map(ClosedCase::id).toList()));
        var edit = new GitEdit(
                        "DevOps Copilot",
                        "Propose: " + signal.title(),
                        draft.message(),
                        Map.of(),
                        draft.writes(),
                        Set.of())
                .with(trailers);
        if (repository.branchOff(branch, head, edit) instanceof GitOutcome.Moved) {
            throw new IOException("somebody made branch " + branch + " at the same time");
        }
    }
}
