package io.lexiops.server.change;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way back of a change, as long as its objects are as it left them.
 *
 * @param changeId the change that is taken back
 * @param unmoved  refuses if an object has moved on
 */
record UndoWrite(String changeId, PlannedWrite wayBack, Runnable unmoved) implements PlannedWrite {

    @Override
    public WritePreview preview() {
        unmoved.run();
        return wayBack.preview();
    }

    @Override
    public List<TargetRef> execute(WritePreview preview) {
        return wayBack.execute(preview);
    }

    @Override
    public void followUp(WritePreview preview) {
        wayBack.followUp(preview);
    }

    @Override
    public @Nullable Duration patience() {
        return wayBack.patience();
    }

    @Override
    public Told tell(WritePreview preview) {
        return wayBack.tell(preview);
    }

    @Override
    public Convergence look(WritePreview preview, List<TargetRef> written) {
        return wayBack.look(preview, written);
    }
}
