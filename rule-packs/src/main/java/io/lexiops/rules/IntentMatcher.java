package io.lexiops.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Understands words by the intents of the packs: a pure function of the words, the packs, the world and the answers.
 *
 * <pre>
 * text      -> clauses     where one request ends and the next begins
 * clause    -> reading     cues, slots, what is left over
 * reading   -> command     names looked up in the world, plan filled in
 * </pre>
 *
 * <p>The rule above all: never a wrong write. An order with a word that nothing explains, a condition or a doubt is asked
 * back.
 */
public final class IntentMatcher {

    private static final int MOST_WORDS = 250;
    private static final int MOST_READINGS = 400;
    private static final int MOST_COMMANDS = 12;
    private static final double LEFTOVER_COST = 1.2;
    // Measured on the corpus: paraphrases score above, other requests below.
    private static final double NEAR_ENOUGH = 0.6;

    private final List<Intent> intents;
    private final Set<String> grammar = new HashSet<>();

    private IntentMatcher(List<Intent> intents) {
        this.intents = List.copyOf(intents);
        intents.forEach(intent -> grammar.addAll(intent.words()));
    }

    public static IntentMatcher of(RulePacks packs) {
        return new IntentMatcher(packs.intents());
    }

    /**
     * Understands a request.
     *
     * @param answers  what the operator answered so far, oldest first
     * @param nearness for words that no grammar fits; null for none. What it finds is read out or asked back, never written
     */
    public Understanding understand(
            String text,
            IntentWorld world,
            List<Understanding.Answer> answers,
            Understanding.@Nullable Nearness nearness) {
        var dialogue = new IntentDialogue(answers);
        var understanding = once(text, world, dialogue, nearness);
        while (understanding instanceof Understanding.NotFound
                || understanding instanceof Understanding.NotUnderstood) {
            var other = dialogue.next();
            if (other == null) {
                return understanding;
            }
            understanding = once(other, world, dialogue, nearness);
        }
        return understanding;
    }

    private Understanding once(
            String text, IntentWorld world, IntentDialogue dialogue, Understanding.@Nullable Nearness nearness) {
        var words = IntentTokenizer.words(text);
        if (words.stream().noneMatch(word -> !word.breaks())) {
            return new Understanding.NotUnderstood("there are no words in the request", suggestions(text, null));
        }
        if (words.size() > MOST_WORDS) {
            return new Understanding.NotUnderstood(
                    "the request has more than %d words; say what to do in a few sentences".formatted(MOST_WORDS),
                    suggestions("", null));
        }
        try {
            return new Request(world, dialogue).understand(text, words, nearness);
        } catch (IntentAgain again) {
            return once(text + " " + again.more(), world, dialogue, nearness);
        } catch (IntentStopped stopped) {
            return stopped.outcome();
        }
    }

    private List<String> suggestions(String text, Understanding.@Nullable Nearness nearness) {
        var sentences = intents.stream()
                .filter(intent -> !intent.sentences().isEmpty())
                .map(intent -> intent.sentences().getFirst())
                .toList();
        if (nearness == null || text.isBlank() || sentences.isEmpty()) {
            return sentences;
        }
        var scores = nearness.scores(text, sentences);
        var order = new ArrayList<Integer>();
        for (int i = 0; i < sentences.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.<Integer>comparingDouble(scores::get).reversed());
        return order.stream().limit(8).map(sentences::get).toList();
    }

    /** What a clause is. */
    private sealed interface Part {

        /** Somebody wants it, and every word is explained. */
        record Clear(IntentReading reading) implements Part {}

        /** Somebody forbids it; null means whatever would be done with the names. */
        record Ban(@Nullable IntentReading reading, List<String> names) implements Part {}

        /** Tells something about the world. */
        record Told(List<IntentName> names, @Nullable String namespace) implements Part {}

        /** Not clear; the best reading, if there is one. */
        record Unclear(@Nullable IntentReading reading, List<String> words) implements Part {}

