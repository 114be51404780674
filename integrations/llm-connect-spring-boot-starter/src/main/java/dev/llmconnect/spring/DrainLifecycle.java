package dev.llmconnect.spring;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/** Lets running calls finish at shutdown, after the web server has finished its requests. Thread-safe. */
final class DrainLifecycle implements SmartLifecycle {
    /** After the web server's two phases, which are 1024 and 2048 below the default: higher phases stop first. */
    static final int PHASE = DEFAULT_PHASE - 4096;

    private static final Logger LOG = System.getLogger(DrainLifecycle.class.getName());

    private final AdapterAssembly assembly;
    private final Duration timeout;
    private volatile boolean running;

    DrainLifecycle(AdapterAssembly assembly, Duration timeout) {
        this.assembly = assembly;
        this.timeout = timeout;
    }

    @Override
    public void start() {
        assembly.resume();
        running = true;
    }

    @Override
    public void stop() {
        try {
            int cancelled = assembly.drain(timeout);
            if (cancelled > 0) {
                LOG.log(Level.WARNING, "cancelled {0} call(s) that were still running after {1}", cancelled, timeout);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            running = false;
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
