package dev.llmconnect.bench.load;

import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What callers saw between {@link Load#beginCounting} and {@link Load#endCounting}.
 *
 * @param seconds how long was counted
 * @param calls whole answers
 * @param hungUp calls that the caller left on purpose
 * @param failures all other calls, by reason
 * @param latency nanoseconds from start (or intended start) of a call to the end of its answer
 * @param firstToken nanoseconds to the first piece of content
 * @param firstOnTheWay nanoseconds that the first piece of content of a stamped answer took from the provider
 * @param onTheWay the same of every piece
 */
public record LoadResult(
        double seconds,
        long calls,
        long hungUp,
        Map<String, Long> failures,
        Histogram latency,
        Histogram firstToken,
        Histogram firstOnTheWay,
        Histogram onTheWay) {

    /** Whole answers per second. */
    public double perSecond() {
        return calls / seconds;
    }

    /** Latency in milliseconds at the percentile given, 0 … 100. */
    public double millis(double percentile) {
        return millis(latency, percentile);
    }

    /** Time to the first piece of content in milliseconds at the percentile given. */
    public double firstTokenMillis(double percentile) {
        return millis(firstToken, percentile);
    }

    /** A time in milliseconds at the percentile given, 0 … 100. */
    public static double millis(Histogram nanos, double percentile) {
        return nanos.getValueAtPercentile(percentile) / 1e6;
    }

    /** The number of calls that failed. */
    public long failed() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }
}
