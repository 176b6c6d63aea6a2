package io.lexiops.server.helm;

import io.lexiops.server.kubernetes.KubernetesObject;
import java.util.List;
import java.util.Map;

/**
 * One revision of a release, as Helm has stored it.
 *
 * @param record Helm's own record: {@code chart}, {@code config}, {@code manifest}, {@code hooks}, {@code info}
 * @param secret the Secret that holds the record, without its data
 */
public record Release(ReleaseRef ref, long revision, KubernetesObject record, KubernetesObject secret) {

    /** {@code deployed}, {@code superseded}, {@code failed}, {@code uninstalled}, {@code pending-upgrade}, ... */
    public String status() {
        return record.textAt("unknown", "info", "status");
    }

    public boolean pending() {
        return status().startsWith("pending") || status().equals("uninstalling");
    }

    public boolean uninstalled() {
        return status().equals("uninstalled");
    }

    public String description() {
        return record.textAt("", "info", "description");
    }

    public String updated() {
        return record.textAt("", "info", "last_deployed");
    }

    public String notes() {
        return record.textAt("", "info", "notes");
    }

    public String chartName() {
        return record.textAt("", "chart", "metadata", "name");
    }

    public String chartVersion() {
        return record.textAt("", "chart", "metadata", "version");
    }

    public String appVersion() {
        return record.textAt("", "chart", "metadata", "appVersion");
    }

    /** The values that the user gave. */
    public Map<String, Object> values() {
        return record.mapAt("config");
    }

    /** The values that the chart itself brings. */
    public Map<String, Object> chartValues() {
        return record.mapAt("chart", "values");
    }

    public String manifest() {
        return record.textAt("", "manifest");
    }

    public List<Map<String, Object>> hooks() {
        return record.objectsAt("hooks");
    }
}
