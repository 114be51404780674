package dev.llmconnect.server;

import dev.llmconnect.LLMException;
import dev.llmconnect.server.internal.http.ErrorResponse;
import dev.llmconnect.server.internal.http.RateLimitHeaders;
import java.util.List;
import java.util.Map;

/** The form in which the clients of an endpoint are told of failures. Thread-safe. */
@FunctionalInterface
public interface ErrorFormat {
    /** The wire contract's, section 3. */
    ErrorFormat CONTRACT = ErrorResponse::of;

    /**
     * The failure as a response.
     *
     * @param failure also one that the server itself raises before the handler sees the request, for example {@code 401}
     * @param requestId the id of the request, as in its {@code X-Request-Id} header
     */
    HttpResponse response(LLMException failure, String requestId);

    /** The headers that tell a caller what is left of its limits, on every response; OpenAI's by default. */
    default Map<String, String> rateLimitHeaders(List<RateLimit> limits) {
        return RateLimitHeaders.openAI(limits);
    }
}
