package io.lexiops.server.sandbox;

import java.util.HashSet;
import tools.jackson.databind.node.ObjectNode;

/** Gives each pod an address of its own. */
final class PodAddresses {

    private final Cluster cluster;
    private int next;

    PodAddresses(Cluster cluster) {
        this.cluster = cluster;
    }

    void ensure(ObjectNode pod) {
        var live = cluster.find(cluster.idOf(pod)).orElse(pod);
        if (Trees.has(live, "status", "podIP")) {
            return;
        }
        var node = cluster.find("Node", "", Trees.text(pod, "spec", "nodeName")).orElseGet(Trees::object);
        var host = Trees.items(node, "status", "addresses").stream()
                .filter(address -> Trees.text(address, "type").equals("InternalIP"))
                .map(address -> Trees.text(address, "address"))
                .findFirst()
                .orElse("10.200.0.1");
        var address = Trees.truth(pod, "spec", "hostNetwork") ? host : free();
        cluster.updateStatus(pod, status -> {
            status.put("phase", "Pending").put("hostIP", host).put("podIP", address);
            status.putArray("hostIPs").addObject().put("ip", host);
            status.putArray("podIPs").addObject().put("ip", address);
            status.put("startTime", cluster.time());
        });
    }

    private String free() {
        var taken = new HashSet<String>();
        cluster.list("Pod", "").forEach(pod -> taken.add(Trees.text(pod, "status", "podIP")));
        while (true) {
            next = next % 65_000 + 1;
            var address = "10.244." + next / 254 + "." + (next % 254 + 1);
            if (!taken.contains(address)) {
                return address;
            }
        }
    }
}
