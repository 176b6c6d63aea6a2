package io.lexiops.server.change;

import java.util.Map;

/** The call that brings back what was there before. It goes through the same pipeline. */
public record Inverse(String tool, Map<String, Object> arguments) {}
