package io.lexiops.agent.supervise;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Says what is wrong with the operators' packs, together with the built-in ones. */
public interface RuleCheck {

    /**
     * Loads the packs below a directory as the programs would, and runs their examples.
     *
     * @return what is wrong, with file, line and column; empty if they may come into force
     */
    List<RuleProblem> check(Path directory) throws IOException;
}
