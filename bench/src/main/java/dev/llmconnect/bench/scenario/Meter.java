package dev.llmconnect.bench.scenario;

import dev.llmconnect.bench.gateway.Gateway;
import dev.llmconnect.bench.gateway.Machine;
import dev.llmconnect.bench.gateway.ProcessFigures;
import dev.llmconnect.bench.load.LoadResult;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads what a gateway used between the meter's making and its reading, and what programs of others used. */
final class Meter {
    private static final double MEGABYTE = 1e6;

    private final Gateway gateway;
    private final long startedAt = System.nanoTime();
    private final double busyBefore = Machine.busySeconds();
    private final double oursBefore = ours();
    private final ProcessFigures before;

    Meter(Gateway gateway) {
        this.gateway = gateway;
        before = gateway.figures();
    }

    /** Rate, latency, failures and the gateway's own figures. */
    Map<String, Double> read(LoadResult result) {
        ProcessFigures now = gateway.figures();
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("calls_per_s", result.perSecond());
        // a gateway that answered nothing in this time has no latency and no cost of a call
        if (result.calls() > 0) {
            values.put("p50_ms", result.millis(50));
            values.put("p90_ms", result.millis(90));
            values.put("p99_ms", result.millis(99));
        }
        if (gateway.process().isPresent()) {
            if (result.calls() > 0) {
                values.put("cpu_s_per_1000", 1000 * (now.cpuSeconds() - before.cpuSeconds()) / result.calls());
            }
            values.put("rss_mb", now.residentBytes() / MEGABYTE);
            values.put("threads", (double) now.threads());
        }
        values.put("failed", (double) result.failed());
        values.put("others_cpu_pct", othersPercent());
        return values;
    }

    /** How much of the machine was used by programs that this benchmark did not start. */
    double othersPercent() {
        double seconds = (System.nanoTime() - startedAt) / 1e9;
        double others = Machine.busySeconds() - busyBefore - (ours() - oursBefore);
        return Math.max(0, 100 * others / seconds / Runtime.getRuntime().availableProcessors());
    }

    private static double ours() {
        return ProcessFigures.of(ProcessHandle.current()).cpuSeconds();
    }

    static double megabytes(long bytes) {
        return bytes / MEGABYTE;
    }
}
