package io.lexiops.server.helm;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a chart gives: objects of the release, and objects that Helm makes as hooks of one kind of step. */
record Rendered(List<Map<String, Object>> objects, List<Map<String, Object>> hooks) {

    /**
     * Takes them apart.
     *
     * @param step {@code install}, {@code upgrade}, {@code rollback} or {@code delete}: only its hooks are kept
     */
    static Rendered of(List<Map<String, Object>> all, String step) {
        var objects = new ArrayList<Map<String, Object>>();
        var hooks = new ArrayList<Map<String, Object>>();
        for (var object : all) {
            var events = new KubernetesObject(object).at("metadata", "annotations", StoredCharts.HOOK);
            if (events == null) {
                objects.add(object);
            } else if (runsAt(String.valueOf(events), step)) {
                hooks.add(object);
            }
        }
        return new Rendered(objects, hooks);
    }

    /** The objects and hooks of a stored revision. */
    static Rendered of(Release release, String step) {
        var hooks = new ArrayList<Map<String, Object>>();
        for (var hook : release.hooks()) {
            if (runsAt(String.join(",", StoredCharts.events(hook)), step)) {
                hooks.addAll(YamlDocuments.parse(String.valueOf(hook.get("manifest"))));
            }
        }
        return new Rendered(YamlDocuments.parse(release.manifest()), hooks);
    }

    private static boolean runsAt(String events, String step) {
        for (var event : events.split(",")) {
            if (event.strip().equals("pre-" + step) || event.strip().equals("post-" + step)) {
                return true;
            }
        }
        return false;
    }
}
