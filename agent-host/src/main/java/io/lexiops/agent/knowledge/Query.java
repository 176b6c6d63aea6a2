package io.lexiops.agent.knowledge;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import static java.util.Objects.requireNonNull;

/**
 * What to look for, and in which files.
 *
 * @param words  a sentence or key words; only the first 2,000 characters count
 * @param limit  1 to 100 passages
 * @param filter the files that may answer
 * @param onePerFile whether only the best passage of each file is wanted, so that one file cannot hide the others
 */
public record Query(String words, int limit, Filter filter, boolean onePerFile) {

    private static final int MAX_WORDS = 2_000;

    private static final int MAX_LIMIT = 100;

    public Query {
        requireNonNull(filter, "filter");
        words = words.length() > MAX_WORDS ? words.substring(0, MAX_WORDS) : words;
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("a query returns 1 to %d passages, not %d".formatted(MAX_LIMIT, limit));
        }
    }

    /** Looks in all files. */
    public static Query of(String words, int limit) {
        return new Query(words, limit, Filter.ANY, false);
    }

    /** Looks in all files for the best passage of each. */
    public static Query files(String words, int limit) {
        return new Query(words, limit, Filter.ANY, true);
    }

    public Query in(Filter narrower) {
        return new Query(words, limit, narrower, onePerFile);
    }

    /**
     * Chooses files by their front matter.
     *
     * @param folder a path prefix such as {@code runbooks/}; empty for every folder
     * @param causes rule ids of which the file must name at least one; empty for any
     * @param kinds  Kubernetes kinds of which the file must name at least one; a file that names none fits all
     * @param labels labels of the object; a file that asks for labels fits only if the object has all of them
     */
    public record Filter(String folder, Set<String> causes, Set<String> kinds, Map<String, String> labels) {

        /** Every file whose own conditions do not ask for labels. */
        public static final Filter ANY = new Filter("", Set.of(), Set.of(), Map.of());

        public Filter {
            requireNonNull(folder, "folder");
            causes = Set.copyOf(causes);
            kinds = kinds.stream().map(kind -> kind.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
            labels = Map.copyOf(labels);
        }

        public static Filter folder(String folder) {
            return new Filter(folder, Set.of(), Set.of(), Map.of());
        }

        public Filter withCauses(Set<String> wanted) {
            return new Filter(folder, wanted, kinds, labels);
        }

        public Filter withKinds(Set<String> wanted) {
            return new Filter(folder, causes, wanted, labels);
        }

        public Filter withLabels(Map<String, String> ofTheObject) {
            return new Filter(folder, causes, kinds, ofTheObject);
        }

        boolean fits(KnowledgeFile file) {
            return file.path().startsWith(folder)
                    && (causes.isEmpty() || file.causes().stream().anyMatch(causes::contains))
                    && (kinds.isEmpty()
                            || file.kinds().isEmpty()
                            || file.kinds().stream().anyMatch(this::names))
                    && file.labels().entrySet().stream()
                            .allMatch(wanted -> wanted.getValue().equals(labels.get(wanted.getKey())));
        }

        private boolean names(String kind) {
            return kinds.contains(kind.toLowerCase(Locale.ROOT));
        }
    }
}
