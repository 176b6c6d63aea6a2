package io.lexiops.server.access;

import java.util.Optional;
import java.util.Set;

/** Whom the cluster takes the owner of a token for. */
public interface TokenReviews {

    /**
     * Asks the API server.
     *
     * @param audiences what the token must be meant for; at least one
     * @return empty if the token is not good, or meant for something else
     * @throws io.lexiops.server.tool.ToolFailed if nobody could be asked, or this server may not ask
     */
    Optional<Subject> review(String token, Set<String> audiences);

    /** A name of the cluster with its groups: {@code system:serviceaccount:shop:deployer}. */
    record Subject(String name, Set<String> groups) {

        public Subject {
            groups = Set.copyOf(groups);
        }
    }
}
