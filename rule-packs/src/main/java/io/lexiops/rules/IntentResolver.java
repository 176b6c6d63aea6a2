package io.lexiops.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks up in the world what the words of one clause name. Exact names first; near ones are only suggested; two are asked
 * back; none is said, with where it does exist.
 */
final class IntentResolver {

    private final IntentWorld world;
    private final IntentDialogue dialogue;
    private final List<Map<String, Object>> created = new ArrayList<>();
    private @Nullable String lastNamespace;

    IntentResolver(IntentWorld world, IntentDialogue dialogue) {
        this.world = world;
        this.dialogue = dialogue;
    }

    /**
     * The values of all slots, once for each object of a list.
     *
     * @param elsewhere the namespace that another clause of the request says; null if none
     */
    List<Map<String, Object>> resolve(IntentReading reading, @Nullable String elsewhere) throws IntentStopped {
        var namespace = reading.namespace == null ? null : namespace(reading.namespace);
        var said = lastNamespace != null ? lastNamespace : elsewhere;
        var soft = namespace != null || reading.everywhere || said == null || !known(said) ? null : said;
        var hard = namespace == null && !reading.everywhere ? world.preferredNamespace() : namespace;
        if (namespace != null) {
            lastNamespace = namespace;
        }
        var base = new LinkedHashMap<String, Object>();
        var many = "";
        var objects = List.<Map<String, Object>>of();
        for (var slot : reading.intent.slots().values()) {
            var value = reading.values.get(slot.name());
            if (value instanceof List<?> names && !names.isEmpty() && names.getFirst() instanceof IntentName) {
                var found = new ArrayList<Map<String, Object>>();
                for (var name : names) {
                    found.add(object((IntentName) Objects.requireNonNull(name), slot, hard, soft));
                }
                if (found.size() > 1 || slot.many()) {
                    many = slot.name();
                    objects = found;
                }
                base.put(slot.name(), found.getFirst());
            } else if (slot.type().equals("namespace")) {
                var place = hard != null ? hard : soft;
                if (place == null && !slot.optional()) {
                    place = chooseNamespace(reading);
                }
                putIfThere(base, slot.name(), place);
            } else {
                if (slot.type().equals("name") && value instanceof String fresh) {
                    refuseDouble(fresh, slot, hard != null ? hard : soft);
                }
                putIfThere(base, slot.name(), value);
            }
        }
        if (!base.containsKey("namespace")) {
            putIfThere(base, "namespace", reading.everywhere ? null : hard != null ? hard : soft);
        }
        var all = new ArrayList<Map<String, Object>>();
        if (objects.isEmpty()) {
            all.add(computed(reading, base));
        }
        for (var object : objects) {
            var one = new LinkedHashMap<>(base);
            one.put(many, object);
            all.add(computed(reading, one));
        }
        return all;
    }

    /** An object that an earlier step creates. */
    void created(Map<String, Object> object) {
        created.add(object);
    }

    /** What is to be made must not be there: server-side apply would change it instead. */
    private void refuseDouble(String name, IntentSlot slot, @Nullable String namespace) throws IntentStopped {
        for (var kind : slot.kinds()) {
            var there = namespace == null ? List.<Map<String, Object>>of() : in(named(name, List.of(kind)), namespace);
            if (!there.isEmpty() && there.getFirst().containsKey("namespace")) {
                throw new IntentStopped(new Understanding.Impossible(
                        "there is a %s %s in %s already".formatted(kind, name, namespace),
                        List.of("say what to change in it, or choose another name")));
            }
        }
    }

    private static void putIfThere(Map<String, Object> values, String name, @Nullable Object value) {
        if (value != null) {
            values.put(name, value);
        }
    }

    // --- namespaces

    private String namespace(String said) throws IntentStopped {
        if (known(said)) {
            return said;
        }
        throw noNamespace(said);
    }

    private boolean known(String said) {
        return world.namespaces().isEmpty()
                || world.namespaces().contains(said)
                || created.stream()
                        .anyMatch(object -> "Namespace".equals(object.get("kind")) && said.equals(object.get("name")));
    }

    /** There is no such namespace: says which there are. */
    IntentStopped noNamespace(String said) {
        var near = IntentSpelling.near(said, world.namespaces());
        return new IntentStopped(
                near.isEmpty()
                        ? new Understanding.NotFound(
                                "there is no namespace %s that can be seen from here".formatted(said),
                                List.of("namespaces: " + String.join(", ", world.namespaces())))
                        : new Understanding.Unsure(
                                "There is no namespace %s. Did you mean %s?".formatted(said, String.join(" or ", near)),
                                near));
    }

