package io.lexiops.server.change;

import io.lexiops.server.tool.Tool;

/** Makes a callable tool of a {@link WriteTool}: preview, guards, permission, inverse, execution, convergence, record. */
public interface ChangePipeline {

    /** The tool as callers see it. From now on an {@link Inverse} may name it. */
    Tool guard(WriteTool tool);

    /** A tool that only an {@link Inverse} names; it is in no list of tools, so nobody calls it directly. */
    default void guardHidden(WriteTool tool) {
        guard(tool);
    }
}
