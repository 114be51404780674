package dev.llmconnect.cli;

import dev.llmconnect.server.Readiness;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** One line of the log on the state of the process, at each SIGUSR1: memory, threads by state, and whether it is ready. */
final class StateSummary {
    private static final Logger LOG = System.getLogger(StateSummary.class.getName());
    private static final int MEGABYTE = 1 << 20;

    private final long startNanos = System.nanoTime();
    private final Supplier<Readiness> readiness;

    StateSummary(Supplier<Readiness> readiness) {
        this.readiness = readiness;
    }

    /** Logs it. */
    void log() {
        LOG.log(Level.INFO, "{0}", fields());
    }

    /** What is logged. */
    Map<String, Object> fields() {
        Runtime runtime = Runtime.getRuntime();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("event", "state");
        fields.put(
                "uptime_seconds",
                Duration.ofNanos(System.nanoTime() - startNanos).toSeconds());
        fields.put("ready", readiness.get().isReady());
        fields.put("heap_used_mb", (runtime.totalMemory() - runtime.freeMemory()) / MEGABYTE);
        fields.put("heap_max_mb", runtime.maxMemory() / MEGABYTE);
        Map<String, Integer> states = new TreeMap<>();
        Thread.getAllStackTraces()
                .keySet()
                .forEach(thread -> states.merge(thread.getState().name().toLowerCase(Locale.ROOT), 1, Integer::sum));
        fields.put(
                "threads", states.values().stream().mapToInt(Integer::intValue).sum());
        states.forEach((state, threads) -> fields.put("threads_" + state, threads));
        return fields;
    }
}
