package io.lexiops.server.mcp;

import java.util.Map;

/** What goes back to the caller; already redacted. */
record CallReply(String text, Map<String, Object> structured, boolean failed) {}
