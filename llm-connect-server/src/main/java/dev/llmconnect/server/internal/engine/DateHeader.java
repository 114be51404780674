package dev.llmconnect.server.internal.engine;

import io.netty.handler.codec.DateFormatter;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** The value of the header {@code Date}, which is the same for all answers of a second and made once for them. Thread-safe. */
final class DateHeader {
    private static final long MILLIS = 1000;

    private record Cached(long second, String value) {}

    private final Clock clock;
    private volatile @Nullable Cached last;

    DateHeader(Clock clock) {
        this.clock = clock;
    }

    String now() {
        long second = Math.floorDiv(clock.millis(), MILLIS);
        Cached cached = last;
        if (cached == null || cached.second() != second) {
            cached = new Cached(second, DateFormatter.format(Date.from(Instant.ofEpochSecond(second))));
            last = cached;
        }
        return cached.value();
    }
}
