package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.ListQuery;
import io.lexiops.server.kubernetes.Kubernetes.PrintedPage;
import io.lexiops.server.kubernetes.Kubernetes.PrintedRow;
import io.lexiops.server.output.Projection;
import io.lexiops.server.redact.Redactor;
import io.lexiops.server.tool.ErrorCode;
import io.lexiops.server.tool.ToolCall;
import io.lexiops.server.tool.ToolFailed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a list page by page, one namespace after the other where the caller may not see all of them. Never holds more
 * than one page of the API and what was asked for.
 */
final class ListScan {

    private static final int PAGE = 250;
    private static final int LARGEST_PAGE = 500;
    private static final int MOST_SCANNED = 20_000;

    /** In which columns rows come. */
    enum Printed {
        /** In none: they are made here. */
        NO,
        /** In the server's, with the metadata of the objects. */
        ROWS,
        /** In the server's, with the whole objects. */
        OBJECTS
    }

    private final Kubernetes kubernetes;
    private final Redactor redactor;
    private final ToolCall call;
    private final ResourceType type;
    private final List<@Nullable String> namespaces;
    private final @Nullable CelCondition where;
    private final @Nullable Projection counted;
    private final Printed printed;
    private final String list;

    /** For rows that are only visited. */
    ListScan(Kubernetes kubernetes, ToolCall call, ResourceType type, Redactor redactor) {
        this(kubernetes, call, type, redactor, Printed.NO, "");
    }

    /** @param cluster in which the list is; a cursor is good for that one only */
    ListScan(
            Kubernetes kubernetes,
            ToolCall call,
            ResourceType type,
            Redactor redactor,
            Printed printed,
            String cluster) {
        this.kubernetes = kubernetes;
        this.redactor = redactor;
        this.call = call;
        this.type = type;
        this.namespaces = namespaces();
        var condition = call.arguments().textOrNull("where");
        this.where = condition == null ? null : CelCondition.of("where", condition, redactor);
        var path = call.arguments().textOrNull("countBy");
        this.counted = path == null || where != null ? null : Projection.of(List.of(path));
        this.printed = where != null && printed == Printed.ROWS ? Printed.OBJECTS : printed;
        this.list = String.join(
                "\n",
                cluster,
                type.apiVersion(),
                type.plural(),
                String.valueOf(namespaces),
                call.arguments().text("labelSelector", ""),
                call.arguments().text("fieldSelector", ""),
                String.valueOf(condition));
    }

    /** One object, and where on the way it was found. */
    record Row(List<String> cells, KubernetesObject object, ListCursor page) {}

    /**
     * What was found.
     *
     * @param headings the server's own columns; empty if there are none
     * @param total     null if nobody knows without reading all
     * @param unmatched how many the condition was asked about, if it held for none of them
     * @param deadPaths of the condition; empty if it held for one
     */
    record Found(
            List<String> headings,
            List<Row> rows,
            @Nullable Long total,
            @Nullable ListCursor next,
            long seenBefore,
            String list,
            String resourceVersion,
            long unmatched,
            String deadPaths) {

        /** Which paths of the condition no object has; empty if there are none. */
        String unmatchedWhy() {
            return deadPaths.isEmpty() ? "" : "; none of them has " + deadPaths;
        }

        /** Where it goes on after so many of the rows; null if there is no more. */
        @Nullable String cursor(int shown) {
            if (shown == rows.size()) {
                return next == null ? null : next.encoded(list);
            }
            if (shown == 0) {
                return rows.getFirst().page().encoded(list);
            }
            var last = rows.get(shown - 1);
            return last.page().behind(last.object(), seenBefore + shown).encoded(list);
        }
    }

