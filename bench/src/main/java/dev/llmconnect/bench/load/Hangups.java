package dev.llmconnect.bench.load;

import java.util.Random;

/**
 * Callers that leave in the middle of a call.
 *
 * @param share of all calls, 0 … 1
 * @param withinMillis the latest moment of leaving, counted from the start of the call
 */
public record Hangups(double share, int withinMillis) {
    /** Every caller waits for the answer. */
    public static final Hangups NONE = new Hangups(0, 1);

    /** After how many milliseconds this caller leaves; negative: not at all. */
    int next(Random random) {
        return share > 0 && random.nextDouble() < share ? random.nextInt(withinMillis) : -1;
    }
}
