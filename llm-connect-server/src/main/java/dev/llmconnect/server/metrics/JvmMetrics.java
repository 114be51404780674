package dev.llmconnect.server.metrics;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;

/** Memory, threads and the process. */
final class JvmMetrics {
    private static final double MILLIS = 1e3;

    private JvmMetrics() {}

    static void collect(MetricSink sink) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory(sink, "heap", memory.getHeapMemoryUsage());
        memory(sink, "nonheap", memory.getNonHeapMemoryUsage());
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        int daemons = threads.getDaemonThreadCount();
        sink.add(Metric.THREADS, daemons, "daemon");
        sink.add(Metric.THREADS, Math.max(0, threads.getThreadCount() - daemons), "user");
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            sink.add(Metric.GC_TIME, Math.max(0, collector.getCollectionTime()) / MILLIS, collector.getName());
        }
        sink.add(Metric.START_TIME, ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS);
        sink.add(Metric.BUILD, 1, version(), Runtime.version().toString());
    }

    private static void memory(MetricSink sink, String area, MemoryUsage usage) {
        sink.add(Metric.MEMORY_USED, (double) usage.getUsed(), area);
        sink.add(Metric.MEMORY_COMMITTED, (double) usage.getCommitted(), area);
        if (usage.getMax() > 0) {
            sink.add(Metric.MEMORY_LIMIT, (double) usage.getMax(), area);
        }
    }

    private static String version() {
        String version = JvmMetrics.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }
}
