package io.lexiops.server.settings;

import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Callers who come with a token of a service account of the cluster; the API server says whose it is. This server's own
 * account needs the right to create token reviews ({@code system:auth-delegator}).
 *
 * @param audiences what the tokens must be meant for, so that one for the API server, or for another service, is of no use
 *                  here
 * @param access    who gets which role; the first rule that fits
 */
public record TokenReviewProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("devops-copilot") Set<String> audiences,
        @DefaultValue List<SubjectRule> access) {

    public TokenReviewProperties {
        audiences = Set.copyOf(audiences);
        access = List.copyOf(access);
        if (enabled && (audiences.isEmpty() || access.isEmpty())) {
            throw new IllegalArgumentException(
                    "copilot.server.token-review: audiences and access say which tokens are taken; neither can be empty");
        }
    }
}
