package dev.llmconnect.server.internal.http;

import io.netty.handler.codec.DateFormatter;
import java.time.Clock;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** The value of the header {@code Date}, which is the same for all answers of a second and made once for them. Thread-safe. */
final class DateHeader {
    private static final long MILLIS = 1000;

    private record Made(long second, String value) {}

    private final Clock clock;
    private volatile @Nullable Made last;

    DateHeader(Clock clock) {
        this.clock = clock;
    }

    String now() {
        long second = Math.floorDiv(clock.millis(), MILLIS);
        Made made = last;
        if (made == null || made.second() != second) {
            made = new Made(second, DateFormatter.format(new Date(second * MILLIS)));
            last = made;
        }
        return made.value();
    }
}