    private String chooseNamespace(IntentReading reading) throws IntentStopped {
        var known = world.namespaces();
        if (known.size() == 1) {
            return known.getFirst();
        }
        return dialogue.choose("In which namespace? (%s)".formatted(reading.intent.title()), known);
    }

    // --- objects

    private Map<String, Object> object(IntentName name, IntentSlot slot, @Nullable String hard, @Nullable String soft)
            throws IntentStopped {
        var ours = created.stream()
                .filter(object -> name.text().equals(object.get("name"))
                        && name.kinds().contains(String.valueOf(object.get("kind"))))
                .findFirst();
        if (ours.isPresent()) {
            return ours.get();
        }
        var everywhere = named(name.text(), name.kinds());
        var here = in(everywhere, hard);
        if (soft != null && hard == null) {
            var near = in(everywhere, soft);
            here = near.isEmpty() ? here : near;
        }
        var candidates = slot.exact() ? here : likeliest(here, name.kinds());
        if (candidates.size() == 1) {
            return candidates.getFirst();
        }
        if (candidates.size() > 1) {
            return choose("Which %s do you mean?".formatted(name.text()), candidates);
        }
        return near(name, hard, everywhere);
    }

    private Map<String, Object> near(IntentName name, @Nullable String hard, List<Map<String, Object>> elsewhere)
            throws IntentStopped {
        var where = hard == null ? "" : " in " + hard;
        var noun = name.kinds().size() == 1 ? kindWord(name.kinds().getFirst()) + " " : "";
        if (!elsewhere.isEmpty()) {
            var places = elsewhere.stream().map(Understanding::words).distinct().collect(Collectors.joining(", "));
            throw new IntentStopped(new Understanding.NotFound(
                    "there is no %s%s%s; there is %s".formatted(noun, name.text(), where, places),
                    List.of("say the namespace: \"... in %s\""
                            .formatted(elsewhere.getFirst().get("namespace")))));
        }
        var others = in(named(name.text(), IntentSlots.OBJECTS), hard);
        if (!others.isEmpty()) {
            var found = others.stream().map(Understanding::words).distinct().collect(Collectors.joining(", "));
            throw new IntentStopped(new Understanding.NotFound(
                    "there is no %s%s%s, but %s, with which this cannot be done"
                            .formatted(noun.isEmpty() ? "object " : noun, name.text(), where, found),
                    List.of("say in other words what shall be done with it")));
        }
        var all = in(
                name.kinds().stream()
                        .flatMap(kind -> world.objects(kind).stream())
                        .toList(),
                hard);
        var names =
                all.stream().map(object -> String.valueOf(object.get("name"))).toList();
        var near = IntentSpelling.near(name.text(), names);
        var candidates = all.stream()
                .filter(object -> near.contains(String.valueOf(object.get("name"))))
                .limit(6)
                .toList();
        if (!candidates.isEmpty()) {
            return choose(
                    "There is no %s%s%s. Did you mean one of these?".formatted(noun, name.text(), where), candidates);
        }
        var some = names.stream().distinct().sorted().limit(12).collect(Collectors.joining(", "));
        throw new IntentStopped(new Understanding.NotFound(
                "there is no %s%s%s".formatted(noun.isEmpty() ? "object named " : noun, name.text(), where),
                some.isEmpty() ? List.of("nothing of that kind can be seen" + where) : List.of("there are: " + some)));
    }

    private Map<String, Object> choose(String question, List<Map<String, Object>> candidates) throws IntentStopped {
        var options = candidates.stream().map(Understanding::words).distinct().toList();
        var chosen = dialogue.choose(question, options);
        return candidates.stream()
                .filter(object -> Understanding.words(object).equals(chosen))
                .findFirst()
                .orElseThrow();
    }

    private List<Map<String, Object>> named(String name, List<String> kinds) {
        return kinds.stream()
                .flatMap(kind -> world.objects(kind).stream())
                .filter(object -> name.equals(object.get("name")))
                .toList();
    }

    private static List<Map<String, Object>> in(List<Map<String, Object>> objects, @Nullable String namespace) {
        return namespace == null
                ? objects
                : objects.stream()
                        .filter(object -> !object.containsKey("namespace") || namespace.equals(object.get("namespace")))
                        .toList();
    }