    Found page(int limit, @Nullable String given) {
        var start = given == null ? ListCursor.START : ListCursor.of(given, list, namespaces.size());
        @Nullable ListCursor place = start;
        List<String> headings = List.of();
        var rows = new ArrayList<Row>();
        var version = "";
        @Nullable Long total = null;
        int scanned = 0;
        var dead = new DeadPaths(where == null ? List.of() : where.paths());
        while (place != null && rows.size() < limit && scanned < MOST_SCANNED) {
            var page = read(place, size(place, limit - rows.size()));
            headings = page.headings();
            version = page.resourceVersion();
            scanned += page.rows().size();
            int room = limit - rows.size();
            int matching = 0;
            for (var row : page.rows()) {
                if (rows.isEmpty() && where != null) {
                    dead.look(row.object().content());
                }
                if (matches(row.object()) && matching++ < room) {
                    rows.add(new Row(row.cells(), row.object(), place));
                }
            }
            var next = place.next(page.continueToken(), namespaces.size(), start.seen() + rows.size());
            total = total(page, next, start.seen() + rows.size() + Math.max(0, matching - room));
            place = matching > room ? place.behind(rows.getLast().object(), start.seen() + rows.size()) : next;
            stopIfCancelled();
        }
        boolean nothing = where != null && rows.isEmpty() && given == null;
        return new Found(
                headings,
                rows,
                total,
                place,
                start.seen(),
                list,
                version,
                nothing ? scanned : 0,
                nothing ? dead.told() : "");
    }

    /** With a condition whole pages are read; a page that is begun again must reach beyond what was shown of it. */
    private int size(ListCursor place, int wanted) {
        if (place.after() != null) {
            return LARGEST_PAGE;
        }
        return where == null ? wanted : PAGE;
    }

    private @Nullable Long total(PrintedPage page, @Nullable ListCursor next, long upToHere) {
        if (next == null) {
            return upToHere;
        }
        var remaining = page.remaining();
        return where == null && namespaces.size() == 1 && remaining != null ? (Long) (upToHere + remaining) : null;
    }

    /** Visits every matching object; returns how many there were. */
    long each(Consumer<KubernetesObject> visitor) {
        long count = 0;
        @Nullable ListCursor place = ListCursor.START;
        while (place != null) {
            var page = read(place, PAGE);
            for (var row : page.rows()) {
                if (matches(row.object())) {
                    visitor.accept(row.object());
                    count++;
                }
            }
            place = place.next(page.continueToken(), namespaces.size(), 0);
            stopIfCancelled();
        }
        return count;
    }

    private void stopIfCancelled() {
        if (call.context().cancelled()) {
            throw new ToolFailed(ErrorCode.CANCELLED, "the call was cancelled", "");
        }
    }

    private PrintedPage read(ListCursor place, int size) {
        var query = new ListQuery(
                type,
                namespaces.get(place.namespace()),
                call.arguments().textOrNull("labelSelector"),
                call.arguments().textOrNull("fieldSelector"),
                size,
                place.token());
        var page = printed == Printed.NO
                ? PrintedPage.unprinted(kubernetes.list(query))
                : kubernetes.print(query, printed == Printed.OBJECTS);
        return new PrintedPage(
                page.headings(),
                rest(page.rows(), place.after()).stream().map(this::shown).toList(),
                page.continueToken(),
                page.remaining(),
                page.resourceVersion());
    }

    /** The object that was shown last may have gone since; the server sorts by namespace and name. */
    private static List<PrintedRow> rest(List<PrintedRow> rows, @Nullable String after) {
        if (after == null) {
            return rows;
        }
        for (int i = 0; i < rows.size(); i++) {
            if (ListCursor.place(rows.get(i).object()).equals(after)) {
                return rows.subList(i + 1, rows.size());
            }
        }
        return rows.stream()
                .filter(row -> ListCursor.place(row.object()).compareTo(after) > 0)
                .toList();
    }

    /** Fields and counts are taken out of objects that hold no secret any more: a lone value would not be known as one. */
    private PrintedRow shown(PrintedRow row) {
        if (counted != null) {
            var part = counted.surroundings(row.object().content());
            return new PrintedRow(List.of(), new KubernetesObject(redactor.object(part)));
        }
        boolean picked = type.kind().equals("Secret")
                || call.arguments().has("fields")
                || call.arguments().has("countBy");
        return picked
                ? new PrintedRow(
                        row.cells().stream().map(redactor::text).toList(),
                        new KubernetesObject(redactor.object(row.object().content())))
                : row;
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
}
