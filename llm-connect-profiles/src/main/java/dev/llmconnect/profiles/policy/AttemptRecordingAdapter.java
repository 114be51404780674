package dev.llmconnect.profiles.policy;

import dev.llmconnect.Attempt;
import dev.llmconnect.Attempts;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import java.time.Duration;

/**
 * Writes what became of each attempt into {@link LLMRequest#attempts()}, and into {@code metadata.attempts} of an answer that took
 * more than one. Thread-safe.
 */
public final class AttemptRecordingAdapter extends ObservingAdapter {
    /** Around what makes one attempt per call; decorators that retry belong around this one. */
    public AttemptRecordingAdapter(LLMAdapter delegate) {
        super(delegate);
    }

    @Override
    CallEnd begin(LLMRequest request) {
        return new Entry(request);
    }

    private final class Entry implements CallEnd {
        private final LLMRequest request;
        private final long began;

        Entry(LLMRequest request) {
            this.request = request;
            this.began = request.ticker().nanos();
        }

        @Override
        public LLMResponse succeeded(LLMResponse response) {
            add(response.model().isEmpty() ? modelAskedFor() : response.model(), Attempt.OK);
            Attempts attempts = request.attempts();
            if (attempts.count() == 1) {
                return response;
            }
            return response.withMetadataIfAbsent(
                    LLMResponse.ATTEMPTS,
                    attempts.list().stream().map(Attempt::toMap).toList());
        }

        @Override
        public void failed(LLMException failure) {
            add(modelAskedFor(), FailureRules.outcome(failure));
        }

        @Override
        public void abandoned() {
            add(modelAskedFor(), "abandoned");
        }

        private String modelAskedFor() {
            return request.config().modelNameIfSet().orElse("");
        }

        private void add(String model, String outcome) {
            Duration lasted = Duration.ofNanos(request.ticker().nanos() - began);
            request.attempts().add(new Attempt(provider(), model, outcome, lasted));
        }
    }
}
