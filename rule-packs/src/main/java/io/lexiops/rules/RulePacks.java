package io.lexiops.rules;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one moment: the built-in packs and, above them, the operators'. Immutable; every rule in it has passed its
 * examples.
 */
public final class RulePacks {

    private final List<Pack> packs;

    private final List<Rule> rules;

    private final Map<String, Mute> mutes;

    private final String digest;

    private final Clock clock;

    private RulePacks(List<Pack> packs, Clock clock, List<RuleError> errors) {
        this.packs = List.copyOf(packs);
        this.clock = clock;
        var layers = new PackLayers(packs, errors);
        this.rules = layers.rules();
        this.mutes = layers.mutes();
        this.digest = digest(packs);
    }

    /**
     * The packs that are part of the program.
     *
     * @throws IllegalStateException if one of them is broken, which no build should let pass
     */
    public static RulePacks builtIn() {
        return builtIn(Clock.systemUTC());
    }

    /**
     * The packs that are part of the program.
     *
     * @param clock tells whether a mute still holds
     */
    public static RulePacks builtIn(Clock clock) {
        try {
            return load(List.of(), ClasspathPacks.read(), null, clock, new ArrayList<>());
        } catch (IOException | RulePackRejected e) {
            throw new IllegalStateException("the built-in rule packs are broken: " + e.getMessage(), e);
        }
    }

    /**
     * The built-in packs with the operators' above them.
     *
     * @param operatorPacks one folder for each pack
     * @param commit        the commit that the directory holds; null if it is from no repository
     */
    public static RulePacks with(Path operatorPacks, @Nullable String commit) throws RulePackRejected {
        return builtIn().and(operatorPacks, commit);
    }

    /** These packs with the packs below a directory above them. */
    public RulePacks and(Path directory, @Nullable String commit) throws RulePackRejected {
        var errors = new ArrayList<RuleError>();
        return load(packs, DirectoryPacks.read(directory, errors), commit, clock, errors);
    }

    /**
     * The packs below a directory as their authors see them: each example with its result, also those that fail. A pack with
     * the name of a built-in one stands in for it.
     *
     * @throws RulePackRejected if the packs cannot even be tried
     */
    public static List<ExampleResult> test(Path directory) throws RulePackRejected {
        var errors = new ArrayList<RuleError>();
        var files = DirectoryPacks.read(directory, errors);
        var names = files.stream().map(PackFiles::folder).toList();
        var below = builtIn().packs.stream()
                .filter(pack -> !names.contains(pack.name()))
                .toList();
        return assemble(below, files, null, Clock.systemUTC(), errors).examples();
    }

    private static RulePacks load(
            List<Pack> below, List<PackFiles> above, @Nullable String commit, Clock clock, List<RuleError> errors)
            throws RulePackRejected {
        var fresh = assemble(below, above, commit, clock, errors);
        fresh.examples().stream()
                .filter(example -> !example.passed())
                .map(ExampleResult::error)
                .forEach(errors::add);
        refuse(errors);
        return fresh.loaded();
    }

    /** Packs whose own examples are still to be run. */
    private record Assembled(RulePacks loaded, List<Rule> fresh) {
        List<ExampleResult> examples() {
            return fresh.stream()
                    .flatMap(rule -> rule.examples(loaded).stream())
                    .toList();
        }
    }

    private static Assembled assemble(
            List<Pack> below, List<PackFiles> above, @Nullable String commit, Clock clock, List<RuleError> errors)
            throws RulePackRejected {
        var reader = new PackReader(commit, errors);
        var all = new ArrayList<>(below);
        var fresh = new ArrayList<Rule>();
        for (var files : above) {
            var pack = reader.read(files);
            if (pack != null) {
                all.add(pack);
                fresh.addAll(pack.rules());
            }
        }
        refuse(errors);
        var loaded = new RulePacks(all, clock, errors);
        refuse(errors);
        return new Assembled(loaded, fresh);
    }

    private static void refuse(List<RuleError> errors) throws RulePackRejected {
        if (!errors.isEmpty()) {
            errors.sort(Comparator.comparing(RuleError::file)
                    .thenComparingInt(RuleError::line)
                    .thenComparingInt(RuleError::column));
            throw new RulePackRejected(errors);
        }
    }

