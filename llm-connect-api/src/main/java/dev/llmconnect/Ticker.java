package dev.llmconnect;

/** A source of monotonic time, so that tests need not wait. */
@FunctionalInterface
public interface Ticker {
    /** Nanoseconds since an arbitrary origin; only differences have a meaning. */
    long nanos();

    /** The ticker of the JVM, {@link System#nanoTime()}. */
    static Ticker system() {
        return System::nanoTime;
    }
}
