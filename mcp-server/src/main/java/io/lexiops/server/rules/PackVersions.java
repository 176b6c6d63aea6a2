package io.lexiops.server.rules;

import io.lexiops.rules.PackVersion;
import java.util.List;

/** Which rule packs are in force now. */
public interface PackVersions {

    List<PackVersion> packs();
}