        default boolean clear() {
            return !(this instanceof Unclear);
        }
    }

    /** One request on its way. */
    private final class Request {

        private final IntentWorld world;
        private final IntentDialogue dialogue;
        private final Map<String, String> corrections = new HashMap<>();
        private final List<String> notes = new ArrayList<>();
        private int readings;
        private boolean hypothetical;

        Request(IntentWorld world, IntentDialogue dialogue) {
            this.world = world;
            this.dialogue = dialogue;
        }

        Understanding understand(String text, List<IntentWord> words, Understanding.@Nullable Nearness nearness)
                throws IntentStopped, IntentAgain {
            var parts = new ArrayList<Part>();
            var context = nothingSaid();
            Intent verb = null;
            for (var sentence : sentences(words)) {
                for (var part : soft(sentence, context, verb)) {
                    parts.add(part);
                    if (part instanceof Part.Clear(var reading)) {
                        context = after(reading, context);
                        verb = reading.intent;
                    } else {
                        context = after(part, context);
                    }
                }
            }
            var orders = parts.stream()
                    .filter(Part.Clear.class::isInstance)
                    .map(Part.Clear.class::cast)
                    .toList();
            var unclear = parts.stream()
                    .filter(Part.Unclear.class::isInstance)
                    .map(Part.Unclear.class::cast)
                    .toList();
            if (orders.isEmpty() && unclear.isEmpty()) {
                return parts.stream().anyMatch(Part.Ban.class::isInstance)
                        ? new Understanding.NothingAsked("understood as what not to do; nothing is to be done")
                        : bySimilarity(text, words, nearness);
            }
            if (orders.isEmpty() && unclear.stream().noneMatch(part -> part.reading() != null)) {
                return bySimilarity(text, words, nearness);
            }
            return commands(parts, unclear);
        }

        private IntentContext nothingSaid() {
            return new IntentContext(List.of(), null, grammar);
        }

        // --- from words to clauses

        /** Full stops, semicolons, "then" and its like. */
        private List<List<IntentWord>> sentences(List<IntentWord> words) {
            var sentences = new ArrayList<List<IntentWord>>();
            var current = new ArrayList<IntentWord>();
            for (int i = 0; i < words.size(); i++) {
                var sequel = sequelAt(words, i);
                if (sequel > 0) {
                    sentences.add(List.copyOf(current));
                    current.clear();
                    i += sequel - 1;
                } else if (words.get(i).form() == IntentWord.Form.STOP) {
                    sentences.add(List.copyOf(current));
                    current.clear();
                } else {
                    current.add(words.get(i));
                    if (words.get(i).form() == IntentWord.Form.QUESTION) {
                        sentences.add(List.copyOf(current));
                        current.clear();
                    }
                }
            }
            sentences.add(List.copyOf(current));
            return sentences.stream()
                    .filter(sentence -> sentence.stream().anyMatch(word -> !word.breaks()))
                    .toList();
        }

        private static int sequelAt(List<IntentWord> words, int at) {
            for (var sequel : IntentVocabulary.english().sequels()) {
                boolean opens = at == 0 || words.get(at - 1).breaks() || sequel.size() > 1 || sequel.contains("then");
                if (opens && IntentClause.matches(words, at, sequel)) {
                    return sequel.size();
                }
            }
            return 0;
        }

