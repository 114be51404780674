package dev.llmconnect.server.internal.http;

import dev.llmconnect.LLMException;
import dev.llmconnect.server.RateLimit;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The headers by which clients slow down before they are refused.
 *
 * <p>Sources: <a href="https://platform.openai.com/docs/guides/rate-limits">OpenAI's rate limits</a> and <a
 * href="https://platform.claude.com/docs/en/api/rate-limits">Anthropic's</a>.
 */
public final class RateLimitHeaders {
    private RateLimitHeaders() {}

    /** {@code x-ratelimit-remaining-requests: 59}, {@code x-ratelimit-reset-requests: 1s}, … */
    public static Map<String, String> openAI(List<RateLimit> limits) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (RateLimit limit : limits) {
            String unit = unit(limit);
            headers.put("x-ratelimit-limit-" + unit, Long.toString(limit.limit()));
            headers.put("x-ratelimit-remaining-" + unit, Long.toString(limit.remaining()));
            headers.put("x-ratelimit-reset-" + unit, LLMException.wholeSeconds(limit.reset()) + "s");
        }
        return headers;
    }

    /** {@code anthropic-ratelimit-requests-remaining: 59}, {@code anthropic-ratelimit-requests-reset: 2026-11-29T12:00:00Z}, … */
    public static Map<String, String> anthropic(List<RateLimit> limits, Clock clock) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (RateLimit limit : limits) {
            String prefix = "anthropic-ratelimit-" + unit(limit);
            Instant reset =
                    clock.instant().plus(limit.reset()).plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
            headers.put(prefix + "-limit", Long.toString(limit.limit()));
            headers.put(prefix + "-remaining", Long.toString(limit.remaining()));
            headers.put(prefix + "-reset", reset.toString());
        }
        return headers;
    }

    private static String unit(RateLimit limit) {
        return limit.unit().name().toLowerCase(Locale.ROOT);
    }
}