    private static String digest(List<Pack> packs) {
        var digest = PackFiles.sha256();
        for (var pack : packs) {
            digest.update((pack.name() + "\n" + pack.version().digest() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return "sha256:" + HexFormat.of().formatHex(digest.digest());
    }

    /** The packs, built-in ones first. */
    public List<PackVersion> versions() {
        return packs.stream().map(Pack::version).toList();
    }

    /** {@code sha256:...} over the content of all packs; two programs with the same rules have the same. */
    public String digest() {
        return digest;
    }

    /** All guards, also muted ones, in the order in which they judge. */
    public List<Guard> guards() {
        return of(Guard.class);
    }

    /** The causes that are not muted. */
    public List<Cause> causes() {
        return heard(Cause.class);
    }

    /** The intents that are not muted. */
    public List<Intent> intents() {
        return heard(Intent.class);
    }

    /** The signals that are not muted. */
    public List<Signal> signals() {
        return heard(Signal.class);
    }

    /** The mutes that hold today. */
    public List<Mute> mutes() {
        var today = LocalDate.now(clock);
        return mutes.values().stream().filter(mute -> mute.holdsOn(today)).toList();
    }

    private <R extends Rule> List<R> of(Class<R> kind) {
        return rules.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private <R extends Rule> List<R> heard(Class<R> kind) {
        var today = LocalDate.now(clock);
        return of(kind).stream()
                .filter(rule -> muteOf(rule.id(), today).isEmpty())
                .toList();
    }

    private Optional<Mute> muteOf(String rule, LocalDate today) {
        return Optional.ofNullable(mutes.get(rule)).filter(mute -> mute.holdsOn(today));
    }

    /**
     * What the guards object to, the weightiest first. What a muted guard would object to is a note that names the mute.
     *
     * <p>An input that cannot be looked at as a whole is blocked: no guard could say anything about it.
     */
    public List<Finding> judge(GuardInput input) {
        var today = LocalDate.now(clock);
        Map<String, Object> variables;
        try {
            variables = GuardReader.variables(input);
        } catch (EvaluationFailed e) {
            return List.of(new Finding(
                    "engine/unreadable",
                    Severity.BLOCK,
                    "no guard can look at this object: " + e.getMessage(),
                    "Change it in smaller parts."));
        }
        var findings = new ArrayList<Finding>();
        for (var guard : guards()) {
            guard.judge(variables)
                    .map(finding -> muteOf(guard.id(), today)
                            .map(mute -> muted(finding, mute))
                            .orElse(finding))
                    .ifPresent(findings::add);
        }
        findings.sort(Comparator.comparing(Finding::severity).reversed());
        return List.copyOf(findings);
    }

    private static Finding muted(Finding finding, Mute mute) {
        return new Finding(
                finding.rule(),
                Severity.NOTE,
                "muted until %s by %s (%s): %s".formatted(mute.until(), mute.owner(), mute.reason(), finding.message()),
                finding.remedy());
    }

    /**
     * The causes that the facts show: higher ranks first.
     *
     * @param facts JSON trees by type of fact
     */
    public List<CauseMatch> causes(Map<String, List<Map<String, Object>>> facts) {
        FactsByType readable;
        try {
            readable = FactsByType.of(facts);
        } catch (EvaluationFailed e) {
            throw new IllegalArgumentException("facts are no JSON trees: " + e.getMessage(), e);
        }
        var matches = new LinkedHashMap<List<Object>, CauseMatch>();
        for (var cause : causes()) {
            for (var match : cause.match(readable)) {
                matches.merge(List.of(match.rule(), match.target(), match.says()), match, RulePacks::together);
            }
        }
        return matches.values().stream()
                .sorted(Comparator.comparingInt(CauseMatch::rank).reversed())
                .toList();
    }

    /** The same said of several facts, for example of each pod of a workload, is said once. */
    private static CauseMatch together(CauseMatch one, CauseMatch other) {
        var evidence = new ArrayList<>(one.evidence());
        other.evidence().stream().filter(item -> !evidence.contains(item)).forEach(evidence::add);
        return new CauseMatch(
                one.rule(),
                one.faultClass(),
                one.rank(),
                one.target(),
                one.says(),
                evidence,
                one.fixes(),
                one.handover());
    }

    /** Runs every example of every rule; they have all passed already, or these packs would not be. */
    public List<ExampleResult> examples() {
        return rules.stream().flatMap(rule -> rule.examples(this).stream()).toList();
    }

    /** How many rules there are of each pack. */
    public Map<String, Integer> ruleCounts() {
        var counts = new HashMap<String, Integer>();
        packs.forEach(pack -> counts.put(pack.name(), pack.rules().size()));
        return Map.copyOf(counts);
    }
}
