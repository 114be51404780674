package dev.llmconnect.bench.report;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A figure that the project wants to reach.
 *
 * @param text what is asked for
 * @param reached what was measured; empty if this run did not measure it
 * @param bound the figure asked for
 * @param least whether the bound is the least allowed; else it is the most
 */
record Target(String text, OptionalDouble reached, double bound, boolean least) {

    static Target atMost(double bound, String text, OptionalDouble reached) {
        return new Target(text, reached, bound, false);
    }

    static Target atLeast(double bound, String text, OptionalDouble reached) {
        return new Target(text, reached, bound, true);
    }

    String verdict() {
        if (reached.isEmpty()) {
            return "not measured";
        }
        return (least ? reached.getAsDouble() >= bound : reached.getAsDouble() <= bound) ? "met" : "**missed**";
    }

    String figure() {
        return reached.isEmpty() ? "" : MarkdownReport.number(reached.getAsDouble());
    }

    String limit() {
        return String.format(Locale.ROOT, "%s %s", least ? "≥" : "≤", MarkdownReport.number(bound));
    }
}
