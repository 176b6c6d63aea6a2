package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.ListQuery;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolFailed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a list page by page, one namespace after the other where the caller may not see all of them. Never holds more
 * than one page of the API and what was asked for.
 *
 * <p>A cursor is the place in the list of namespaces and the API's own token.
 */
final class ListScan {

    private static final int PAGE = 250;
    private static final int MOST_SCANNED = 20_000;

    private final Kubernetes kubernetes;
    private final Redactor redactor;
    private final ToolCall call;
    private final ResourceType type;
    private final List<@Nullable String> namespaces;
    private final @Nullable CelCondition where;

    ListScan(Kubernetes kubernetes, ToolCall call, ResourceType type, Redactor redactor) {
        this.kubernetes = kubernetes;
        this.redactor = redactor;
        this.call = call;
        this.type = type;
        this.namespaces = namespaces();
        var condition = call.arguments().textOrNull("where");
        this.where = condition == null ? null : CelCondition.of("where", condition, redactor);
    }

    /**
     * What was found.
     *
     * @param total null if nobody knows without reading all
     */
    record Found(
            List<KubernetesObject> items,
            @Nullable Long total,
            @Nullable String cursor,
            String resourceVersion,
            String where) {}

    Found page(int limit, @Nullable String cursor) {
        var place = Place.of(cursor, namespaces.size());
        var found = new ArrayList<KubernetesObject>();
        var version = "";
        Long total = null;
        int scanned = 0;
        while (place != null && found.size() < limit && scanned < MOST_SCANNED) {
            // With a condition, whole pages are read; a page is then cut where the limit is reached.
            int size = where == null ? limit - found.size() : PAGE;
            var page = list(place, size);
            version = page.resourceVersion();
            scanned += page.items().size();
            var next = place.after(page.continueToken(), namespaces.size());
            var matching = page.items().stream().filter(this::matches).toList();
            int room = limit - found.size();
            found.addAll(matching.subList(0, Math.min(room, matching.size())));
            if (matching.size() > room) {
                return new Found(found, null, place.skipping(matching, room).encoded(), version, where());
            }
            if (where == null && namespaces.size() == 1) {
                total = page.remaining() == null
                        ? (next == null && cursor == null ? (long) found.size() : null)
                        : (cursor == null ? found.size() + page.remaining() : null);
            }
            place = next;
            if (call.context().cancelled()) {
                throw new ToolFailed(ErrorCode.CANCELLED, "the call was cancelled", "");
            }
        }
        if (place == null && cursor == null) {
            total = (long) found.size();
        }
        return new Found(found, total, place == null ? null : place.encoded(), version, where());
    }

    /** Visits every matching object; returns how many there were. */
    long each(Consumer<KubernetesObject> visitor) {
        long count = 0;
        var place = Place.of(null, namespaces.size());
        while (place != null) {
            var page = list(place, PAGE);
            for (var item : page.items()) {
                if (matches(item)) {
                    visitor.accept(item);
                    count++;
                }
            }
            place = place.after(page.continueToken(), namespaces.size());
            if (call.context().cancelled()) {
                throw new ToolFailed(ErrorCode.CANCELLED, "the call was cancelled", "");
            }
        }
        return count;
    }

    private Kubernetes.ObjectPage list(Place place, int size) {
        var page = shown(kubernetes.list(new ListQuery(
                type,
                namespaces.get(place.namespace()),
                call.arguments().textOrNull("labelSelector"),
                call.arguments().textOrNull("fieldSelector"),
                size,
                place.token())));
        return place.after() == null
                ? page
                : new Kubernetes.ObjectPage(
                        page.items().stream()
                                .dropWhile(item -> !item.uid().equals(place.after()))
                                .skip(1)
                                .toList(),
                        page.continueToken(),
                        page.remaining(),
                        page.resourceVersion());
    }

    /** Fields and counts are taken out of objects that hold no secret any more: a lone value would not be known as one. */
    private Kubernetes.ObjectPage shown(Kubernetes.ObjectPage page) {
        boolean picked = type.kind().equals("Secret")
                || call.arguments().has("fields")
                || call.arguments().has("countBy");
        return picked
                ? new Kubernetes.ObjectPage(
                        page.items().stream()
                                .map(item -> new KubernetesObject(redactor.object(item.content())))
                                .toList(),
                        page.continueToken(),
                        page.remaining(),
                        page.resourceVersion())
                : page;
    }

    private boolean matches(KubernetesObject object) {
        if (where == null) {
            return true;
        }
        // A condition may take its time with each object.
        if (call.context().cancelled()) {
            throw new ToolFailed(ErrorCode.CANCELLED, "the call was cancelled", "");
        }
        return where.matches(object);
    }

    private List<@Nullable String> namespaces() {
        if (!type.namespaced()) {
            return Arrays.asList((String) null);
        }
        var given = call.arguments().textOrNull("namespace");
        if (given != null) {
            return Arrays.asList(given);
        }
        var open = call.caller().namespaces();
        return open.isEmpty()
                ? Arrays.asList((String) null)
                : new ArrayList<>(open.stream().sorted().toList());
    }

    private String where() {
        var given = call.arguments().textOrNull("namespace");
        return given == null ? "" : " in " + given;
    }

    /**
     * Where a scan goes on.
     *
     * @param after the uid of the last object of this page that was shown; null means from its beginning
     */
    private record Place(
            int namespace, @Nullable String token, @Nullable String after) {

        static @Nullable Place of(@Nullable String cursor, int namespaces) {
            if (cursor == null) {
                return new Place(0, null, null);
            }
            try {
                var parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split("\n", -1);
                int namespace = Integer.parseInt(parts[0]);
                if (parts.length != 3 || namespace < 0 || namespace >= namespaces) {
                    throw new IllegalArgumentException("not one of ours");
                }
                return new Place(namespace, parts[1].isEmpty() ? null : parts[1], parts[2].isEmpty() ? null : parts[2]);
            } catch (IllegalArgumentException e) {
                throw new ToolFailed(
                        ErrorCode.INVALID_ARGUMENT,
                        "argument 'continue' is no cursor of this list",
                        "give back the cursor of the page before, with the same other arguments");
            }
        }

        @Nullable Place after(@Nullable String nextToken, int namespaces) {
            if (nextToken != null) {
                return new Place(namespace, nextToken, null);
            }
            return namespace + 1 < namespaces ? new Place(namespace + 1, null, null) : null;
        }

        Place skipping(List<KubernetesObject> matching, int shown) {
            return shown == 0
                    ? this
                    : new Place(namespace, token, matching.get(shown - 1).uid());
        }

        String encoded() {
            var text = namespace + "\n" + (token == null ? "" : token) + "\n" + (after == null ? "" : after);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
