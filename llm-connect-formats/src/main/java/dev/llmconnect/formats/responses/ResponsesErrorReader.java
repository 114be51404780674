package dev.llmconnect.formats.responses;

import dev.llmconnect.FailureReason;
import dev.llmconnect.formats.failures.ErrorBody;
import dev.llmconnect.formats.failures.ErrorBodyFormat;
import dev.llmconnect.formats.json.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** OpenAI's errors, and the codes of a response that failed after it had begun. */
final class ResponsesErrorReader implements ErrorBodyFormat {
    static final ResponsesErrorReader INSTANCE = new ResponsesErrorReader();

    private static final ErrorBodyFormat CHAT = ResponsesWire.CHAT.errors();

    private ResponsesErrorReader() {}

    @Override
    public Optional<FailureReason> reason(int status, ErrorBody error) {
        String code = error.code();
        if (code.equals("bio_policy") || code.equals("image_content_policy_violation")) {
            return Optional.of(FailureReason.CONTENT_POLICY);
        }
        if (code.equals("invalid_prompt")) {
            boolean policy = error.message().toLowerCase(Locale.ROOT).contains("policy");
            return Optional.of(policy ? FailureReason.CONTENT_POLICY : FailureReason.INVALID_REQUEST);
        }
        // The codes of images that cannot be used have the word at different places. None of them heals.
        return status < 300 && code.contains("image")
                ? Optional.of(FailureReason.INVALID_REQUEST)
                : CHAT.reason(status, error);
    }

    @Override
    public ErrorBody read(JsonNode body) {
        return CHAT.read(body);
    }

    @Override
    public Optional<Duration> pause(Function<String, Optional<String>> headers, ErrorBody error, Clock clock) {
        return CHAT.pause(headers, error, clock);
    }
}
