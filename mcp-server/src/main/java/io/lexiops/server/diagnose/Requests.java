package io.lexiops.server.diagnose;

import io.lexiops.server.diagnose.Unschedulable.Request;
import io.lexiops.server.kubernetes.KubernetesObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the containers of a pod ask for, against what nodes have. */
final class Requests {

    private static final Pattern INSUFFICIENT = Pattern.compile("Insufficient ([a-z0-9./-]{1,100})");
    private static final Pattern PLAIN = Pattern.compile("\\d{1,6}");
    private static final Pattern GIBI = Pattern.compile("(\\d{1,6})([GT])(i?)");
    private static final double SHARE = 0.25;

    private final List<KubernetesObject> nodes;

    Requests(List<KubernetesObject> nodes) {
        this.nodes = nodes;
    }

    /** The resources of which the scheduler says that there is not enough. */
    static List<String> missing(String message) {
        return INSUFFICIENT
                .matcher(message)
                .results()
                .map(result -> result.group(1).replaceAll("\\.$", ""))
                .distinct()
                .toList();
    }

    /** The largest request of each resource that is short. */
    List<Request> of(Workload workload, String message) {
        var requests = new ArrayList<Request>();
        for (var resource : missing(message)) {
            largest(workload, resource).ifPresent(requests::add);
        }
        return requests;
    }

    private Optional<Request> largest(Workload workload, String resource) {
        var containers = workload.podSpec().objectsAt("containers");
        var total = containers.stream()
                .map(container -> amount(new KubernetesObject(container), resource))
                .reduce(Quantity.ZERO, Quantity::plus);
        return containers.stream()
                .map(KubernetesObject::new)
                .max(Comparator.comparing(container -> amount(container, resource)))
                .filter(container -> amount(container, resource).positive())
                .map(container -> request(workload, container, resource, total));
    }

    private Request request(Workload workload, KubernetesObject container, String resource, Quantity total) {
        var most = most(resource);
        var requested = container.at("resources", "requests", resource);
        var written = String.valueOf(requested == null ? container.at("resources", "limits", resource) : requested);
        var name = container.textAt("", "name");
        var path = workload.containerPath(name, false);
        var others = total.minus(amount(container, resource));
        return new Request(
                name,
                resource,
                written,
                most.map(quantity -> resource.equals("memory") ? quantity.mebibytes() : quantity.milli())
                        .orElse(""),
                most.filter(total::exceeds).isPresent(),
                fit(resource, written, others, most),
                path == null ? null : Pointer.join(path + "/resources/requests", resource),
                requested != null,
                path == null ? null : path + "/resources",
                container.at("resources", "requests") != null);
    }

    /** With a forgotten unit put right if that fits, else a share of the largest node. */
    private static @Nullable String fit(String resource, String written, Quantity others, Optional<Quantity> most) {
        if (!resource.equals("cpu") && !resource.equals("memory")) {
            return null;
        }
        var unit = GIBI.matcher(written);
        var smaller = resource.equals("cpu") && PLAIN.matcher(written).matches()
                ? written + "m"
                : unit.matches() ? unit.group(1) + (unit.group(2).equals("T") ? "G" : "M") + unit.group(3) : "";
        var room = most.map(quantity -> quantity.minus(others));
        boolean large = most.filter(
                        quantity -> Quantity.of(written).plus(others).exceeds(quantity))
                .isPresent();
        if (!smaller.isEmpty()
                && large
                && room.filter(quantity -> quantity.exceeds(Quantity.of(smaller)))
                        .isPresent()) {
            return smaller;
        }
        var share = large
                ? room.map(quantity -> quantity.times(SHARE))
                : Optional.of(Quantity.of(written).times(SHARE));
        return share.filter(Quantity::positive)
                .map(quantity -> resource.equals("memory") ? quantity.mebibytes() : quantity.milli())
                .orElse(null);
    }

    private Optional<Quantity> most(String resource) {
        return nodes.stream()
                .map(node -> Quantity.of(node.at("status", "allocatable", resource)))
                .max(Comparator.naturalOrder());
    }

    private static Quantity amount(KubernetesObject container, String resource) {
        var requested = container.at("resources", "requests", resource);
        return Quantity.of(requested == null ? container.at("resources", "limits", resource) : requested);
    }
}
