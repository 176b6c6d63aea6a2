package io.lexiops.server.helm;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where charts may come from.
 *
 * @param enabled   whether there are Helm tools at all
 * @param chartsDir a folder whose sub-folders and .tgz files are charts; null means none
 * @param sources   https chart repositories that callers may name
 */
@ConfigurationProperties("copilot.helm")
public record HelmProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable Path chartsDir,
        @DefaultValue List<URI> sources) {

    public HelmProperties {
        sources = List.copyOf(sources);
        for (var source : sources) {
            if (!"https".equals(source.getScheme()) || source.getHost() == null || source.getRawUserInfo() != null) {
                throw new IllegalArgumentException(
                        "copilot.helm.sources: a chart repository is an https URL without a user");
            }
        }
    }
}
