package dev.llmconnect.profiles.policy;

import dev.llmconnect.Attempt;
import dev.llmconnect.Attempts;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMResponse;
import java.time.Duration;
import java.util.Map;

/**
 * Writes what became of each attempt into {@link LLMCall#attempts()}, and into {@code metadata.attempts} of an answer that took
 * more than one. Thread-safe.
 */
public final class AttemptRecordingAdapter extends ObservingAdapter {
    /** Around what makes one attempt per call; decorators that retry belong around this one. */
    public AttemptRecordingAdapter(LLMAdapter delegate) {
        super(delegate);
    }

    @Override
    CallEnd begin(LLMCall call) {
        return new Entry(call);
    }

    private final class Entry implements CallEnd {
        private final LLMCall call;
        private final Circuit asked;
        private final long began;

        Entry(LLMCall call) {
            this.call = call;
            this.asked = Circuit.of(provider(), call);
            this.began = call.ticker().nanos();
        }

        @Override
        public Map<String, Object> succeeded(String model) {
            add(model.isEmpty() ? asked.model() : model, Attempt.OK);
            Attempts attempts = call.attempts();
            return attempts.count() == 1
                    ? Map.of()
                    : Map.of(
                            LLMResponse.ATTEMPTS,
                            attempts.list().stream().map(Attempt::toMap).toList());
        }

        @Override
        public void failed(LLMException failure) {
            add(asked.model(), FailureRules.outcome(failure));
        }

        @Override
        public void abandoned() {
            add(asked.model(), "abandoned");
        }

        private void add(String model, String outcome) {
            Duration lasted = Duration.ofNanos(call.ticker().nanos() - began);
            call.attempts().add(new Attempt(asked.provider(), model, outcome, lasted));
        }
    }
}
