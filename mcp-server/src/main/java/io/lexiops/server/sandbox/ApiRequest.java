package io.lexiops.server.sandbox;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One call as it came in, taken apart. */
record ApiRequest(
        String method,
        List<String> path,
        Map<String, String> query,
        String contentType,
        String accept,
        String userAgent,
        RequestContent body) {

    static List<String> pathOf(String rawPath) {
        return Arrays.stream(rawPath.split("/"))
                .filter(part -> !part.isEmpty())
                .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
    }

    static Map<String, String> queryOf(String rawQuery) {
        var query = new HashMap<String, String>();
        for (var pair : rawQuery.split("&")) {
            int equals = pair.indexOf('=');
            var name = equals < 0 ? pair : pair.substring(0, equals);
            var value = equals < 0 ? "" : pair.substring(equals + 1);
            if (!name.isEmpty()) {
                query.putIfAbsent(
                        URLDecoder.decode(name, StandardCharsets.UTF_8),
                        URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    String query(String name) {
        return query.getOrDefault(name, "");
    }

    boolean queryIs(String name) {
        var value = query.get(name);
        return value != null && (value.isEmpty() || value.equals("true") || value.equals("1"));
    }

    int queryNumber(String name, int fallback) {
        var value = query(name);
        if (value.isEmpty()) {
            return fallback;
        }
        if (!value.matches("-?\\d{1,9}")) {
            throw ApiFailure.badRequest("strconv.ParseInt: parsing " + ApiFailure.quoted(value) + ": invalid syntax");
        }
        return Integer.parseInt(value);
    }

    /** The forms that the caller takes, in order. */
    List<String> accepted() {
        var forms = new ArrayList<String>();
        for (var form : accept.split(",")) {
            forms.add(form.trim().replace(" ", ""));
        }
        return forms;
    }

    String path(int index) {
        return index < path.size() ? path.get(index) : "";
    }

    String fieldManager() {
        var named = query("fieldManager");
        if (!named.isEmpty()) {
            return named;
        }
        int slash = userAgent.indexOf('/');
        var agent = slash < 0 ? userAgent : userAgent.substring(0, slash);
        return agent.isEmpty() ? "unknown" : agent;
    }

    WriteOptions writeOptions() {
        var dryRun = query("dryRun");
        if (!dryRun.isEmpty() && !dryRun.equals("All")) {
            throw ApiFailure.invalid(
                    "meta.k8s.io",
                    "CreateOptions",
                    "",
                    List.of(ApiFailure.Cause.unsupported("dryRun", dryRun, List.of("All"))));
        }
        return new WriteOptions(!dryRun.isEmpty(), fieldManager(), query("fieldValidation"), queryIs("force"));
    }
}
