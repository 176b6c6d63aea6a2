package io.lexiops.server.rules;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The operators' rules.
 *
 * @param repositoryDir a directory with a folder for each pack, or a link to one that is replaced in one step when the rules
 *                      change; null means built-in packs only
 */
@ConfigurationProperties("copilot.rules")
record RulesProperties(@Nullable Path repositoryDir) {}
