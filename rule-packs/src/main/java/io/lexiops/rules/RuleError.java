package io.lexiops.rules;

/**
 * Why a pack is refused.
 *
 * @param file   path below the directory of packs: {@code core/guards/replica-change.yaml}
 * @param line   counted from 1; 0 if it concerns the file as a whole
 * @param column counted from 1; 0 if unknown
 */
public record RuleError(String file, int line, int column, String message) {

    @Override
    public String toString() {
        var place = line == 0 ? file : file + ":" + line + (column == 0 ? "" : ":" + column);
        return place + ": " + message;
    }
}
