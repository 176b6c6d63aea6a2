package io.lexiops.server.sandbox;

import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The history of stateful sets and daemon sets: one ControllerRevision for each template that there was. */
final class Revisions {

    private final Cluster cluster;

    Revisions(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The name of the revision of the template as it is now; made or moved to the top if need be. */
    String ensure(ObjectNode owner) {
        var data = Trees.object();
        Trees.child(data, "spec").set("template", Trees.copy(Trees.at(owner, "spec", "template")));
        Trees.child(data, "spec", "template").put("$patch", "replace");
        var history = history(owner);
        long last = history.stream().mapToLong(Revisions::number).max().orElse(0);
        for (var revision : history) {
            if (Trees.same(revision.path("data"), data)) {
                if (number(revision) < last) {
                    cluster.update(revision, live -> live.put("revision", last + 1));
                }
                return Trees.text(revision, "metadata", "name");
            }
        }
        var hash = TemplateHash.of(Trees.at(owner, "spec", "template"), 0);
        var name = Trees.text(owner, "metadata", "name") + "-" + hash;
        if (cluster.find("ControllerRevision", Trees.text(owner, "metadata", "namespace"), name)
                .isEmpty()) {
            create(owner, data, name, last + 1);
            cleanUp(owner);
        }
        return name;
    }

    private void create(ObjectNode owner, ObjectNode data, String name, long number) {
        var fresh = Trees.object().put("apiVersion", "apps/v1").put("kind", "ControllerRevision");
        var metadata = fresh.putObject("metadata").put("name", name);
        metadata.put("namespace", Trees.text(owner, "metadata", "namespace"));
        var labels = Trees.labels(owner, "spec", "template", "metadata", "labels");
        labels.put("controller-revision-hash", name);
        metadata.set("labels", Trees.object(labels));
        metadata.putArray("ownerReferences").add(Cluster.reference(owner));
        fresh.set("data", data);
        fresh.put("revision", number);
        cluster.create(fresh);
    }

    private List<ObjectNode> history(ObjectNode owner) {
        return cluster.owned("ControllerRevision", owner).stream()
                .sorted(Comparator.comparingLong(Revisions::number))
                .toList();
    }

    private static long number(ObjectNode revision) {
        return revision.path("revision").asLong(0);
    }

    private void cleanUp(ObjectNode owner) {
        var history = history(owner);
        int limit = Trees.number(10, owner, "spec", "revisionHistoryLimit") + 1;
        for (int i = 0; i < history.size() - limit; i++) {
            cluster.delete(history.get(i));
        }
    }
}
