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

/** What a failure means: retry, fall back, hold it against the route, or give up. The one place that decides. */
final class FailureRules {
    /** A caller in a hurry says nothing about the provider: a timeout after less than this is not held against it. */
    static final Duration LONG_SILENCE = Duration.ofSeconds(10);

    /** A route that has failed after this time is left for another one, where there is one, and not asked a third time. */
    static final Duration LONG_ATTEMPT = Duration.ofSeconds(10);

    /** What is wrong with one provider or model, and not with the request. */
    private static final Set<FailureReason> ROUTE_UNUSABLE = Set.of(
            FailureReason.AUTHENTICATION,
            FailureReason.PERMISSION,
            FailureReason.QUOTA,
            FailureReason.NOT_FOUND,
            FailureReason.CONTEXT_LENGTH);

    private static final Set<FailureReason> ROUTE_BROKEN = Set.of(
            FailureReason.SERVER,
            FailureReason.CONNECTION,
            FailureReason.TRUNCATED,
            FailureReason.MALFORMED,
            FailureReason.TIMEOUT);

    private static final Pattern STREAMING = Pattern.compile("\\bstream(s|ed|ing)?\\b", Pattern.CASE_INSENSITIVE);

    private FailureRules() {}

    /** Whether the same route may answer when it is asked again. One that was silent to its limit is not made to wait for twice. */
    static boolean worthAskingAgain(LLMException e) {
        return heals(e) && !wasSilent(e) && !wasNotAsked(e);
    }

    /** Whether another route may answer. */
    static boolean worthAskingElsewhere(LLMException e) {
        if (e.reason().equals(FailureReason.CONTENT_POLICY)) {
            return false;
        }
        return heals(e) || wasSilent(e) || wasNotAsked(e) || ROUTE_UNUSABLE.contains(e.reason()) || isUnexplained(e);
    }

    /** Whether the provider, and not the request, the key or the caller, is to blame. A rate limit is not a fault. */
    static boolean countsAgainstRoute(LLMException e, Duration lasted) {
        if (wasNotAsked(e) || e instanceof LLMCancelledException) {
            return false;
        }
        if (wasSilent(e)) {
            return e instanceof SilentRouteException || lasted.compareTo(LONG_SILENCE) >= 0;
        }
        return ROUTE_BROKEN.contains(e.reason());
    }

    /** Whether the provider refuses a request because it asks for a stream, which the caller did not. */
    static boolean refusesStreaming(LLMException e) {
        boolean refused = e.reason().equals(FailureReason.INVALID_REQUEST)
                || e.reason().equals(FailureReason.PERMISSION)
                || e instanceof LLMInvalidRequestException;
        return refused
                && (e.details().providerParam().filter("stream"::equals).isPresent()
                        || STREAMING.matcher(String.valueOf(e.getMessage())).find());
    }

    private static boolean heals(LLMException e) {
        boolean unexplainedLimit =
                e instanceof LLMRateLimitException && e.reason().equals(FailureReason.OTHER);
        return e.isRetryable() || unexplainedLimit;
    }

    /** A plugin that says no more than that its provider failed; a status under 500 would be about the request. */
    private static boolean isUnexplained(LLMException e) {
        return e instanceof LLMApiException
                && e.reason().equals(FailureReason.OTHER)
                && e.providerStatus().filter(status -> status < 500).isEmpty();
    }

    /** A provider that answers 408 or 504 was not silent. */
    private static boolean wasSilent(LLMException e) {
        return e instanceof LLMTimeoutException && e.providerStatus().isEmpty();
    }

    /** A key or another setting is missing, which says nothing of other routes. */
    static boolean isNotSetUp(LLMException e) {
        return e instanceof LLMConfigurationException;
    }

    /** Refused on this side, before anything was sent. */
    static boolean wasNotAsked(LLMException e) {
        return e instanceof CircuitOpenException
                || e instanceof BulkheadFullException
                || e.code().equals(ErrorCode.RATE_LIMITED)
                || e.code().equals(ErrorCode.FORBIDDEN);
    }
}
