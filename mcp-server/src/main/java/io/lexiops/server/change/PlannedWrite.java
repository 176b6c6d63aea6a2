package io.lexiops.server.change;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One write, described so that the pipeline can preview, judge, run, verify and undo it. Made by a {@link WriteTool}
 * from checked arguments; holds no result.
 */
public interface PlannedWrite {

    /**
     * Finds out what the write would do: the live objects, the server's dry run, the owner, the inverse.
     *
     * @throws io.lexiops.server.tool.ToolFailed if the write is impossible, with what to do instead
     */
    WritePreview preview();

    /**
     * Does it, with the versions of the preview as preconditions.
     *
     * @return the targets at their new versions, in the order of the preview
     * @throws io.lexiops.server.tool.ToolFailed {@code PRECONDITION_FAILED} if a target has moved, naming who moved it
     */
    List<TargetRef> execute(WritePreview preview);

    /**
     * Does what can only be done once a controller has seen the write: replaces the pods that the preview names. Called
     * before every look, so it does nothing where it has nothing to do any more.
     *
     * @throws io.lexiops.server.tool.ToolFailed if it cannot be done now; the write stays made
     */
    default void followUp(WritePreview preview) {}

    /** How long to wait until the world is as asked for; null means as long as the server's setting says. */
    default @Nullable Duration patience() {
        return null;
    }

    /**
     * What the write has to tell. Called once, when the waiting has ended, however it did, so it may clean up too.
     *
     * @throws io.lexiops.server.tool.ToolFailed if that cannot be found out; the write stays made
     */
    default Told tell(WritePreview preview) {
        return Told.NOTHING;
    }

    /**
     * For a write that is to be made as a whole or not at all: the way back from a part of it.
     *
     * @param made all changes of the preview, those that were not made as {@code NONE}
     * @return null if what was made before a failure stays
     */
    default @Nullable Inverse wayBack(List<TargetChange> made) {
        return null;
    }

    /** Looks once, without waiting, whether the world is as asked for; the pipeline repeats it until it is or time is up. */
    Convergence look(WritePreview preview, List<TargetRef> written);
}
