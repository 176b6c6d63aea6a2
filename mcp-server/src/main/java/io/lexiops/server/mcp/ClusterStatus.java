package io.lexiops.server.mcp;

import java.util.Map;

/** What can be said about the cluster behind the server: name, version, or why it does not answer. */
interface ClusterStatus {

    Map<String, Object> about();
}
