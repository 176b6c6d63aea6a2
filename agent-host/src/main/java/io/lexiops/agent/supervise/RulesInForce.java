package io.lexiops.agent.supervise;

import java.nio.file.Path;

/**
 * The operators' rules that hold now.
 *
 * @param directory their files; never changes its content, a new commit gets a new directory
 * @param commit    the commit of the rule repository
 */
public record RulesInForce(Path directory, String commit) {}
