package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CallRecordTest {
    @Test
    void copiesOfARequestShareTheirAttempts() {
        LLMRequest request = LLMRequest.of("Hello").begin();

        request.toBuilder().depth(1).build().record().addAttempt(attempt("ok"));

        assertThat(request.record().attempts()).containsExactly(attempt("ok"));
    }

    @Test
    void eachExecutionOfARequestHasAnIdAClockAndARecordOfItsOwn() {
        LLMRequest request = LLMRequest.of("Hello");
        LLMRequest one = request.begin();
        LLMRequest other = request.begin();

        one.record().addAttempt(attempt("server"));

        assertThat(one.requestId()).isNotEmpty().isNotEqualTo(other.requestId());
        assertThat(other.record().attempts()).isEmpty();
        assertThat(one.begin()).isSameAs(one);
        assertThat(request.context().hasBegun()).isFalse();
        assertThat(request.requestId()).isEmpty();
    }

    @Test
    void keepsTheFirstOnesAndTheNewest() {
        CallRecord record = LLMRequest.of("Hello").begin().record();

        for (int i = 0; i < 40; i++) {
            record.addAttempt(attempt("server"));
        }
        record.addAttempt(attempt("ok"));

        assertThat(record.attempts()).hasSize(CallRecord.MAX_ATTEMPTS).endsWith(attempt("ok"));
        assertThat(record.attemptCount()).isEqualTo(41);
    }

    @Test
    void showsMillisecondsOnTheWire() {
        assertThat(attempt("rate_limit").toMap())
                .containsExactly(
                        entry("provider", "openrouter"),
                        entry("model", "m"),
                        entry("outcome", "rate_limit"),
                        entry("milliseconds", 1500L));
    }

    private static Attempt attempt(String outcome) {
        return Attempt.builder("openrouter", "m")
                .outcome(outcome)
                .duration(Duration.ofMillis(1500))
                .build();
    }
}
