package io.lexiops.server.sandbox;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One step from the old replica sets to the new one, within what may be missing and what may be too much. */
final class RollingUpdate {

    /** Sets the replicas of a set; says whether that changed anything. */
    interface Scaler {
        boolean scale(ObjectNode deployment, ObjectNode set, int replicas);
    }

    private final Cluster cluster;
    private final ObjectNode deployment;
    private final ObjectNode newest;
    private final List<ObjectNode> old;
    private final Scaler scaler;

    RollingUpdate(Cluster cluster, ObjectNode deployment, ObjectNode newest, List<ObjectNode> old, Scaler scaler) {
        this.cluster = cluster;
        this.deployment = deployment;
        this.newest = newest;
        this.old = old;
        this.scaler = scaler;
    }

    boolean step() {
        int wanted = DeploymentController.replicas(deployment);
        if (Trees.text(deployment, "spec", "strategy", "type").equals("Recreate")) {
            return recreate(wanted);
        }
        if (old.stream().allMatch(set -> DeploymentController.wanted(set) == 0)) {
            return scaler.scale(deployment, newest, wanted);
        }
        if (DeploymentController.wanted(newest) > wanted) {
            return scaler.scale(deployment, newest, wanted);
        }
        int room = room(deployment, old, newest);
        int target = Math.min(wanted, DeploymentController.wanted(newest) + Math.max(0, room));
        if (target > DeploymentController.wanted(newest)) {
            return scaler.scale(deployment, newest, target);
        }
        return shrink(wanted);
    }

    private boolean recreate(int wanted) {
        boolean acted = false;
        for (var set : old) {
            acted |= scaler.scale(deployment, set, 0);
        }
        boolean podsLeft =
                old.stream().anyMatch(set -> !cluster.owned("Pod", set).isEmpty());
        return acted || (!podsLeft && scaler.scale(deployment, newest, wanted));
    }

    /** Unready old pods go first; ready ones only as far as new ones are available. */
    private boolean shrink(int wanted) {
        int minAvailable = wanted - unavailable(deployment);
        int total = DeploymentController.wanted(newest)
                + old.stream().mapToInt(DeploymentController::wanted).sum();
        int newUnavailable = DeploymentController.wanted(newest) - available(newest);
        int mayGo = total - minAvailable - newUnavailable;
        boolean acted = false;
        for (var set : old) {
            int unready = DeploymentController.wanted(set) - available(set);
            int less = Math.min(mayGo, unready);
            if (less > 0) {
                acted |= scaler.scale(deployment, set, DeploymentController.wanted(set) - less);
                mayGo -= less;
            }
        }
        if (acted) {
            return true;
        }
        int spare = old.stream().mapToInt(RollingUpdate::available).sum() + available(newest) - minAvailable;
        for (var set : old) {
            int less = Math.min(spare, DeploymentController.wanted(set));
            if (less > 0) {
                acted |= scaler.scale(deployment, set, DeploymentController.wanted(set) - less);
                spare -= less;
            }
        }
        return acted;
    }

    private static int available(JsonNode set) {
        return Trees.number(0, set, "status", "availableReplicas");
    }

    /** How many more pods the new set may have now. */
    static int room(ObjectNode deployment, List<ObjectNode> others, @Nullable ObjectNode newest) {
        int wanted = DeploymentController.replicas(deployment);
        int total = others.stream().mapToInt(DeploymentController::wanted).sum()
                + (newest == null ? 0 : DeploymentController.wanted(newest));
        return Math.max(0, Math.min(wanted, wanted + surge(deployment) - total));
    }

    static int surge(JsonNode deployment) {
        if (Trees.text(deployment, "spec", "strategy", "type").equals("Recreate")) {
            return 0;
        }
        return share(
                Trees.at(deployment, "spec", "strategy", "rollingUpdate", "maxSurge"),
                DeploymentController.replicas(deployment),
                true);
    }

    static int unavailable(JsonNode deployment) {
        int share = share(
                Trees.at(deployment, "spec", "strategy", "rollingUpdate", "maxUnavailable"),
                DeploymentController.replicas(deployment),
                false);
        // both zero would stand still for ever
        return share == 0 && surge(deployment) == 0 ? 1 : Math.min(share, DeploymentController.replicas(deployment));
    }

    static int share(JsonNode value, int of, boolean up) {
        if (value.isIntegralNumber()) {
            return value.asInt();
        }
        var text = value.asString("25%");
        var digits = text.replace("%", "");
        if (!digits.matches("\\d{1,6}")) {
            return 0;
        }
        int percent = Integer.parseInt(digits) * of;
        return up ? (percent + 99) / 100 : percent / 100;
    }
}
