package dev.llmconnect;

/** Source of monotonic time; replaceable in tests. */
@FunctionalInterface
public interface Ticker {
    /** Returns nanoseconds since an arbitrary origin; only differences are meaningful. */
    long nanos();

    /** Returns the ticker of the JVM, {@link System#nanoTime()}. */
    static Ticker system() {
        return System::nanoTime;
    }
}
