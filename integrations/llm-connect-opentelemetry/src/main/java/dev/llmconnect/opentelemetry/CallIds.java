package dev.llmconnect.opentelemetry;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives spans the ids that calls and attempts have, since providers may have been told them before the span is made; others get random ones.
 * Thread-safe.
 */
final class CallIds implements IdGenerator {
    private record Next(String trace, @Nullable String span) {}

    private static final ThreadLocal<@Nullable Next> NEXT = new ThreadLocal<>();

    private final IdGenerator random = IdGenerator.random();

    /** Makes a span with these ids; {@code null} for a random one. */
    <T> T with(String trace, @Nullable String span, Supplier<T> making) {
        NEXT.set(new Next(trace, span));
        try {
            return making.get();
        } finally {
            NEXT.remove();
        }
    }

    @Override
    public String generateSpanId() {
        Next wanted = NEXT.get();
        return wanted == null || wanted.span() == null ? random.generateSpanId() : wanted.span();
    }

    @Override
    public String generateTraceId() {
        Next wanted = NEXT.get();
        return wanted == null ? random.generateTraceId() : wanted.trace();
    }
}