        /** Splits at commas and "and" only where the whole makes no sense as one clause and the parts do. */
        private List<Part> soft(List<IntentWord> words, IntentContext context, @Nullable Intent verb) {
            var whole = read(words, context, verb);
            boolean ban = whole instanceof Part.Ban;
            // "nobody can reach web, fix it" tells something and then wants something.
            boolean told = whole instanceof Part.Told && !reports(words);
            if (whole.clear() && !ban && !told) {
                return List.of(whole);
            }
            for (int i = 1; i < words.size() && readings < MOST_READINGS; i++) {
                // "don't restart web and scale api" forbids both; only a comma or "but" ends what is forbidden.
                if (!separates(words, i)
                        || (ban && !ends(words.get(i)))
                        || (told && !words.get(i).breaks())) {
                    continue;
                }
                var left = read(words.subList(0, i), context, verb);
                if (!left.clear()) {
                    continue;
                }
                int next = i;
                while (next < words.size() && separates(words, next)) {
                    next++;
                }
                if (next >= words.size()) {
                    return List.of(left);
                }
                var reading = left instanceof Part.Clear(var clear) ? clear : null;
                var right = soft(
                        reason(words, i) ? words.subList(i, words.size()) : words.subList(next, words.size()),
                        reading == null ? after(left, context) : after(reading, context),
                        reading == null ? verb : reading.intent);
                if (right.stream().allMatch(Part::clear)
                        && (!told || right.stream().anyMatch(Part.Clear.class::isInstance))) {
                    var all = new ArrayList<Part>();
                    all.add(left);
                    all.addAll(right);
                    return all;
                }
            }
            var pieces = whole instanceof Part.Unclear(var reading, var _) && reading == null
                    ? pieces(words, context, verb)
                    : List.<Part>of();
            return pieces.stream().anyMatch(Part.Clear.class::isInstance) ? pieces : List.of(whole);
        }

        /** Each part on its own, so that what was understood can be said beside what was not. */
        private List<Part> pieces(List<IntentWord> words, IntentContext context, @Nullable Intent verb) {
            var pieces = new ArrayList<Part>();
            int from = 0;
            for (int i = 0; i <= words.size() && readings < MOST_READINGS; i++) {
                if (i == words.size() || separates(words, i)) {
                    if (i > from) {
                        pieces.add(read(words.subList(from, i), context, verb));
                    }
                    from = i + 1;
                }
            }
            return pieces;
        }

        private static boolean ends(IntentWord word) {
            return word.breaks() || word.lower().equals("but");
        }

        private static boolean separates(List<IntentWord> words, int at) {
            var word = words.get(at);
            return word.form() == IntentWord.Form.PAUSE
                    || (word.plain() && IntentVocabulary.english().joins(word.lower()));
        }

        /** Whether it gives somebody else's words: what those want is no order of ours. */
        private static boolean reports(List<IntentWord> words) {
            return words.stream().anyMatch(word -> IntentVocabulary.english().reporter(word.lower()));
        }

        private static boolean reason(List<IntentWord> words, int at) {
            return words.get(at).plain()
                    && Set.of("because", "since", "as").contains(words.get(at).lower());
        }

        private IntentContext after(Part part, IntentContext before) {
            return switch (part) {
                case Part.Clear(var reading) -> after(reading, before);
                case Part.Ban(var reading, var _) -> reading == null ? before : after(reading, before);
                case Part.Told(var names, var namespace) ->
                    names.isEmpty()
                            ? before
                            : new IntentContext(names, namespace == null ? before.namespace() : namespace, grammar);
                case Part.Unclear _ -> before;
            };
        }

        private IntentContext after(IntentReading reading, IntentContext before) {
            var names = new ArrayList<IntentName>();
            for (var slot : reading.intent.slots().values()) {
                var value = reading.values.get(slot.name());
                if (value instanceof List<?> list) {
                    list.stream()
                            .filter(IntentName.class::isInstance)
                            .map(IntentName.class::cast)
                            .forEach(names::add);
                } else if (slot.type().equals("name") && value instanceof String name) {
                    names.add(new IntentName(name, slot.kinds(), true, true));
                }
            }
            var created = names.stream()
                    .filter(name -> name.kinds().equals(List.of("Namespace")))
                    .map(IntentName::text)
                    .findFirst();
            var namespace = created.orElse(reading.namespace == null ? before.namespace() : reading.namespace);
            return new IntentContext(names.isEmpty() ? before.names() : names, namespace, grammar);
        }

        // --- from a clause to a reading

