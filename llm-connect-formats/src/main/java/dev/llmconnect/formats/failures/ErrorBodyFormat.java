package dev.llmconnect.formats.failures;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMException;
import dev.llmconnect.formats.json.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** What one wire format says about failures in its own way. By default nothing: the common shapes and words are known already. */
public interface ErrorBodyFormat {
    /** The common shapes only. */
    ErrorBodyFormat COMMON = new ErrorBodyFormat() {};

    /** Reads a body, or the object inside an answer that tells of a failure. */
    default ErrorBody read(JsonNode body) {
        return ErrorBody.of(body);
    }

    /**
     * The provider's word for the error where it stands in a header (Bedrock's {@code x-amzn-errortype}).
     *
     * @param headers gives a header by its name
     */
    default Optional<String> code(Function<String, Optional<String>> headers) {
        return Optional.empty();
    }

    /** Why it failed, where the format's own words say more than {@link FailureReasons} knows. */
    default Optional<FailureReason> reason(int status, ErrorBody error) {
        return Optional.empty();
    }

    /**
     * How long to wait, where it does not stand in {@code Retry-After}.
     *
     * @param headers gives a header by its name
     */
    default Optional<Duration> pause(Function<String, Optional<String>> headers, ErrorBody error) {
        return Optional.empty();
    }

    /**
     * The failure as it was thrown at the other end, where that is an llm-connect server and says so; by default it is made of the details.
     *
     * @param details what is known of it otherwise
     */
    default Optional<LLMException> thrown(ErrorBody error, ErrorDetails details) {
        return Optional.empty();
    }

    /**
     * As {@link #pause(Function, ErrorBody)}, for a format that names the moment and not the pause.
     *
     * @param headers gives a header by its name
     * @param clock from which the moment is counted
     */
    default Optional<Duration> pause(Function<String, Optional<String>> headers, ErrorBody error, Clock clock) {
        return pause(headers, error);
    }
}
