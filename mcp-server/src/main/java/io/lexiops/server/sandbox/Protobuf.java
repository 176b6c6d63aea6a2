package io.lexiops.server.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads request bodies in protobuf, which the Go clients prefer; replies are always JSON, which they take too.
 *
 * <p>Field numbers and types lie in {@code protobuf.txt}: {@code #type}, then lines {@code number name type}.
 */
final class Protobuf {

    private static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final Map<String, Map<Integer, ProtobufField>> TYPES = load();

    /** Fields whose zero says something. */
    private static final Set<String> POINTERS = Set.of(
            "replicas",
            "automountServiceAccountToken",
            "allowPrivilegeEscalation",
            "privileged",
            "readOnlyRootFilesystem",
            "runAsNonRoot",
            "runAsUser",
            "runAsGroup",
            "fsGroup",
            "terminationGracePeriodSeconds",
            "revisionHistoryLimit",
            "progressDeadlineSeconds",
            "parallelism",
            "completions",
            "backoffLimit",
            "ttlSecondsAfterFinished",
            "suspend",
            "successfulJobsHistoryLimit",
            "failedJobsHistoryLimit",
            "gracePeriodSeconds",
            "minReplicas",
            "optional",
            "controller",
            "blockOwnerDeletion",
            "immutable",
            "enableServiceLinks",
            "activeDeadlineSeconds",
            "hostUsers",
            "startingDeadlineSeconds",
            "defaultMode",
            "mode",
            "orphanDependents",
            "expirationSeconds",
            "partition",
            "stabilizationWindowSeconds",
            "intVal",
            "type",
            "shareProcessNamespace",
            "ready",
            "serving",
            "terminating");

    /** One field of a message. */
    record ProtobufField(String name, String type) {

        boolean repeated() {
            return type.startsWith("[");
        }

        boolean map() {
            return type.startsWith("{");
        }

        String element() {
            return repeated() || map() ? type.substring(1, type.length() - 1) : type;
        }
    }

    private final byte[] bytes;
    private int position;
    private final int end;

    private Protobuf(byte[] bytes, int position, int end) {
        if (end > bytes.length || position > end) {
            throw ApiFailure.badRequest("provided data does not appear to be a protobuf message: unexpected EOF");
        }
        this.bytes = bytes;
        this.position = position;
        this.end = end;
    }

    private static Map<String, Map<Integer, ProtobufField>> load() {
        try (var in = Protobuf.class.getResourceAsStream("/sandbox/protobuf.txt")) {
            if (in == null) {
                throw new IllegalStateException("sandbox/protobuf.txt is not on the class path");
            }
            var types = new HashMap<String, Map<Integer, ProtobufField>>();
            var current = "";
            for (var line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (line.startsWith("#")) {
                    current = line.substring(1);
                    types.put(current, new HashMap<>());
                } else {
                    var parts = line.split(" ", 3);
                    types.getOrDefault(current, new HashMap<>())
                            .put(Integer.parseInt(parts[0]), new ProtobufField(parts[1], parts[2]));
                }
            }
            return types;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads one object in the envelope that Kubernetes puts around protobuf. */
    static ObjectNode read(byte[] bytes) {
        for (int i = 0; i < MAGIC.length; i++) {
            if (bytes.length <= i || bytes[i] != MAGIC[i]) {
                throw ApiFailure.badRequest(
                        "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
            }
        }
        var envelope = new Protobuf(bytes, MAGIC.length, bytes.length);
        var apiVersion = "";
        var kind = "";
        var object = Trees.object();
        while (envelope.hasMore()) {
            long tag = envelope.varint();
            if (tag == 10) {
                var meta = envelope.slice();
                while (meta.hasMore()) {
                    long metaTag = meta.varint();
                    var text = meta.slice().text();
                    apiVersion = metaTag == 10 ? text : apiVersion;
                    kind = metaTag == 18 ? text : kind;
                }
            } else if (tag == 18) {
                object = envelope.slice().message(typeName(apiVersion, kind));
            } else {
                envelope.skip((int) (tag & 7));
            }
        }
        return object.put("apiVersion", apiVersion).put("kind", kind);
    }

    private static String typeName(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        var group = slash < 0 ? "core" : apiVersion.substring(0, slash);
        int dot = group.indexOf('.');
        var name = (dot < 0 ? group : group.substring(0, dot)) + "." + apiVersion.substring(slash + 1) + "." + kind;
        if (TYPES.containsKey(name)) {
            return name;
        }
        if (TYPES.containsKey("meta." + kind)) {
            return "meta." + kind;
        }
        throw ApiFailure.badRequest(
                "no kind " + ApiFailure.quoted(kind) + " is registered for version " + ApiFailure.quoted(apiVersion));
    }

    private ObjectNode message(String type) {
        var fields = TYPES.getOrDefault(type, Map.of());
        var object = Trees.object();
        while (hasMore()) {
            long tag = varint();
            int wire = (int) (tag & 7);
            var field = fields.get((int) (tag >>> 3));
            if (field == null) {
                skip(wire);
            } else if (field.map()) {
                entry(Trees.child(object, field.name()), field.element());
            } else if (field.repeated()) {
                Trees.list(object, field.name()).add(value(field.element(), wire));
            } else {
                var value = value(field.type(), wire);
                if (!isUnset(value) || POINTERS.contains(field.name())) {
                    object.set(field.name(), value);
                }
            }
        }
        return withoutEmptyStructs(object);
    }

    /** Go writes plain numbers and booleans even if they are not set, and pointers only if they are. */
    private static boolean isUnset(JsonNode value) {
        return (value.isBoolean() && !value.asBoolean()) || (value.isIntegralNumber() && value.asLong() == 0);
    }

    /** Go writes structs that are not set as empty messages and unset times as zero. */
    private static ObjectNode withoutEmptyStructs(ObjectNode object) {
        object.removeIf(
                value -> value.isNull() || (value.isString() && value.asString().isEmpty()));
        for (var name : new String[] {
            "status", "metadata", "resources", "strategy", "updateStrategy", "source", "involvedObject"
        }) {
            if (object.path(name) instanceof ObjectNode inner && inner.isEmpty()) {
                object.remove(name);
            }
        }
        return object;
    }

    private void entry(ObjectNode map, String type) {
        var entry = slice();
        var key = "";
        JsonNode value = type.equals("bytes") || type.equals("string") ? Trees.JSON.valueToTree("") : Trees.object();
        while (entry.hasMore()) {
            long tag = entry.varint();
            if (tag >>> 3 == 1) {
                key = entry.slice().text();
            } else {
                value = entry.value(type, (int) (tag & 7));
            }
        }
        map.set(key, value);
    }

    private JsonNode value(String type, int wire) {
        return switch (type) {
            case "string" -> Trees.JSON.valueToTree(slice().text());
            case "bytes" -> Trees.JSON.valueToTree(Base64.getEncoder().encodeToString(slice().rest()));
            case "bool" -> Trees.JSON.valueToTree(varint() != 0);
            case "int32", "uint32" -> Trees.JSON.valueToTree((int) varint());
            case "int64", "uint64" -> Trees.JSON.valueToTree(whole(varint()));
            case "double" -> Trees.JSON.valueToTree(Double.longBitsToDouble(fixed(8)));
            case "Quantity" -> slice().message(type).path("string");
            default -> structure(type, wire);
        };
    }

    private static Object whole(long number) {
        return number == (int) number ? (Object) (int) number : (Object) number;
    }

    private JsonNode structure(String type, int wire) {
        if (wire != 2) {
            skip(wire);
            return Trees.JSON.nullNode();
        }
        var inner = slice().message(type);
        return switch (type) {
            case "meta.Time", "meta.MicroTime" -> {
                long seconds = inner.path("seconds").asLong(0);
                var time = Instant.ofEpochSecond(seconds, inner.path("nanos").asLong(0));
                yield inner.isEmpty()
                        ? Trees.JSON.nullNode()
                        : Trees.JSON.valueToTree(type.equals("meta.Time") ? Times.text(time) : Times.micros(time));
            }
            case "IntOrString" ->
                inner.path("type").asInt(0) == 0
                        ? Trees.JSON.valueToTree(inner.path("intVal").asInt(0))
                        : Trees.JSON.valueToTree(Trees.text(inner, "strVal"));
            case "meta.FieldsV1", "RawExtension" -> {
                var raw = Trees.textOr(Trees.text(inner, "raw"), inner, "Raw");
                yield raw.isEmpty()
                        ? Trees.object()
                        : Trees.JSON.readTree(Base64.getDecoder().decode(raw));
            }
            default -> inner;
        };
    }

    private boolean hasMore() {
        return position < end;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = next();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw ApiFailure.badRequest("proto: integer overflow");
    }

    private byte next() {
        if (position >= end) {
            throw ApiFailure.badRequest("unexpected EOF");
        }
        return bytes[position++];
    }

    private long fixed(int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (long) (next() & 0xff) << (8 * i);
        }
        return value;
    }

    private Protobuf slice() {
        long length = varint();
        if (length < 0 || length > end - position) {
            throw ApiFailure.badRequest("unexpected EOF");
        }
        var slice = new Protobuf(bytes, position, position + (int) length);
        position += (int) length;
        return slice;
    }

    private byte[] rest() {
        return Arrays.copyOfRange(bytes, position, end);
    }

    private String text() {
        return new String(rest(), StandardCharsets.UTF_8);
    }

    private void skip(int wire) {
        switch (wire) {
            case 0 -> varint();
            case 1 -> fixed(8);
            case 2 -> slice();
            case 5 -> fixed(4);
            default -> throw ApiFailure.badRequest("proto: illegal wireType " + wire);
        }
    }
}
