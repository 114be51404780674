package dev.llmconnect.profiles.policy;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.StreamEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a scripted provider does in one call: waits, says words, fails; after the last step the answer is whole. */
final class Script {
    static final int WORDS = 60;
    static final Object HEADERS = new Object();
    static final String WHOLE = words(WORDS);

    final List<Object> steps = new ArrayList<>();

    static Script fine() {
        return new Script().say(WORDS);
    }

    static Script fails(LLMException failure) {
        return new Script().fail(failure);
    }

    static Script rateLimited(Duration retryAfter) {
        return fails(new LLMRateLimitException(
                "HTTP 429 from the provider",
                null,
                ErrorDetails.builder()
                        .providerStatus(429)
                        .reason(FailureReason.RATE_LIMIT)
                        .retryAfter(retryAfter)
                        .build()));
    }

    static Script status(int status, FailureReason reason) {
        return fails(failure("HTTP " + status + " from the provider", status, reason));
    }

    static LLMApiException failure(String message, Integer status, FailureReason reason) {
        return new LLMApiException(
                message,
                null,
                ErrorDetails.builder().providerStatus(status).reason(reason).build());
    }

    Script pause(Duration time) {
        steps.add(time);
        return this;
    }

    /** The next so many words, one event each. */
    Script say(int words) {
        steps.addAll(IntStream.range(0, words).mapToObj(i -> "word ").toList());
        return this;
    }

    /** An event of the stream other than a word. */
    Script event(StreamEvent event) {
        steps.add(event);
        return this;
    }

    /** From here on there is a stream, though no word was said yet. */
    Script headers() {
        steps.add(HEADERS);
        return this;
    }

    Script fail(LLMException failure) {
        steps.add(failure);
        return this;
    }

    static String words(int count) {
        return IntStream.range(0, count).mapToObj(i -> "word ").collect(Collectors.joining());
    }
}
