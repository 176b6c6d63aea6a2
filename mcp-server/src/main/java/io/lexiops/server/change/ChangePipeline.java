package io.lexiops.server.change;

import io.lexiops.server.tool.Tool;

/** Makes a callable tool of a {@link WriteTool}: preview, guards, permission, inverse, execution, convergence, record. */
public interface ChangePipeline {

    Tool guard(WriteTool tool);
}
