package io.lexiops.server.kubernetes;

import io.lexiops.server.kubernetes.Kubernetes.PrintedPage;
import io.lexiops.server.kubernetes.Kubernetes.PrintedRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads the tables in which an API server prints lists; one that prints none answers with the list itself. */
final class ClientJavaTables {

    static final String ACCEPTED = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    private ClientJavaTables() {}

    static PrintedPage page(KubernetesObject answer, ResourceType type) {
        var token = answer.textAt("", "metadata", "continue");
        boolean printed = answer.kind().equals("Table");
        var columns = answer.objectsAt("columnDefinitions");
        var shown = IntStream.range(0, columns.size())
                .filter(i -> columns.get(i).get("priority") instanceof Number priority && priority.intValue() == 0)
                .toArray();
        var headings = IntStream.of(shown)
                .mapToObj(i -> String.valueOf(columns.get(i).get("name")).toUpperCase(Locale.ROOT))
                .toList();
        var rows = answer.objectsAt(printed ? "rows" : "items").stream()
                .map(item -> printed ? row(item, shown, type) : new PrintedRow(List.of(), object(item, type)))
                .toList();
        return new PrintedPage(
                headings,
                rows,
                token.isEmpty() ? null : token,
                answer.at("metadata", "remainingItemCount") instanceof Long remaining ? remaining : null,
                answer.resourceVersion());
    }

    private static PrintedRow row(Map<String, Object> row, int[] shown, ResourceType type) {
        var cells = row.get("cells") instanceof List<?> all ? all : List.of();
        var texts = new ArrayList<String>();
        for (int i : shown) {
            texts.add(text(i < cells.size() ? cells.get(i) : null));
        }
        return new PrintedRow(texts, object(new KubernetesObject(row).mapAt("object"), type));
    }

    private static String text(@Nullable Object cell) {
        return cell == null || cell.equals("") ? "-" : String.valueOf(cell);
    }

    private static KubernetesObject object(Map<String, Object> content, ResourceType type) {
        var whole = new LinkedHashMap<>(content);
        // Metadata alone comes as a kind of its own.
        whole.put("apiVersion", type.apiVersion());
        whole.put("kind", type.kind());
        return new KubernetesObject(whole);
    }
}
