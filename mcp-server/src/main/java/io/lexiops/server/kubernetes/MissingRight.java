package io.lexiops.server.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A right that RBAC does not grant, and the command that would.
 *
 * @param resource  plural, with the subresource: {@code deployments/scale}
 * @param group     empty for the core group
 * @param namespace null if it is missing in the whole cluster
 * @param subject   as the API server names it: {@code system:serviceaccount:shop:copilot}; empty if unknown
 */
record MissingRight(
        String verb,
        String resource,
        String group,
        @Nullable String namespace,
        String subject) {

    private static final Pattern DENIED = Pattern.compile(
            "User \"([^\"]*)\" cannot ([a-z]+) resource \"([a-z0-9./-]+)\" in API group \"([a-z0-9.-]*)\""
                    + "(?: in the namespace \"([a-z0-9-]+)\")?");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9@._:/+-]+");
    private static final String ACCOUNT = "system:serviceaccount:";

    /** Reads the words in which the API server refuses; empty if they are others. */
    static Optional<MissingRight> of(String message) {
        var denied = DENIED.matcher(message);
        return denied.find()
                ? Optional.of(new MissingRight(
                        denied.group(2), denied.group(3), denied.group(4), denied.group(5), denied.group(1)))
                : Optional.empty();
    }

    Map<String, Object> rule() {
        return Map.of("apiGroups", List.of(group), "resources", List.of(resource), "verbs", List.of(verb));
    }

    /** What an administrator would run. The role is named after the right, so that several can be granted one by one. */
    String command() {
        int slash = resource.indexOf('/');
        var what = group.isEmpty()
                ? resource
                : slash < 0
                        ? resource + "." + group
                        : resource.substring(0, slash) + "." + group + resource.substring(slash);
        var name = "copilot-%s-%s".formatted(verb, resource.replace('/', '-'));
        var kind = namespace == null ? "clusterrole" : "role";
        var in = namespace == null ? "" : " -n " + namespace;
        return "kubectl%s create %s %s --verb=%s --resource=%s".formatted(in, kind, name, verb, what)
                + " && kubectl%s create %sbinding %s --%s=%s %s".formatted(in, kind, name, kind, name, who());
    }

    private String who() {
        if (subject.startsWith(ACCOUNT)) {
            return "--serviceaccount=" + subject.substring(ACCOUNT.length());
        }
        if (subject.isEmpty()) {
            return "--serviceaccount=<namespace>:<service account>";
        }
        return "--user=" + (PLAIN.matcher(subject).matches() ? subject : "'" + subject.replace("'", "'\\''") + "'");
    }
}
