package dev.llmconnect.server.internal.anthropic;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.LLMException;
import dev.llmconnect.formats.messages.MessagesErrorWriter;
import dev.llmconnect.server.ErrorFormat;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.RateLimit;
import dev.llmconnect.server.internal.http.ErrorResponse;
import dev.llmconnect.server.internal.http.RateLimitHeaders;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * Responses to failed requests of Anthropic's clients. {@code x-should-retry: false}, which they heed, keeps them from asking again where
 * that cannot help.
 */
final class AnthropicErrors implements ErrorFormat {
    @Override
    public HttpResponse response(LLMException failure, String requestId) {
        HttpResponse response = ErrorResponse.withHeaders(
                        HttpResponse.json(
                                MessagesErrorWriter.status(failure), MessagesErrorWriter.tree(failure, requestId)),
                        failure)
                .withHeader("request-id", requestId);
        return mayHelpToRetry(failure) ? response : response.withHeader("x-should-retry", "false");
    }

    @Override
    public Map<String, String> rateLimitHeaders(List<RateLimit> limits) {
        return RateLimitHeaders.anthropic(limits, Clock.systemUTC());
    }

    private static boolean mayHelpToRetry(LLMException failure) {
        return failure.isRetryable() || failure.code().equals(ErrorCode.SERVER_OVERLOADED);
    }
}
