package io.lexiops.rules;

import org.jspecify.annotations.Nullable;

/**
 * How many, as somebody said it.
 *
 * @param mode      what the amount is
 * @param amount    a number, or what to multiply with
 * @param direction 1 for up, -1 for down, 0 if it was not said
 * @param before    how many there are in the speaker's words; null if that was not said
 */
record IntentCount(
        Mode mode, double amount, int direction, @Nullable Long before) {

    IntentCount(Mode mode, double amount, int direction) {
        this(mode, amount, direction, null);
    }

    IntentCount whereThereAre(@Nullable Long many) {
        return new IntentCount(mode, amount, direction, many);
    }

    /** What an amount is. */
    enum Mode {
        /** So many there shall be. */
        ABSOLUTE,
        /** So many more or fewer. */
        ADD,
        /** So many times what there is. */
        TIMES,
        /** By so many, without a word of up or down. */
        UNCLEAR,
        /** By so many hundredths, without a word of up or down. */
        UNCLEAR_PERCENT
    }

    long from(long current) {
        return switch (mode) {
            case ABSOLUTE, UNCLEAR, UNCLEAR_PERCENT -> (long) amount;
            case ADD -> current + (long) amount;
            // Rounded up: half of three is two, so that a rounding never takes away more than was asked.
            case TIMES -> (long) Math.ceil(current * amount - 1e-9);
        };
    }

    /** Whether "up" or "down" was said and the number is the other way. */
    boolean contradicts(long current) {
        return mode == Mode.ABSOLUTE && ((direction > 0 && amount < current) || (direction < 0 && amount > current));
    }
}
