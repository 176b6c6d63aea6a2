package io.lexiops.server.diagnose;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pods that no node takes.
 *
 * @param reasons   kinds of refusal: selector, podAffinity, antiAffinity, taint, cordoned, nodeTrouble, resources, pods, ports,
 *                  volume, topology or other
 * @param message   the scheduler's words
 * @param waiting   how many pods wait
 * @param running   how many pods of the workload have a node
 * @param labels    node labels that the pod asks for and no node has
 * @param requests  requests that are larger than what any node has, or that do not fit beside the others
 * @param taints    taints that the pod does not tolerate, for people
 * @param tolerations tolerations with a key or value near to a taint
 * @param hostPorts host ports that the pod wants
 * @param nodesKnown whether nodes could be read
 * @param path      JSON pointer of the pod spec in the workload
 */
record Unschedulable(
        Target workload,
        boolean editable,
        List<String> reasons,
        String message,
        long waiting,
        long running,
        long desired,
        List<WrongLabel> labels,
        List<Request> requests,
        List<String> taints,
        List<NearToleration> tolerations,
        List<Long> hostPorts,
        boolean nodesKnown,
        String path,
        List<String> pods,
        @Nullable Rollback rollback,
        List<Evidence> evidence)
        implements Fact {

    /**
     * A label that no node has.
     *
     * @param path      JSON pointer of the value in the workload
     * @param parent    JSON pointer of what holds it
     * @param keyKnown  whether some node has the key, with another value
     * @param nearKey   the label that may be meant; null if there is none
     * @param nearValue its value on a node
     * @param nearPath  where it would stand in the workload
     * @param inSelector whether it stands in the nodeSelector; else in the node affinity
     * @param alone     whether it is the only one there
     */
    record WrongLabel(
            String key,
            String value,
            String path,
            String parent,
            boolean keyKnown,
            @Nullable String nearKey,
            @Nullable String nearValue,
            @Nullable String nearPath,
            boolean inSelector,
            boolean alone) {}

    /**
     * An amount that a container asks for.
     *
     * @param resource cpu, memory, ephemeral-storage or another
     * @param most     the most that a node has; empty if nodes cannot be read
     * @param tooLarge whether no node could ever give it
     * @param fit      a smaller amount that fits; null if there is none
     * @param path     JSON pointer of the amount in the workload; null if it is not in its template
     * @param exists   whether something stands there now; else the limit counts as the request
     * @param parent   JSON pointer of the resources
     */
    record Request(
            String container,
            String resource,
            String amount,
            String most,
            boolean tooLarge,
            @Nullable String fit,
            @Nullable String path,
            boolean exists,
            @Nullable String parent,
            boolean hasRequests) {}

    /** A toleration that a small change lets tolerate a taint of a node. */
    record NearToleration(String path, String field, String before, String after) {}
}
