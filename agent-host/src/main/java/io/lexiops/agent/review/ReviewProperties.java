package io.lexiops.agent.review;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What the Reviewer goes by, besides the rule packs.
 *
 * @param grantKeyFile  Ed25519 private key, PKCS#8 in PEM; read again when it changes
 * @param grantLifetime how long an execution grant is valid
 * @param namespaces    the only namespaces that plans may touch; none means that the server decides
 * @param maxWrites     writes in one plan
 * @param maxTargets    objects that one plan changes
 * @param maxPods       pods that one plan touches without a person
 * @param maxDeletes    objects that one plan deletes without two people
 * @param freezeWindows times in which a change needs a person
 * @param patience      how long the review waits for a server that is away
 */
@Validated
@ConfigurationProperties("copilot.review")
record ReviewProperties(
        @Nullable Path grantKeyFile,
        @DefaultValue("5m") Duration grantLifetime,
        @DefaultValue Set<String> namespaces,
        @DefaultValue("8") @Min(1) @Max(12) int maxWrites,
        @DefaultValue("20") @Min(1) int maxTargets,
        @DefaultValue("50") @Min(1) int maxPods,
        @DefaultValue("3") @Min(0) int maxDeletes,
        @DefaultValue List<FreezeWindow> freezeWindows,
        @DefaultValue("15s") Duration patience) {

    private static final Duration LONGEST_GRANT = Duration.ofMinutes(30);

    ReviewProperties {
        namespaces = Set.copyOf(namespaces);
        freezeWindows = List.copyOf(freezeWindows);
        if (grantKeyFile == null) {
            throw new IllegalArgumentException("copilot.review.grant-key-file is missing: the Ed25519 private key that"
                    + " execution grants are signed with, as openssl genpkey -algorithm ed25519 writes it");
        }
        if (!grantLifetime.isPositive() || grantLifetime.compareTo(LONGEST_GRANT) > 0) {
            throw new IllegalArgumentException("copilot.review.grant-lifetime is from 1s to 30m, not " + grantLifetime);
        }
        if (patience.isNegative()) {
            throw new IllegalArgumentException("copilot.review.patience is not negative: " + patience);
        }
    }

    Path keyFile() {
        if (grantKeyFile == null) {
            throw new IllegalStateException("the constructor refuses an absent file");
        }
        return grantKeyFile;
    }
}
