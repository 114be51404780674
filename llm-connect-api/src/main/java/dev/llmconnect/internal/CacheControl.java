package dev.llmconnect.internal;

import dev.llmconnect.ContentPart.CacheMark;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code cache_control} of Anthropic's Messages, and of Chat Completions as extended by OpenRouter and LiteLLM:
 * {@code {"type": "ephemeral", "ttl": "1h"}}.
 *
 * <p>Source: <a href="https://platform.claude.com/docs/en/build-with-claude/prompt-caching">Anthropic on prompt caching</a>.
 */
public final class CacheControl {
    /** Name of the field. */
    public static final String FIELD = "cache_control";

    private static final String TYPE = "type";
    private static final String EPHEMERAL = "ephemeral";
    private static final String TTL = "ttl";
    private static final Map<String, Duration> TTLS = Map.of("5m", Duration.ofMinutes(5), "1h", Duration.ofHours(1));

    private CacheControl() {}

    /** Parses a field; empty for other values, which only their own format understands. */
    public static Optional<CacheMark> read(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> control) || !EPHEMERAL.equals(control.get(TYPE))) {
            return Optional.empty();
        }
        Object ttl = control.get(TTL);
        return ttl == null
                ? Optional.of(CacheMark.DEFAULT)
                : Optional.ofNullable(TTLS.get(ttl)).map(CacheMark::new);
    }

    /** Returns the field of a mark. */
    public static Map<String, Object> write(CacheMark mark) {
        Map<String, Object> control = new LinkedHashMap<>();
        control.put(TYPE, EPHEMERAL);
        ttl(mark).ifPresent(ttl -> control.put(TTL, ttl));
        return control;
    }

    /** Returns {@code 5m} or {@code 1h}, whichever is closer; empty for the provider's default. */
    public static Optional<String> ttl(CacheMark mark) {
        Duration ttl = mark.ttl();
        return ttl == null ? Optional.empty() : Optional.of(ttl.compareTo(Duration.ofMinutes(30)) > 0 ? "1h" : "5m");
    }
}
