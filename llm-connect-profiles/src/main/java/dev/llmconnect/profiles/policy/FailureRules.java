package dev.llmconnect.profiles.policy;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

/** Classifies failures: retry, fall back, count against the route, or give up. The only place that decides this. */
final class FailureRules {
    /**
     * Minimum duration of a timeout that counts as a failure of the provider. A shorter one may be due to a short deadline of the
     * caller.
     */
    static final Duration MIN_COUNTED_TIMEOUT = Duration.ofSeconds(10);

    /** Duration of an attempt after which a failed route is left for another one, or retried at most once. */
    static final Duration LONG_ATTEMPT = Duration.ofSeconds(10);

    /** Reasons that concern one provider or model rather than the request. */
    private static final Set<FailureReason> ROUTE_SPECIFIC = Set.of(
            FailureReason.AUTHENTICATION,
            FailureReason.PERMISSION,
            FailureReason.QUOTA,
            FailureReason.NOT_FOUND,
            FailureReason.CONTEXT_LENGTH);

    private static final Set<FailureReason> PROVIDER_FAILURES = Set.of(
            FailureReason.SERVER,
            FailureReason.CONNECTION,
            FailureReason.TRUNCATED,
            FailureReason.MALFORMED,
            FailureReason.TIMEOUT);

    private static final Pattern STREAMING = Pattern.compile("\\bstream(s|ed|ing)?\\b", Pattern.CASE_INSENSITIVE);

    private FailureRules() {}

    /** Whether a retry on the same route may succeed. A timeout is not retried, so that callers do not wait for it twice. */
    static boolean isRetryable(LLMException e) {
        return isTransient(e) && !isAttemptTimeout(e) && !wasNotSent(e);
    }

    /** Whether another route may succeed. */
    static boolean allowsFallback(LLMException e) {
        if (e.reason().equals(FailureReason.CONTENT_POLICY)) {
            return false;
        }
        return isTransient(e)
                || isAttemptTimeout(e)
                || wasNotSent(e)
                || ROUTE_SPECIFIC.contains(e.reason())
                || isUnexplained(e);
    }

    /**
     * Whether the failure counts against the provider, rather than the request, the key or the caller. Rate limits do not count.
     */
    static boolean countsAsFailure(LLMException e, Duration elapsed) {
        if (wasNotSent(e) || e instanceof LLMCancelledException) {
            return false;
        }
        if (isAttemptTimeout(e)) {
            return e instanceof AttemptTimeoutException || elapsed.compareTo(MIN_COUNTED_TIMEOUT) >= 0;
        }
        return PROVIDER_FAILURES.contains(e.reason());
    }

    /** Whether the provider refused the request because of streaming, which the caller did not request. */
    static boolean refusesStreaming(LLMException e) {
        boolean refused = e.reason().equals(FailureReason.INVALID_REQUEST)
                || e.reason().equals(FailureReason.PERMISSION)
                || e instanceof LLMInvalidRequestException;
        return refused
                && (e.details().providerParam().filter("stream"::equals).isPresent()
                        || STREAMING.matcher(String.valueOf(e.getMessage())).find());
    }

    private static boolean isTransient(LLMException e) {
        boolean unexplainedLimit =
                e instanceof LLMRateLimitException && e.reason().equals(FailureReason.OTHER);
        return e.isRetryable() || unexplainedLimit;
    }

    /** Whether a plugin reported a provider failure without a reason. A status below 500 would concern the request. */
    private static boolean isUnexplained(LLMException e) {
        return e instanceof LLMApiException
                && e.reason().equals(FailureReason.OTHER)
                && e.providerStatus().filter(status -> status < 500).isEmpty();
    }

    /** Whether the attempt timed out on our side. A 408 or 504 is a response of the provider. */
    private static boolean isAttemptTimeout(LLMException e) {
        return e instanceof LLMTimeoutException && e.providerStatus().isEmpty();
    }

    /** Whether a key or another setting is missing, which does not affect other routes. */
    static boolean isMisconfigured(LLMException e) {
        return e instanceof LLMConfigurationException;
    }

    /** Whether the request was rejected before it was sent. */
    static boolean wasNotSent(LLMException e) {
        return e instanceof CircuitOpenException
                || e instanceof BulkheadFullException
                || e.code().equals(ErrorCode.RATE_LIMITED)
                || e.code().equals(ErrorCode.FORBIDDEN);
    }
}
