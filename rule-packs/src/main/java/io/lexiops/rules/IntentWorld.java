package io.lexiops.rules;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What words may mean: the objects that exist. Read when it is needed, each kind at most once for a request. */
public interface IntentWorld {

    /** The namespaces that may be seen; empty if nobody may list them. */
    List<String> namespaces();

    /** The namespace that words without one mean; null if none was given. */
    @Nullable String preferredNamespace();

    /**
     * Every object of a kind that may be seen, in the order of namespace and name.
     *
     * <p>JSON trees with {@code apiVersion, kind, name}, {@code namespace} if it has one, {@code labels}; workloads also
     * {@code replicas} and {@code containers} (name and image), a ConfigMap its {@code data}; {@code object} is all of it.
     * {@code HelmRelease} and {@code Application} are kinds here too.
     */
    List<Map<String, Object>> objects(String kind);

    /** The kind that a word names beyond the usual ones, for example of a custom resource; null if none. */
    @Nullable String kind(String word);
}