        private Part read(List<IntentWord> words, IntentContext context, @Nullable Intent verb) {
            var clause = IntentClause.of(words, this::corrected);
            if (empty(clause)) {
                return new Part.Told(List.of(), null);
            }
            var found = new ArrayList<IntentReading>();
            for (var intent : intents) {
                read(intent, clause, context, false).ifPresent(found::add);
            }
            var best = best(found);
            if (best == null && verb != null) {
                var inherited = read(verb, clause, context, true).orElse(null);
                if (inherited != null && inherited.leftover().isEmpty() && !inherited.conditional()) {
                    best = inherited;
                }
            }
            if (best != null && best.intent.changes() && best.negated()) {
                return new Part.Ban(best, names(clause));
            }
            if (best != null && clear(best, clause)) {
                hypothetical |= clause.hypothetical() && best.intent.changes();
                return new Part.Clear(best);
            }
            if (best != null && !best.intent.changes()) {
                var order = best(found.stream()
                        .filter(reading -> reading.intent.changes())
                        .toList());
                best = order == null ? best : order;
            }
            return other(clause, words, best);
        }

        private Part other(IntentClause clause, List<IntentWord> words, @Nullable IntentReading best) {
            boolean conditional = touches(clause, IntentVocabulary.english().conditions());
            boolean negated = touches(clause, IntentVocabulary.english().negations());
            var names = names(clause);
            if (negated && best == null && !conditional && !names.isEmpty() && forbids(clause)) {
                return new Part.Ban(null, names);
            }
            // "actually don't": takes back something that was said.
            boolean takesBack = negated && names.isEmpty() && clause.words().size() <= 4;
            if (takesBack && best == null) {
                return new Part.Unclear(null, texts(clause));
            }
            boolean because = !words.isEmpty() && reason(words, 0);
            boolean orders = best != null && best.intent.changes();
            boolean numbers = clause.words().stream().anyMatch(IntentWord::integer);
            if (!conditional && !orders && (because || ((clause.tells() || clause.narrated()) && !numbers))) {
                return new Part.Told(meant(names), place(clause));
            }
            if (!conditional && !orders && clause.narrated() && !clause.wants()) {
                return new Part.Told(meant(names), place(clause));
            }
            // Half an order is asked back; half a question is no question, and an order of which neither the name nor
            // the
            // rest is known is another language.
            return best == null
                            || !best.intent.changes()
                            || (best.namesNothingKnown() && !best.leftover().isEmpty())
                    ? new Part.Unclear(null, texts(clause))
                    : new Part.Unclear(best, best.leftover());
        }

        /** The namespace that a clause names behind a preposition; null if none. */
        private @Nullable String place(IntentClause clause) {
            var lower = clause.lower();
            for (int i = 1; i < lower.size(); i++) {
                if (Set.of("in", "inside", "within", "namespace").contains(lower.get(i - 1))
                        && world.namespaces().contains(lower.get(i))) {
                    return lower.get(i);
                }
            }
            return null;
        }

        private boolean forbids(IntentClause clause) {
            return clause.lower().stream()
                    .anyMatch(word -> Set.of(
                                    "touch",
                                    "change",
                                    "modify",
                                    "break",
                                    "affect",
                                    "disturb",
                                    "kill",
                                    "lose",
                                    "alter",
                                    "edit",
                                    "stop",
                                    "interrupt",
                                    "touching",
                                    "changing",
                                    "remove",
                                    "delete",
                                    "restart",
                                    "scale")
                            .contains(word));
        }

        /** What a later "it" may mean. */
        private static List<IntentName> meant(List<String> names) {
            return names.stream()
                    .map(name -> new IntentName(name, IntentSlots.OBJECTS, false, true))
                    .toList();
        }

        private static List<String> texts(IntentClause clause) {
            return clause.words().stream().map(IntentWord::text).toList();
        }

