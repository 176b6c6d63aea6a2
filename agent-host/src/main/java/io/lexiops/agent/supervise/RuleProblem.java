package io.lexiops.agent.supervise;

/**
 * Why a rule file is refused.
 *
 * @param file   path in the rule repository
 * @param line   counted from 1; 0 if it concerns the file as a whole
 * @param column counted from 1; 0 if unknown
 */
public record RuleProblem(String file, int line, int column, String message) {

    @Override
    public String toString() {
        var place = line == 0 ? file : file + ":" + line + (column == 0 ? "" : ":" + column);
        return place + ": " + message;
    }
}