    /** Those of the first kind that has any: a workload before what stands around it. */
    private static List<Map<String, Object>> likeliest(List<Map<String, Object>> objects, List<String> kinds) {
        for (var kind : kinds) {
            var of = objects.stream()
                    .filter(object -> kind.equals(object.get("kind")))
                    .toList();
            if (!of.isEmpty()) {
                boolean workload = IntentSlots.WORKLOADS.contains(kind);
                return workload
                        ? objects.stream()
                                .filter(object -> IntentSlots.WORKLOADS.contains(String.valueOf(object.get("kind"))))
                                .toList()
                        : of;
            }
        }
        return List.of();
    }

    private static String kindWord(String kind) {
        return switch (kind) {
            case "HelmRelease" -> "Helm release";
            case "Application" -> "Argo CD application";
            default -> kind;
        };
    }

    // --- values that depend on the object

    private Map<String, Object> computed(IntentReading reading, Map<String, Object> values) throws IntentStopped {
        var computed = new LinkedHashMap<>(values);
        for (var slot : reading.intent.slots().values()) {
            var value = values.get(slot.name());
            if (value == null) {
                continue;
            }
            switch (slot.type()) {
                case "replicas" -> computed.put(slot.name(), replicas((IntentCount) value, objectOf(slot, values)));
                case "image" -> computed.putAll(image(slot, (Map<?, ?>) value, values));
                case "container" -> computed.put(slot.name(), container(String.valueOf(value), objectOf(slot, values)));
                case "setting" -> computed.put(slot.name(), setting((Map<?, ?>) value, objectOf(slot, values)));
                default -> {}
            }
        }
        return computed;
    }

    @SuppressWarnings("unchecked") // objects are JSON trees
    private static Map<String, Object> objectOf(IntentSlot slot, Map<String, Object> values) {
        return values.get(slot.of()) instanceof Map<?, ?> object ? (Map<String, Object>) object : Map.of();
    }

    private long replicas(IntentCount count, Map<String, Object> object) throws IntentStopped {
        long current = object.get("replicas") instanceof Long now ? now : 1;
        var asked = count;
        if (count.mode() == IntentCount.Mode.UNCLEAR) {
            long by = (long) count.amount();
            var to = "to " + by;
            var up = "up by %d, to %d".formatted(by, current + by);
            var down = "down by %d, to %d".formatted(by, Math.max(0, current - by));
            var chosen = dialogue.choose(
                    "%s has %d replicas. By %d up or down?".formatted(Understanding.words(object), current, by),
                    List.of(up, down, to));
            return chosen.equals(to) ? by : chosen.equals(up) ? current + by : Math.max(0, current - by);
        }
        if (count.mode() == IntentCount.Mode.UNCLEAR_PERCENT) {
            long up = (long) Math.ceil(current * (1 + count.amount() / 100) - 1e-9);
            long down = Math.max(0, (long) Math.ceil(current * (1 - count.amount() / 100) - 1e-9));
            var more = "up by %.0f%%, to %d".formatted(count.amount(), up);
            var fewer = "down by %.0f%%, to %d".formatted(count.amount(), down);
            var chosen = dialogue.choose(
                    "%s has %d replicas. By %.0f%% up or down?"
                            .formatted(Understanding.words(object), current, count.amount()),
                    List.of(more, fewer));
            return chosen.equals(more) ? up : down;
        }
        long wanted = asked.from(current);
        if (wanted < 0 || wanted > 1_000_000) {
            throw new IntentStopped(new Understanding.Impossible(
                    wanted < 0
                            ? "%s cannot have %d replicas: the least is 0"
                                    .formatted(Understanding.words(object), wanted)
                            : "%d replicas are more than any cluster has".formatted(wanted),
                    List.of("say a number from 0: \"scale %s to 4\"".formatted(object.get("name")))));
        }
        if (asked.before() != null && asked.before() != current) {
            confirm("%s has %d replicas now, not %d. Scale it to %d?"
                    .formatted(Understanding.words(object), current, asked.before(), wanted));
        }
        if (asked.contradicts(current)) {
            confirm("%s has %d replicas; %s to %d is the other way. Scale it to %d?"
                    .formatted(
                            Understanding.words(object),
                            current,
                            asked.direction() > 0 ? "up" : "down",
                            wanted,
                            wanted));
        }
        return wanted;
    }

