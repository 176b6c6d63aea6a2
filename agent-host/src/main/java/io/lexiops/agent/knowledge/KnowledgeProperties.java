package io.lexiops.agent.knowledge;

import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where knowledge lives.
 *
 * @param directory  the repository that people edit; made and seeded if it does not exist
 * @param embeddings whether passages are also found by meaning; costs about 150 MB of memory
 * @param remote     a repository to follow; absent for a local one only
 */
@Validated
@ConfigurationProperties("copilot.knowledge")
record KnowledgeProperties(
        @DefaultValue("data/knowledge") Path directory,
        @DefaultValue("true") boolean embeddings,
        @Nullable Origin remote) {

    /**
     * A remote repository.
     *
     * @param url      {@code https:}, {@code http:} or {@code file:}
     * @param branch   the branch to follow
     * @param pushTo   the branch that lessons are pushed to; empty to push nothing
     * @param interval time between two looks
     * @param timeout  longest wait for one answer
     */
    record Origin(
            @NotBlank String url,
            @DefaultValue("main") String branch,
            @DefaultValue("main") String pushTo,
            @DefaultValue("") String user,
            @DefaultValue("") String password,
            @DefaultValue("1m") Duration interval,
            @DefaultValue("30s") Duration timeout) {

        GitOrigin.Place place() {
            return new GitOrigin.Place(url, branch, pushTo, user, password, interval, timeout);
        }

        @Override
        public String toString() {
            return place().toString();
        }
    }
}
