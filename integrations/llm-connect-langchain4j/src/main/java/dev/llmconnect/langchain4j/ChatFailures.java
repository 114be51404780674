package dev.llmconnect.langchain4j;

import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMTimeoutException;

/** Failures as LangChain4j has them, so that its retries and its programs decide as they do with its own models. */
final class ChatFailures {
    private ChatFailures() {}

    static LangChain4jException of(LLMException e) {
        String message = e.getMessage();
        if (e instanceof LLMRateLimitException) {
            return new RateLimitException(message, e);
        }
        if (e instanceof LLMTimeoutException) {
            return new TimeoutException(message, e);
        }
        FailureReason reason = e.reason();
        if (reason.equals(FailureReason.AUTHENTICATION) || reason.equals(FailureReason.PERMISSION)) {
            return new AuthenticationException(message, e);
        }
        if (reason.equals(FailureReason.NOT_FOUND)) {
            return new ModelNotFoundException(message, e);
        }
        if (reason.equals(FailureReason.CONTENT_POLICY)) {
            return new ContentFilteredException(message, e);
        }
        if (e instanceof LLMInvalidRequestException || reason.equals(FailureReason.INVALID_REQUEST)) {
            return new InvalidRequestException(message, e);
        }
        return e.isRetryable() ? new InternalServerException(message, e) : new LangChain4jException(message, e);
    }
}
