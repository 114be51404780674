package dev.llmconnect.formats.failures;

import static dev.llmconnect.FailureReason.AUTHENTICATION;
import static dev.llmconnect.FailureReason.CONTENT_POLICY;
import static dev.llmconnect.FailureReason.CONTEXT_LENGTH;
import static dev.llmconnect.FailureReason.INVALID_REQUEST;
import static dev.llmconnect.FailureReason.NOT_FOUND;
import static dev.llmconnect.FailureReason.PERMISSION;
import static dev.llmconnect.FailureReason.QUOTA;
import static dev.llmconnect.FailureReason.RATE_LIMIT;
import static dev.llmconnect.FailureReason.SERVER;
import static dev.llmconnect.FailureReason.TIMEOUT;

import dev.llmconnect.FailureReason;
import java.util.List;
import java.util.regex.Pattern;

/** Why a provider failed, from its status and its words: the words that hold for every provider, in the order they are tried. */
final class FailureReasons {
    /** A word that settles the reason whatever the status. */
    private record Sign(Pattern words, FailureReason reason) {
        static Sign of(String words, FailureReason reason) {
            return new Sign(Pattern.compile(words), reason);
        }
    }

    private static final List<Sign> SIGNS = List.of(
            Sign.of(
                    "insufficient_quota|billing_hard_limit|billing_not_active|insufficient_(funds|balance|credits)"
                            + "|insufficient (funds|balance|credits?)|credit balance is too low|requires more credits|out of credits",
                    QUOTA),
            Sign.of(
                    "context_length_exceeded|exceed_context_size|context_window|maximum context length|maximum prompt length"
                            + "|prompt is too long|input is too long|context (length|window|size)|too many (input )?tokens"
                            + "|request too large for model|exceeds the (maximum|max|available|model'?s?)[^.]{0,60}(tokens|context)",
                    CONTEXT_LENGTH),
            Sign.of(
                    "content_filter|content_policy|content policy|responsibleaipolicy|content management policy"
                            + "|data_inspection_failed|moderation[^.]{0,40}flagged|flagged[^.]{0,40}moderation|safety system|cyber_policy",
                    CONTENT_POLICY),
            Sign.of(
                    "invalid_api_key|api_key_invalid|(incorrect|invalid|no|missing|bad) api[ _-]?key|api key (not|is) (valid|invalid)"
                            + "|authentication_error|invalid_authentication|unauthenticated|unrecognizedclient",
                    AUTHENTICATION),
            Sign.of("model_not_found|deploymentnotfound|model_not_exist|no endpoints found", NOT_FOUND));

    /** Words that stand for a status where an answer has none of its own, as inside a stream. */
    private static final List<Sign> WORDS = List.of(
            Sign.of("rate_limit|rate limit|too_many_requests|too many requests|throttl|resource_exhausted", RATE_LIMIT),
            Sign.of("permission|forbidden", PERMISSION),
            Sign.of("not_found|resourcenotfound", NOT_FOUND),
            Sign.of(
                    "invalid_request|invalid_argument|validation|bad_request|tool_use_failed|unsupported",
                    INVALID_REQUEST),
            Sign.of("overloaded|unavailable|server_error|internal|api_error|bad gateway|bad_gateway", SERVER),
            Sign.of("timeout|timed out|deadline_exceeded", TIMEOUT));

    private FailureReasons() {}

    /**
     * The reason of an error.
     *
     * @param status 200 for a failure inside an answer
     */
    static FailureReason of(int status, ErrorBody error) {
        String words = error.words();
        for (Sign sign : SIGNS) {
            boolean mayBe = !sign.reason.equals(CONTEXT_LENGTH)
                    || status < 401
                    || status == 413
                    || status == 422
                    || status == 500;
            if (mayBe && sign.words.matcher(words).find()) {
                return sign.reason;
            }
        }
        if (status < 300) {
            return WORDS.stream()
                    .filter(sign -> sign.words.matcher(words).find())
                    .map(Sign::reason)
                    .findFirst()
                    .orElse(SERVER);
        }
        return FailureReason.ofStatus(status);
    }
}
