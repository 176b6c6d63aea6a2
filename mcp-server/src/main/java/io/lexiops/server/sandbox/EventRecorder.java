package io.lexiops.server.sandbox;

import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** Writes Event objects; the same event again only raises its count. */
final class EventRecorder {

    private static final int MAX_MESSAGE = 1024;
    private static final int MAX_EVENTS_OF_ONE_OBJECT = 60;

    private final Machinery machinery;

    EventRecorder(Machinery machinery) {
        this.machinery = machinery;
    }

    void record(String type, String component, ObjectNode about, String fieldPath, String reason, String message) {
        var namespace = Trees.textOr("default", about, "metadata", "namespace");
        var eventType = machinery.catalog().builtIn("Event");
        var shown = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message;
        var now = Times.text(machinery.clock().instant());
        int colon = component.indexOf('@');
        var source = colon < 0 ? component : component.substring(0, colon);
        var host = colon < 0 ? "" : component.substring(colon + 1);
        var uid = Trees.text(about, "metadata", "uid");
        var writer = WriteOptions.by(source.isEmpty() ? "kubelet" : source);
        int ofSame = 0;
        for (var event : machinery.store().list("events", namespace).objects()) {
            if (!Trees.text(event, "involvedObject", "uid").equals(uid)) {
                continue;
            }
            ofSame++;
            if (Trees.text(event, "reason").equals(reason)
                    && Trees.text(event, "message").equals(shown)
                    && Trees.text(event, "source", "component").equals(source)
                    && Trees.text(event, "involvedObject", "fieldPath").equals(fieldPath)) {
                var id = new ObjectId("events", namespace, Trees.text(event, "metadata", "name"));
                machinery
                        .writes()
                        .update(
                                eventType,
                                id,
                                "",
                                writer,
                                Identity.ADMIN,
                                live -> live.put("lastTimestamp", now)
                                        .put("count", Trees.number(1, live, "count") + 1));
                return;
            }
        }
        var terminating = machinery
                .store()
                .find(new ObjectId("namespaces", "", namespace))
                .map(found -> Trees.has(found, "metadata", "deletionTimestamp"))
                .orElse(true);
        if (terminating || ofSame >= MAX_EVENTS_OF_ONE_OBJECT) {
            return;
        }
        machinery
                .writes()
                .create(
                        eventType,
                        namespace,
                        event(type, source, host, about, fieldPath, reason, shown, now),
                        writer,
                        Identity.ADMIN);
    }

    private ObjectNode event(
            String type,
            String source,
            String host,
            ObjectNode about,
            String fieldPath,
            String reason,
            String message,
            String now) {
        var event = Trees.object().put("apiVersion", "v1").put("kind", "Event");
        event.putObject("metadata")
                .put("namespace", Trees.textOr("default", about, "metadata", "namespace"))
                .put("name", Trees.text(about, "metadata", "name") + "." + unique());
        var involved = event.putObject("involvedObject").put("kind", Trees.text(about, "kind"));
        if (Trees.has(about, "metadata", "namespace")) {
            involved.put("namespace", Trees.text(about, "metadata", "namespace"));
        }
        involved.put("name", Trees.text(about, "metadata", "name")).put("uid", Trees.text(about, "metadata", "uid"));
        involved.put("apiVersion", Trees.text(about, "apiVersion"))
                .put("resourceVersion", Trees.text(about, "metadata", "resourceVersion"));
        if (!fieldPath.isEmpty()) {
            involved.put("fieldPath", fieldPath);
        }
        event.put("reason", reason).put("message", message);
        var from = event.putObject("source").put("component", source);
        if (!host.isEmpty()) {
            from.put("host", host);
        }
        event.put("firstTimestamp", now)
                .put("lastTimestamp", now)
                .put("count", 1)
                .put("type", type);
        event.putNull("eventTime");
        event.put("reportingComponent", source).put("reportingInstance", host);
        return event;
    }

    /** The real name ends with the time in nanoseconds, in hexadecimal. */
    private String unique() {
        var now = machinery.clock().instant();
        long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
        return String.format(Locale.ROOT, "%x", nanos + machinery.store().version());
    }
}
