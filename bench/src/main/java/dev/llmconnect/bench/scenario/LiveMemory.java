package dev.llmconnect.bench.scenario;

import dev.llmconnect.bench.gateway.Gateway;
import dev.llmconnect.bench.gateway.GatewayProcess;
import dev.llmconnect.bench.gateway.Jdk;
import dev.llmconnect.bench.gateway.ProcessFigures;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a llm-connect whose heap is wholly resident holds.
 *
 * @param heapBytes in use after a forced collection, in steps of 1 MB
 * @param residentBytes of the process
 * @param kernelBytes sent by it and not taken by callers; not its own memory
 */
record LiveMemory(long heapBytes, long residentBytes, long kernelBytes) {

    /** Collects all garbage, then looks. */
    static LiveMemory of(Bench bench, Gateway gateway, Jdk jdk) throws IOException, InterruptedException {
        GatewayProcess process = gateway.process().orElseThrow();
        jdk.jcmd(process.handle().pid(), "GC.run");
        return new LiveMemory(
                bench.llmConnect().gcLog(gateway.name()).usedAfterLast(),
                ProcessFigures.residentBytes(process.handle()),
                StalledReaders.notTaken(gateway));
    }

    /** What each of so many callers added, in KB. */
    Map<String, Double> perReader(LiveMemory before, int readers) {
        double heap = (heapBytes - before.heapBytes) / 1000.0 / readers;
        double other = (residentBytes - before.residentBytes) / 1000.0 / readers;
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("heap_kb_per_reader", heap);
        values.put("nonheap_kb_per_reader", other);
        values.put("kb_per_reader", heap + other);
        values.put("kernel_kb_per_reader", (kernelBytes - before.kernelBytes) / 1000.0 / readers);
        return values;
    }
}
