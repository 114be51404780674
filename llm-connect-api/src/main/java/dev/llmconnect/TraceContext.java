package dev.llmconnect;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Position of a call in a distributed trace, as defined by <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>.
 * Immutable and thread-safe.
 */
public final class TraceContext {
    /** Header name of {@link #traceparent()}. */
    public static final String TRACEPARENT = "traceparent";
    /** Header name of {@link #tracestate()}. */
    public static final String TRACESTATE = "tracestate";

    /** Minimum length, in characters, that the recommendation requires implementations to propagate. */
    private static final int MAX_STATE_LENGTH = 512;

    private static final String INVALID_VERSION = "ff";
    private static final int SAMPLED = 1;
    private static final Pattern PARENT =
            Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    private final String traceparent;
    private final String traceId;
    private final String parentId;
    private final boolean sampled;
    private final @Nullable String tracestate;

    private TraceContext(Matcher parent, @Nullable String tracestate) {
        traceparent = parent.group();
        traceId = parent.group(2);
        parentId = parent.group(3);
        sampled = (Integer.parseInt(parent.group(4), 16) & SAMPLED) != 0;
        this.tracestate = tracestate;
    }

    /**
     * Parses the two headers. Returns empty if {@code traceparent} is missing or invalid, as the recommendation requires. A
     * {@code tracestate} that is blank or longer than 512 characters is dropped.
     */
    public static Optional<TraceContext> parse(@Nullable String traceparent, @Nullable String tracestate) {
        if (traceparent == null) {
            return Optional.empty();
        }
        Matcher parent = PARENT.matcher(traceparent.strip().toLowerCase(Locale.ROOT));
        if (!parent.matches()
                || parent.group(1).equals(INVALID_VERSION)
                || isZero(parent.group(2))
                || isZero(parent.group(3))
                || (parent.group(1).equals("00") && parent.group(5) != null)) {
            return Optional.empty();
        }
        return Optional.of(new TraceContext(parent, state(tracestate)));
    }

    private static @Nullable String state(@Nullable String tracestate) {
        return tracestate == null || tracestate.isBlank() || tracestate.length() > MAX_STATE_LENGTH
                ? null
                : tracestate.strip();
    }

    /** An id of a span or half of one of a trace, never 0. */
    static long randomId() {
        long id = ThreadLocalRandom.current().nextLong();
        return id == 0 ? 1 : id;
    }

    /** 16 hexadecimal digits. */
    static String hex(long id) {
        String digits = Long.toHexString(id);
        return "0".repeat(Long.BYTES * 2 - digits.length()) + digits;
    }

    private static boolean isZero(String id) {
        return id.chars().allMatch(c -> c == '0');
    }

    /** Complete header: version, trace id, parent id and flags. */
    public String traceparent() {
        return traceparent;
    }

    /** Vendor-specific trace data. */
    public Optional<String> tracestate() {
        return Optional.ofNullable(tracestate);
    }

    /** Trace id, 32 hexadecimal digits. */
    public String traceId() {
        return traceId;
    }

    /** Id of the caller's span, 16 hexadecimal digits. */
    public String parentId() {
        return parentId;
    }

    /** Whether the caller samples the trace. */
    public boolean isSampled() {
        return sampled;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TraceContext context
                && traceparent.equals(context.traceparent)
                && Objects.equals(tracestate, context.tracestate);
    }

    @Override
    public int hashCode() {
        return traceparent.hashCode();
    }

    @Override
    public String toString() {
        return traceparent;
    }
}