        private static boolean touches(IntentClause clause, List<List<String>> phrases) {
            for (int i = 0; i < clause.words().size(); i++) {
                for (var phrase : phrases) {
                    boolean ends = i + 1 == clause.words().size()
                            && Set.of("before", "after").contains(phrase.getFirst());
                    if (IntentClause.matches(clause.words(), i, phrase) && !ends) {
                        return true;
                    }
                }
            }
            return false;
        }

        private List<String> names(IntentClause clause) {
            var known = IntentSlots.OBJECTS.stream()
                    .filter(kind -> !kind.equals("Pod"))
                    .flatMap(kind -> world.objects(kind).stream())
                    .map(object -> String.valueOf(object.get("name")))
                    .collect(Collectors.toSet());
            return clause.words().stream()
                    .map(IntentWord::lower)
                    .filter(known::contains)
                    .toList();
        }

        private static boolean empty(IntentClause clause) {
            var english = IntentVocabulary.english();
            return clause.words().stream()
                    .allMatch(word ->
                            word.plain() && (english.filler(word.lower()) || english.preposition(word.lower())));
        }

        private Optional<IntentReading> read(
                Intent intent, IntentClause clause, IntentContext context, boolean inherited) {
            if (intent.changes() && (clause.question() || clause.narrated()) && !clause.hypothetical()) {
                return Optional.empty();
            }
            readings++;
            return intent.utterances().stream()
                    .map(utterance -> IntentReading.of(intent, utterance, clause, world, context, inherited))
                    .filter(Objects::nonNull)
                    .max(BY_WORTH);
        }

        /** What explains every word is better than whatever explains more of some. */
        private static final Comparator<IntentReading> BY_WORTH = Comparator.comparing((IntentReading reading) ->
                        reading.missing() == null && reading.leftover().isEmpty())
                .thenComparingDouble(Request::worth);

        private static double worth(IntentReading reading) {
            return reading.score - LEFTOVER_COST * reading.leftover().size() - (reading.missing() == null ? 0 : 1);
        }

        private @Nullable IntentReading best(List<IntentReading> readings) {
            return readings.stream().max(BY_WORTH).orElse(null);
        }

        private boolean clear(IntentReading reading, IntentClause clause) {
            var leftover = reading.leftover();
            if (reading.intent.changes()) {
                boolean doubtful = clause.asked() && !clause.polite() && !clause.hypothetical();
                return leftover.isEmpty() && !reading.conditional() && !doubtful;
            }
            // Reading too much does no harm, but the first word is what somebody wants: it must be understood.
            boolean verbUnderstood = leftover.isEmpty() || !startsWith(clause, leftover.getFirst());
            return leftover.isEmpty() || (leftover.size() == 1 && verbUnderstood && negligible(leftover.getFirst()));
        }

        /** A word that changes nothing in what is asked: no name, no number, no word of another intent. */
        private boolean negligible(String leftover) {
            var word = leftover.toLowerCase(java.util.Locale.ROOT);
            return word.matches("[a-z']+")
                    && !grammar.contains(word)
                    && !exists(word)
                    && !world.namespaces().contains(word);
        }

        private boolean startsWith(IntentClause clause, String word) {
            for (int i = 0; i < clause.words().size(); i++) {
                if (IntentVocabulary.english().filler(clause.lower().get(i))) {
                    continue;
                }
                return clause.words().get(i).text().equals(word);
            }
            return false;
        }

        /** A slip in a word of the grammar; what exists in the cluster is never a slip. */
        private String corrected(String word) {
            return corrections.computeIfAbsent(word, this::correct);
        }

