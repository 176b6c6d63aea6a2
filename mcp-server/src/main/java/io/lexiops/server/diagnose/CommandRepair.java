package io.lexiops.server.diagnose;

import java.util.List;

/**
 * A command that may have been meant.
 *
 * @param path   JSON pointer of the command or of the arguments
 * @param before what is there now
 * @param after  what may have been meant
 * @param why    what speaks for it
 */
record CommandRepair(String path, List<String> before, List<String> after, String why) {}
