package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The images that were pulled in this namespace or, where nodes can be read, in this cluster. */
final class KnownImages {

    private static final int SHOWN = 3;
    private static final int NAME_ERRORS = 2;

    private final Inventory inventory;

    KnownImages(Inventory inventory) {
        this.inventory = inventory;
    }

    /** The images that the kubelet could not pull, as pods and events tell. */
    Set<String> failing() {
        var failing = new HashSet<String>();
        for (var pod : inventory.reads().all("pods")) {
            ContainerView.of(inventory.top(pod), pod)
                    .filter(container -> ImagePulls.REASONS.contains(container.waitingReason()))
                    .forEach(container -> failing.add(container.image()));
        }
        for (var event : inventory.reads().all("events")) {
            var matcher = ImagePulls.FAILED.matcher(Events.message(event));
            if (event.textAt("", "reason").equals("Failed") && matcher.lookingAt()) {
                failing.add(matcher.group(1));
            }
        }
        return failing;
    }

    /** Those that may have been meant, best first. */
    List<KnownImage> near(String wanted) {
        var meant = ImageName.of(wanted);
        var failing = failing();
        return all().stream()
                .filter(known ->
                        !failing.contains(known.image()) && !known.image().equals(wanted))
                .filter(known -> near(meant, ImageName.of(known.image())))
                .sorted(Comparator.<KnownImage>comparingInt(known -> errors(meant, ImageName.of(known.image())))
                        .thenComparing(known -> !known.running())
                        .thenComparingInt(known -> Likely.distance(known.tag(), meant.tag()))
                        .thenComparing(KnownImage::image, Comparator.reverseOrder()))
                .limit(SHOWN)
                .toList();
    }

    /** Another tag of the same repository, or the same tag of a repository with a near name. */
    private static boolean near(ImageName meant, ImageName known) {
        int errors = errors(meant, known);
        return errors == 0
                || (errors <= NAME_ERRORS && Likely.distance(meant.tag(), known.tag()) <= 1)
                || (known.program().equals(meant.program())
                        && known.tag().equals(meant.tag())
                        && errors <= meant.repository().length() / 2);
    }

    private static int errors(ImageName meant, ImageName known) {
        return Likely.distance(meant.repository(), known.repository());
    }

    private List<KnownImage> all() {
        var found = new ArrayList<KnownImage>();
        var seen = new HashSet<String>();
        for (var pod : inventory.reads().all("pods")) {
            var workload = inventory.top(pod);
            ContainerView.of(workload, pod)
                    .filter(container ->
                            container.running() || !container.ended().content().isEmpty())
                    .filter(container -> seen.add(container.image()))
                    .forEach(container -> found.add(new KnownImage(
                            container.image(),
                            ImageName.of(container.image()).tag(),
                            workload.toString(),
                            container.ready())));
        }
        for (var node : inventory.reads().nodes()) {
            node.objectsAt("status", "images").stream()
                    .map(KubernetesObject::new)
                    .flatMap(image -> image.at("names") instanceof List<?> names ? names.stream() : List.of().stream())
                    .map(name -> ImageName.of(String.valueOf(name)))
                    .filter(name -> !name.tag().isEmpty() && seen.add(name.toString()))
                    .forEach(name ->
                            found.add(new KnownImage(name.toString(), name.tag(), "Node/" + node.name(), false)));
        }
        return found;
    }
}
