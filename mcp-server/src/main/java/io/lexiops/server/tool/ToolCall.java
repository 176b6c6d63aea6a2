package io.lexiops.server.tool;

/** One call: what was asked, by whom, and how it is accompanied. */
public record ToolCall(ToolArguments arguments, Caller caller, CallContext context) {}
