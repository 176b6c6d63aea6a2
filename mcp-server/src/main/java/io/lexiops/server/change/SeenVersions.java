package io.lexiops.server.change;

import io.lexiops.server.redact.InstallationKey;
import io.lexiops.server.redact.Keyed;
import io.lexiops.server.tool.ClusterContext;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names a target by the version at which its wanted state was first seen. A version moves with every note that a controller
 * makes in the status, many times a minute on a broken workload; an approval would be void before a person has read it.
 */
final class SeenVersions {

    private final Keyed keyed;
    private final Ledger ledger;

    SeenVersions(InstallationKey key, Ledger ledger) {
        this.keyed = key.forPurpose("wanted-state");
        this.ledger = ledger;
    }

    /** The target with the version to seal an approval to. */
    TargetRef sealed(TargetChange change) {
        var target = change.target();
        var before = change.before();
        var uid = target.uid();
        if (before == null || uid == null || target.absent()) {
            return target;
        }
        return new TargetRef(
                target.apiVersion(),
                target.kind(),
                target.namespace(),
                target.name(),
                uid,
                ledger.firstSeen(cluster() + uid + ":" + digest(before), target.resourceVersion()));
    }

    /** A cluster that was restored from the backup of another one has the same objects under the same uids. */
    private static String cluster() {
        return ClusterContext.told().map(name -> name + ":").orElse("");
    }

    /** Keyed, because a Secret may have few values to guess from; {@code absent} if there is no object. */
    String digest(@Nullable Map<String, Object> object) {
        return object == null
                ? TargetRef.ABSENT
                : HexFormat.of().formatHex(keyed.mac(Json.text(WantedState.of(object))), 0, 16);
    }
}
