package dev.llmconnect.server;

import dev.llmconnect.LLMException;
import dev.llmconnect.server.internal.http.ErrorResponse;
import dev.llmconnect.server.internal.http.RateLimitHeaders;
import java.util.List;
import java.util.Map;

/** Format of an endpoint's error responses. Thread-safe. */
@FunctionalInterface
public interface ErrorFormat {
    /** Format of the wire contract, section 3. */
    ErrorFormat CONTRACT = ErrorResponse::of;

    /**
     * Converts a failure to a response.
     *
     * @param failure failure of the handler, or one raised by the server before the handler runs, for example {@code 401}
     * @param requestId id of the request, as in its {@code X-Request-Id} header
     */
    HttpResponse response(LLMException failure, String requestId);

    /** Returns the rate limit headers of every response to a caller. Default: OpenAI's headers. */
    default Map<String, String> rateLimitHeaders(List<RateLimit> limits) {
        return RateLimitHeaders.openAI(limits);
    }
}