        private String correct(String word) {
            var english = IntentVocabulary.english();
            if (word.length() < 4
                    || !word.matches("[a-z]+")
                    || english.common(word)
                    || grammar.contains(word)
                    || inflected(word)) {
                return word;
            }
            var near = grammar.stream()
                    .filter(known -> IntentSpelling.slip(word, known))
                    .sorted(Comparator.<String>comparingInt(known -> IntentSpelling.distance(word, known))
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
            if (near.isEmpty() || world.namespaces().contains(word) || exists(word)) {
                return word;
            }
            return near.getFirst();
        }

        private boolean inflected(String word) {
            return List.of("s", "es", "ed", "d", "ing").stream()
                    .filter(word::endsWith)
                    .map(ending -> word.substring(0, word.length() - ending.length()))
                    .anyMatch(stem -> grammar.contains(stem)
                            || grammar.contains(stem + "e")
                            || (stem.length() > 2 && grammar.contains(stem.substring(0, stem.length() - 1))));
        }

        private boolean exists(String name) {
            return IntentSlots.WORKLOADS.stream()
                    .flatMap(kind -> world.objects(kind).stream())
                    .anyMatch(object -> name.equals(object.get("name")));
        }

        // --- from readings to commands

        private Understanding commands(List<Part> parts, List<Part.Unclear> unclear) throws IntentStopped, IntentAgain {
            var wanted = parts.stream()
                    .map(part -> switch (part) {
                        case Part.Clear(var reading) -> reading;
                        case Part.Unclear(var reading, var _) -> reading;
                        case Part.Ban _, Part.Told _ -> null;
                    })
                    .filter(Objects::nonNull)
                    .toList();
            var told = parts.stream().filter(Part.Told.class::isInstance).map(part -> ((Part.Told) part).namespace());
            var namespaces = Stream.concat(wanted.stream().map(reading -> reading.namespace), told)
                    .filter(Objects::nonNull)
                    .distinct()
                    .toList();
            var resolver = new IntentResolver(world, dialogue);
            var commands = new ArrayList<Understanding.Command>();
            for (var reading : wanted) {
                var missing = reading.missing();
                if (missing != null) {
                    throw new IntentAgain(dialogue.free(missing.ask()));
                }
                var unknown = reading.namespace == null ? reading.unknownNamespace() : null;
                if (unknown != null
                        && !world.namespaces().isEmpty()
                        && !reading.leftover().isEmpty()) {
                    throw resolver.noNamespace(unknown);
                }
                for (var values : resolver.resolve(reading, namespaces.size() == 1 ? namespaces.getFirst() : null)) {
                    var command = reading.intent.command(values);
                    command.calls().forEach(call -> created(call, resolver));
                    commands.add(command);
                }
            }
            var result = withoutDoubles(commands);
            refuseBans(parts, wanted, result);
            if (result.size() > MOST_COMMANDS) {
                throw new IntentStopped(new Understanding.Impossible(
                        "these are %d steps; a plan has at most %d".formatted(result.size(), MOST_COMMANDS),
                        List.of("ask for fewer things at once")));
            }
            confirm(unclear, wanted, result);
            return new Understanding.Understood(result, hypothetical, notes);
        }

        private void created(Understanding.Call call, IntentResolver resolver) {
            if (call.arguments().get("manifest") instanceof Map<?, ?> manifest
                    && manifest.get("metadata") instanceof Map<?, ?> metadata) {
                var object = new java.util.LinkedHashMap<String, Object>();
                object.put("apiVersion", String.valueOf(manifest.get("apiVersion")));
                object.put("kind", String.valueOf(manifest.get("kind")));
                object.put("name", String.valueOf(metadata.get("name")));
                if (metadata.get("namespace") instanceof String namespace) {
                    object.put("namespace", namespace);
                }
                resolver.created(object);
            }
        }

        /** What is mended need not be diagnosed too. */
        private List<Understanding.Command> withoutDoubles(List<Understanding.Command> commands) {
            return commands.stream()
                    .filter(command -> command.goal() != Understanding.Goal.DIAGNOSE
                            || commands.stream()
                                    .noneMatch(other -> other.goal() == Understanding.Goal.FIX
                                            && (command.target().isEmpty()
                                                    || other.target().equals(command.target()))))
                    .distinct()
                    .toList();
        }

        private void refuseBans(List<Part> parts, List<IntentReading> wanted, List<Understanding.Command> commands)
                throws IntentStopped, IntentAgain {
            for (var part : parts) {
                if (!(part instanceof Part.Ban(var forbidden, var names))) {
                    continue;
                }
                for (var reading : wanted) {
                    boolean same = forbidden == null || forbidden.intent == reading.intent;
                    boolean named = said(reading).stream()
                            .anyMatch(name -> names.contains(name)
                                    || (forbidden != null && said(forbidden).contains(name)));
                    if (reading.intent.changes() && same && named) {
                        throw new IntentStopped(new Understanding.Unsure(
                                "The request asks for something and forbids it: %s. What shall be done?"
                                        .formatted(commands.stream()
                                                .map(Understanding.Command::says)
                                                .collect(Collectors.joining("; "))),
                                List.of()));
                    }
                }
            }
        }

        private static List<String> said(IntentReading reading) {
            return reading.values.values().stream()
                    .filter(List.class::isInstance)
                    .flatMap(list -> ((List<?>) list).stream())
                    .filter(IntentName.class::isInstance)
                    .map(name -> ((IntentName) name).text())
                    .toList();
        }

        /** Asks before anything is done that was not wholly understood. */
        private void confirm(
                List<Part.Unclear> unclear, List<IntentReading> wanted, List<Understanding.Command> commands)
                throws IntentStopped, IntentAgain {
            if (unclear.isEmpty()) {
                return;
            }
            var words = unclear.stream()
                    .flatMap(part -> part.words().stream())
                    .map(IntentDialogue::shorten)
                    .limit(12)
                    .collect(Collectors.joining(" "));
            var says = commands.stream().map(Understanding.Command::says).collect(Collectors.joining("; "));
            boolean conditional = wanted.stream().anyMatch(IntentReading::conditional);
            var doubt = words.isBlank()
                    ? "Shall it be done?"
                    : "I did not understand \"%s\"%s. Shall I do what I understood?"
                            .formatted(words, conditional ? " and cannot wait for a condition or a time" : "");
            var answer = dialogue.choose(
                    "I understood: %s. %s".formatted(says, doubt), List.of(IntentDialogue.YES, IntentDialogue.NO));
            if (answer.equals(IntentDialogue.NO)) {
                throw new IntentStopped(new Understanding.NothingAsked("nothing is done: the answer was no"));
            }
        }

        // --- when no grammar fits

        private Understanding bySimilarity(
                String text, List<IntentWord> words, Understanding.@Nullable Nearness nearness)
                throws IntentStopped, IntentAgain {
            var notUnderstood = new Understanding.NotUnderstood(
                    "no rule understands \"%s\"".formatted(IntentDialogue.shorten(text.strip())),
                    suggestions(text, nearness));
            if (nearness == null) {
                return notUnderstood;
            }
            var sentences = new ArrayList<String>();
            var owners = new ArrayList<Intent>();
            for (var intent : intents) {
                for (var sentence : intent.sentences()) {
                    sentences.add(sentence);
                    owners.add(intent);
                }
            }
            var scores = sentences.isEmpty() ? List.<Double>of() : nearness.scores(text, sentences);
            int best = 0;
            for (int i = 1; i < scores.size(); i++) {
                best = scores.get(i) > scores.get(best) ? i : best;
            }
            if (scores.isEmpty() || scores.get(best) < NEAR_ENOUGH) {
                return notUnderstood;
            }
            var intent = owners.get(best);
            var clause = IntentClause.of(words, this::corrected);
            var reading =
                    clause.narrated() ? Optional.<IntentReading>empty() : read(intent, clause, nothingSaid(), true);
            if (reading.isEmpty() || reading.get().negated()) {
                return notUnderstood;
            }
            var part = new Part.Unclear(
                    reading.get(), intent.changes() ? reading.get().leftover() : List.of());
            return commands(List.of(part), intent.changes() ? List.of(part) : List.of());
        }
    }
}
