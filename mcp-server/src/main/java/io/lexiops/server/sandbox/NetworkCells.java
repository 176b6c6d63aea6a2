package io.lexiops.server.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The lines that clients print for services, endpoints and ingresses. */
final class NetworkCells {

    private static final String NONE = "<none>";

    private final JsonNode object;

    NetworkCells(JsonNode object) {
        this.object = object;
    }

    Object cell(String header) {
        return switch (header) {
            case "Type" -> Trees.text(object, "spec", "type");
            case "Cluster-IP" -> Trees.textOr(NONE, object, "spec", "clusterIP");
            case "External-IP" -> externalIp();
            case "Port(s)" -> servicePorts();
            case "Endpoints" -> Trees.has(object, "endpoints") ? sliceAddresses() : endpoints();
            case "Class" -> Trees.textOr(NONE, object, "spec", "ingressClassName");
            case "Hosts" -> hosts();
            case "Address" ->
                String.join(
                        ",",
                        Trees.items(object, "status", "loadBalancer", "ingress").stream()
                                .map(item -> Trees.textOr(Trees.text(item, "hostname"), item, "ip"))
                                .toList());
            case "Ports" ->
                Trees.has(object, "addressType") ? slicePorts() : Trees.has(object, "spec", "tls") ? "80, 443" : "80";
            case "AddressType" -> Trees.text(object, "addressType");
            default -> "";
        };
    }

    private String externalIp() {
        if (Trees.text(object, "spec", "type").equals("ExternalName")) {
            return Trees.text(object, "spec", "externalName");
        }
        return Trees.text(object, "spec", "type").equals("LoadBalancer") ? "<pending>" : NONE;
    }

    private String servicePorts() {
        var ports = new ArrayList<String>();
        for (var port : Trees.items(object, "spec", "ports")) {
            var node = Trees.has(port, "nodePort") ? ":" + Trees.text(port, "nodePort") : "";
            ports.add(Trees.text(port, "port") + node + "/" + Trees.text(port, "protocol"));
        }
        return ports.isEmpty() ? NONE : String.join(",", ports);
    }

    private String endpoints() {
        var found = new ArrayList<String>();
        for (var subset : Trees.items(object, "subsets")) {
            for (var address : Trees.items(subset, "addresses")) {
                Trees.items(subset, "ports")
                        .forEach(port -> found.add(Trees.text(address, "ip") + ":" + Trees.text(port, "port")));
            }
        }
        return shortened(found);
    }

    private String sliceAddresses() {
        var found = new ArrayList<String>();
        Trees.items(object, "endpoints").forEach(endpoint -> found.addAll(Trees.texts(endpoint, "addresses")));
        return shortened(found);
    }

    private String slicePorts() {
        var ports = Trees.items(object, "ports").stream()
                .map(port -> Trees.text(port, "port"))
                .toList();
        return ports.isEmpty() ? "<unset>" : String.join(",", ports);
    }

    private static String shortened(List<String> found) {
        if (found.isEmpty()) {
            return NONE;
        }
        return found.size() <= 3
                ? String.join(",", found)
                : String.join(",", found.subList(0, 3)) + " + " + (found.size() - 3) + " more...";
    }

    private String hosts() {
        var hosts = new LinkedHashSet<String>();
        Trees.items(object, "spec", "rules").forEach(rule -> hosts.add(Trees.textOr("*", rule, "host")));
        return hosts.isEmpty() ? "*" : String.join(",", hosts);
    }
}