    private void confirm(String question) throws IntentStopped {
        if (dialogue.choose(question, List.of(IntentDialogue.YES, IntentDialogue.NO))
                .equals(IntentDialogue.NO)) {
            throw new IntentStopped(new Understanding.NothingAsked("nothing is done: the answer was no"));
        }
    }

    private Map<String, Object> image(IntentSlot slot, Map<?, ?> said, Map<String, Object> values)
            throws IntentStopped {
        if (said.containsKey("bad")) {
            throw new IntentStopped(new Understanding.Impossible(
                    "\"%s\" is no image: an image has no spaces".formatted(said.get("bad")),
                    List.of("write it like registry.example.com/team/app:1.2")));
        }
        var object = objectOf(slot, values);
        var containers = containers(object);
        var named = said.containsKey("container") ? said.get("container") : containerSaid(values);
        var container = named == null ? null : container(String.valueOf(named), object);
        if (container == null) {
            container = containerFor(said, containers, object);
        }
        var image = said.containsKey("image")
                ? String.valueOf(said.get("image"))
                : withTag(containers.getOrDefault(container, ""), String.valueOf(said.get("tag")));
        return Map.of(slot.name(), image, "container", container);
    }

    private static @Nullable Object containerSaid(Map<String, Object> values) {
        return values.get("container");
    }

    private String containerFor(Map<?, ?> said, Map<String, String> containers, Map<String, Object> object)
            throws IntentStopped {
        if (containers.size() == 1) {
            return containers.keySet().iterator().next();
        }
        if (said.get("image") instanceof String image) {
            for (var same : List.<java.util.function.UnaryOperator<String>>of(
                    IntentResolver::repository, IntentResolver::lastPart)) {
                var alike = containers.entrySet().stream()
                        .filter(entry -> same.apply(entry.getValue()).equals(same.apply(image)))
                        .map(Map.Entry::getKey)
                        .toList();
                if (alike.size() == 1) {
                    return alike.getFirst();
                }
            }
        }
        return dialogue.choose(
                "%s has several containers. Which one?".formatted(Understanding.words(object)),
                List.copyOf(containers.keySet()));
    }

    private static Map<String, String> containers(Map<String, Object> object) {
        var containers = new LinkedHashMap<String, String>();
        if (object.get("containers") instanceof Collection<?> list) {
            for (var item : list) {
                if (item instanceof Map<?, ?> container) {
                    containers.put(String.valueOf(container.get("name")), String.valueOf(container.get("image")));
                }
            }
        }
        return containers;
    }

    static String repository(String image) {
        var withoutDigest = image.contains("@") ? image.substring(0, image.indexOf('@')) : image;
        int colon = withoutDigest.lastIndexOf(':');
        return colon > withoutDigest.lastIndexOf('/') ? withoutDigest.substring(0, colon) : withoutDigest;
    }

    private static String lastPart(String image) {
        var repository = repository(image);
        return repository.substring(repository.lastIndexOf('/') + 1);
    }

    private static String withTag(String image, String tag) {
        return repository(image) + ":" + tag;
    }

    private String container(String said, Map<String, Object> object) throws IntentStopped {
        var names = containers(object).keySet();
        if (names.isEmpty() || names.contains(said)) {
            return said;
        }
        return dialogue.choose(
                "%s has no container %s. Which one?".formatted(Understanding.words(object), said), List.copyOf(names));
    }

    /** A key that differs from an existing one only by its case is asked about: both beside each other are a trap. */
    private Map<String, Object> setting(Map<?, ?> said, Map<String, Object> object) throws IntentStopped {
        var keys = object.get("data") instanceof Map<?, ?> data ? data.keySet() : Set.<Object>of();
        var result = new LinkedHashMap<String, Object>();
        for (var entry : said.entrySet()) {
            var key = String.valueOf(entry.getKey());
            var alike = Stream.concat(Stream.of(key), keys.stream().map(String::valueOf))
                    .filter(key::equalsIgnoreCase)
                    .distinct()
                    .toList();
            var chosen = keys.contains(key) || alike.size() == 1
                    ? key
                    : dialogue.choose(
                            "%s has no key %s. Which one?".formatted(Understanding.words(object), key),
                            alike.stream()
                                    .map(one -> one.equals(key) ? "a new key " + key : one)
                                    .toList());
            result.put(chosen.startsWith("a new key ") ? key : chosen, Objects.requireNonNull(entry.getValue()));
        }
        return result;
    }
}
