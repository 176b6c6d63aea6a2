package io.lexiops.rules;

import java.util.List;
import java.util.Set;

/**
 * Finds what fills a slot among the free words of a clause, by the slot's type.
 *
 * <pre>
 * workload, object   a name, with or without a kind       release, application   names of Helm and Argo CD
 * name               of something new                     kind                   a kind, for lists
 * replicas           absolute, relative, percent          image, container       exactly as written
 * pairs, setting     key=value, key to value              resources              cpu and memory, requests and limits
 * number, percent, duration, lines, revision, port, target, word, text, key, verb, flag, state, selector
 * </pre>
 */
final class IntentSlots {

    static final List<String> WORKLOADS = List.of("Deployment", "StatefulSet", "DaemonSet");

    static final List<String> OBJECTS = List.of(
            "Deployment",
            "StatefulSet",
            "DaemonSet",
            "CronJob",
            "Job",
            "Service",
            "ConfigMap",
            "Pod",
            "Ingress",
            "PersistentVolumeClaim",
            "Secret",
            "HorizontalPodAutoscaler");

    static final Set<String> TYPES = Set.of(
            "workload",
            "object",
            "release",
            "application",
            "name",
            "namespace",
            "kind",
            "replicas",
            "image",
            "container",
            "pairs",
            "setting",
            "resources",
            "number",
            "percent",
            "duration",
            "lines",
            "revision",
            "port",
            "target",
            "word",
            "text",
            "key",
            "verb",
            "flag",
            "state",
            "selector",
            "labels",
            "upper",
            "newimage",
            "url",
            "helmname",
            "chart",
            "promql");

    private final IntentReading reading;
    private final IntentNames names;
    private final IntentAmounts amounts;
    private final IntentImages images;
    private final IntentValues values;

    IntentSlots(IntentReading reading) {
        this.reading = reading;
        var phrases = new IntentPhrases(reading);
        this.names = new IntentNames(reading, phrases);
        this.amounts = new IntentAmounts(reading, phrases);
        this.images = new IntentImages(reading, phrases);
        this.values = new IntentValues(reading, phrases);
    }

    boolean fill(IntentSlot slot) {
        var found = switch (slot.type()) {
            case "workload" -> names.names(slot, slot.kinds().isEmpty() ? WORKLOADS : slot.kinds());
            case "object" -> names.names(slot, slot.kinds().isEmpty() ? OBJECTS : slot.kinds());
            case "release" -> names.names(slot, List.of("HelmRelease"));
            case "application" -> names.names(slot, List.of("Application"));
            case "name" -> names.newName(slot);
            case "namespace" -> reading.namespace;
            case "kind" -> names.kind(slot);
            case "replicas" -> amounts.replicas();
            case "image" -> images.image();
            case "container" -> images.container();
            case "pairs", "labels" -> values.pairs();
            case "setting" -> values.setting();
            case "resources" -> values.resources();
            case "number" -> amounts.counted(slot);
            case "percent" -> amounts.percent();
            case "duration" -> amounts.duration();
            case "lines" -> amounts.lines();
            case "revision" -> amounts.revision();
            case "port" -> amounts.port(Set.of("port", "ports"), true);
            case "target" ->
                amounts.port(Set.of("target", "targeting", "targetport", "target-port", "forwarding"), false);
            case "word", "key", "text" -> values.word(slot);
            case "verb" -> values.verb();
            case "flag", "state" -> values.flag(slot);
            case "selector" -> values.selector();
            case "upper" -> values.upper();
            case "newimage" -> images.newImage();
            case "url" -> values.matching("(https?|oci)://.+");
            case "helmname" -> values.helmName();
            case "chart" -> values.chart();
            case "promql" -> values.promql();
            default -> throw new IllegalStateException("slot type " + slot.type());
        };
        if (found == null) {
            return false;
        }
        reading.values.put(slot.name(), found);
        reading.score += weight(slot, found);
        return true;
    }

    private static double weight(IntentSlot slot, Object found) {
        if (slot.type().equals("namespace")) {
            return 0;
        }
        return found instanceof List<?> names
                        && !names.isEmpty()
                        && names.getFirst() instanceof IntentName name
                        && !name.known()
                ? 0.6
                : 1;
    }

    /** "it" may also be left unsaid: "web is broken, fix". What is to be deleted is said. */
    boolean fillFromContext(IntentSlot slot) {
        if (!Set.of("workload", "object").contains(slot.type()) || slot.exact() || reading.namespace != null) {
            return false;
        }
        var meant = names.context(
                slot.kinds().isEmpty() ? (slot.type().equals("workload") ? WORKLOADS : OBJECTS) : slot.kinds());
        if (meant.isEmpty()) {
            return false;
        }
        reading.values.put(slot.name(), meant);
        reading.score += 0.5;
        return true;
    }
}
