package io.lexiops.server.redact;

import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes the secrets out of everything that leaves the server. What it takes out is replaced by a placeholder that is the
 * same for the same secret, for example {@code <redacted:sha:4f2a91c0>}. Safe for use by several threads.
 */
public final class Redactor {

    /** Spellings; the oldest are forgotten beyond, so that a cluster full of Secrets cannot fill the memory. */
    private static final int MOST_KNOWN = 400_000;

    private static final int MOST_TOLD = 40_000;

    private final Placeholders placeholders;
    private final KnownSecrets known;
    // What callers bring along, in manifests and values, must not displace what the cluster keeps.
    private final KnownSecrets told;
    private final TreeRedaction trees;
    private final TreeRedaction learning;
    private final CleanTexts clean = new CleanTexts();

    public Redactor(InstallationKey key) {
        this.placeholders = new Placeholders(key);
        this.known = new KnownSecrets(key, MOST_KNOWN);
        this.told = new KnownSecrets(key, MOST_TOLD);
        this.trees = new TreeRedaction(this, _ -> {});
        this.learning = new TreeRedaction(this, told::remember);
    }

    /** Text of any kind: a log, an event, a manifest, a message. Invisible characters are taken out, too. */
    public String text(String text) {
        var visible = VisibleText.of(text);
        if (visible.length() < 4) {
            return visible;
        }
        // Read first: what is learned while the text is searched must not count as searched for.
        long knowledge = known.knowledge() + told.knowledge();
        if (clean.contains(visible, knowledge)) {
            return visible;
        }
        var withoutKnown = known.replace(visible, placeholders::of);
        var withoutTold = told.replace(withoutKnown, placeholders::of);
        var withoutShapes = SecretShapes.replace(withoutTold, placeholders::of);
        var result = NamedSecrets.replace(SecretManifests.replace(withoutShapes, placeholders::of), placeholders::of);
        if (result.equals(visible)) {
            clean.add(visible, knowledge);
        }
        return result;
    }

    /**
     * The lines of one log, on their way to a reader.
     *
     * @param stamped whether each line begins with its time and a blank
     */
    public LogRedaction log(boolean stamped, Predicate<String> reader) {
        return new LogRedaction(this, stamped, reader);
    }

    /**
     * An object as a JSON tree: Kubernetes objects, Helm values, Argo CD applications, or any answer that holds such. The
     * argument is not changed. Values of a Secret are remembered, and hidden wherever they turn up later.
     */
    public Map<String, Object> object(Map<String, Object> object) {
        return trees.object(object);
    }

    /** Any JSON tree. */
    public @Nullable Object tree(@Nullable Object tree) {
        return trees.value("", tree, false);
    }

    /** Remembers the values of a Secret that is in a cluster; does nothing for other objects. */
    public void learn(Map<String, Object> secret) {
        SecretValues.of(secret).values().forEach(known::learn);
    }

    /** The same of one that may come from anybody. */
    void learnTold(Map<String, Object> secret) {
        SecretValues.of(secret).values().forEach((key, value) -> {
            if (!known.has(value)) {
                told.learn(key, value);
            }
        });
    }

    /** Remembers the values of a Secret, and of other objects those that stand under the name of a secret. */
    public void learnNamed(Map<String, Object> object) {
        learning.object(object);
    }

    /** The placeholder for a value that the caller knows to be secret. */
    public String placeholder(String secret) {
        return placeholders.of(secret);
    }

    /** Whether a tree or text holds a placeholder; written back, it would overwrite the secret that it stands for. */
    public static boolean containsPlaceholder(@Nullable Object tree) {
        return switch (tree) {
            case String text -> Placeholders.isOne(text);
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .anyMatch(
                                entry -> containsPlaceholder(entry.getKey()) || containsPlaceholder(entry.getValue()));
            case Iterable<?> list -> {
                for (var item : list) {
                    if (containsPlaceholder(item)) {
                        yield true;
                    }
                }
                yield false;
            }
            case null, default -> false;
        };
    }
}
