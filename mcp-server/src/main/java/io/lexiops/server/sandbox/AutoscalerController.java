package io.lexiops.server.sandbox;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Keeps the replicas of a target between the bounds of its autoscaler; there are no metrics to scale by. */
final class AutoscalerController implements Reconciler {

    private static final String SOURCE = "horizontal-pod-autoscaler";

    private final Cluster cluster;

    AutoscalerController(Cluster cluster) {
        this.cluster = cluster.as("kube-controller-manager");
    }

    @Override
    public void observe(Change change) {
        switch (change.id().storageKey()) {
            case "horizontalpodautoscalers.autoscaling" -> cluster.loop().soon(this, change.id());
            case "deployments.apps", "statefulsets.apps", "replicasets.apps" -> {
                for (var autoscaler :
                        cluster.list("HorizontalPodAutoscaler", change.id().namespace())) {
                    if (Trees.text(autoscaler, "spec", "scaleTargetRef", "name")
                            .equals(change.id().name())) {
                        cluster.loop().soon(this, cluster.idOf(autoscaler));
                    }
                }
            }
            default -> {}
        }
    }

    @Override
    public void reconcile(ObjectId id) {
        cluster.find(id).filter(found -> !Pods.isTerminating(found)).ifPresent(this::scale);
    }

    private void scale(ObjectNode autoscaler) {
        var target = target(autoscaler);
        if (target.isEmpty()) {
            var reference = Trees.at(autoscaler, "spec", "scaleTargetRef");
            var why = "the HPA controller was unable to get the target's current scale: "
                    + ApiFailure.quoted(Trees.text(reference, "name")) + " not found";
            cluster.updateStatus(
                    autoscaler,
                    status -> Conditions.set(status, "AbleToScale", false, "FailedGetScale", why, cluster.time()));
            cluster.warning(SOURCE, autoscaler, "FailedGetScale", why);
            return;
        }
        int now = Trees.number(1, target.get(), "spec", "replicas");
        int least = Trees.number(1, autoscaler, "spec", "minReplicas");
        int most = Trees.number(least, autoscaler, "spec", "maxReplicas");
        int wanted = now == 0 ? 0 : Math.clamp(now, least, most);
        if (wanted != now) {
            cluster.update(target.get(), live -> Trees.child(live, "spec").put("replicas", wanted));
            var why = now > most
                    ? "Current number of replicas above Spec.MaxReplicas"
                    : "Current number of replicas below Spec.MinReplicas";
            cluster.normal(SOURCE, autoscaler, "SuccessfulRescale", "New size: " + wanted + "; reason: " + why);
        }
        int current = Trees.number(0, target.get(), "status", "replicas");
        cluster.updateStatus(autoscaler, status -> {
            status.put("currentReplicas", current).put("desiredReplicas", wanted);
            var time = cluster.time();
            Conditions.set(
                    status,
                    "AbleToScale",
                    true,
                    "SucceededGetScale",
                    "the HPA controller was able to get the target's current scale",
                    time);
            if (wanted == 0) {
                Conditions.set(
                        status,
                        "ScalingActive",
                        false,
                        "ScalingDisabled",
                        "scaling is disabled since the replica count of the target is zero",
                        time);
            } else {
                Conditions.set(
                        status,
                        "ScalingActive",
                        false,
                        "FailedGetResourceMetric",
                        "the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for"
                                + " resource cpu: unable to fetch metrics from resource metrics API: the server could not find the"
                                + " requested resource (get pods.metrics.k8s.io)",
                        time);
            }
        });
    }

    private Optional<ObjectNode> target(ObjectNode autoscaler) {
        var reference = Trees.at(autoscaler, "spec", "scaleTargetRef");
        return cluster.machinery()
                .catalog()
                .byKind(Trees.text(reference, "apiVersion"), Trees.text(reference, "kind"))
                .flatMap(type -> cluster.find(new ObjectId(
                        type.storageKey(),
                        Trees.text(autoscaler, "metadata", "namespace"),
                        Trees.text(reference, "name"))));
    }
}
