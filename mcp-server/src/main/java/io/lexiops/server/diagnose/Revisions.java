package io.lexiops.server.diagnose;

import io.lexiops.server.kubernetes.KubernetesObject;
import io.lexiops.server.output.Ages;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The states of one workload's pod template, oldest first.
 *
 * @param current the state that the workload asks for now; null while its controller has not seen it, or has none
 */
record Revisions(
        Workload workload, List<Revision> all, @Nullable Revision current, Ages ages) {

    /**
     * The revision to go back to, if going back mends what is wrong: the newest that works now, else the newest that was
     * not seen to fail.
     *
     * @param mends whether the fault would be gone with this revision
     */
    @Nullable Rollback rollback(Predicate<Revision> mends) {
        return rollback(mends, null, false);
    }

    @Nullable Rollback rollback(Predicate<Revision> mends, @Nullable String container, boolean init) {
        if (current == null || workload.paused() || workload.foreignOwner() != null) {
            return null;
        }
        return lastHealthy(mends, current)
                .map(revision -> new Rollback(
                        revision.number(),
                        revision.ready() > 0,
                        TemplateChanges.between(revision.template(), current.template()),
                        ages.since(current.created()),
                        container == null
                                ? null
                                : revision.container(container, init)
                                        .map(found -> found.textAt("", "image"))
                                        .orElse(null)))
                .orElse(null);
    }

    private Optional<Revision> lastHealthy(Predicate<Revision> mends, Revision now) {
        return all.stream()
                .filter(revision -> revision.number() != now.number())
                .filter(revision -> revision.ready() > 0 || !revision.failing())
                .filter(mends)
                .max(Comparator.<Revision, Boolean>comparing(revision -> revision.ready() > 0)
                        .thenComparingLong(Revision::number));
    }

    /** Whether the container differs between a revision and now, in anything. */
    Predicate<Revision> otherContainer(String container, boolean init) {
        return revision -> current != null
                && !revision.container(container, init)
                        .map(KubernetesObject::content)
                        .equals(current.container(container, init).map(KubernetesObject::content));
    }
}
