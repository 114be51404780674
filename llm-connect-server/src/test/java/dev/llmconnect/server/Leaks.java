package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What Netty's leak detector has reported in this JVM. */
final class Leaks {
    private static final Queue<String> REPORTS = new ConcurrentLinkedQueue<>();
    private static final Logger DETECTOR = Logger.getLogger(ResourceLeakDetector.class.getName());

    static {
        DETECTOR.addHandler(new Handler() {
            @Override
            public void publish(LogRecord report) {
                REPORTS.add(report.getMessage());
            }

            @Override
            public void flush() {
                // Nothing is held back.
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        });
    }

    private Leaks() {}

    static void watch() {
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
    }

    static void assertNone() {
        // A leak is found when the next buffer is made after the lost one was collected.
        for (int i = 0; i < 3; i++) {
            System.gc();
            for (int j = 0; j < 64; j++) {
                ByteBufAllocator.DEFAULT.buffer(16).release();
            }
        }
        assertThat(REPORTS).as("leak reports").isEmpty();
    }
}
