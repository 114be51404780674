package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    @Test
    void copiesOfARequestShareTheirAttempts() {
        LLMRequest request = LLMRequest.of("Hello");

        request.toBuilder().depth(1).build().attempts().add(attempt("ok"));

        assertThat(request.attempts().list()).containsExactly(attempt("ok"));
        assertThat(LLMRequest.of("Hello").attempts().list()).isEmpty();
    }

    @Test
    void keepsTheFirstOnesAndTheNewest() {
        Attempts attempts = new Attempts();

        for (int i = 0; i < 40; i++) {
            attempts.add(attempt("server"));
        }
        attempts.add(attempt("ok"));

        assertThat(attempts.list()).hasSize(Attempts.MOST_KEPT).endsWith(attempt("ok"));
        assertThat(attempts.count()).isEqualTo(41);
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
        return new Attempt("openrouter", "m", outcome, Duration.ofMillis(1500));
    }
}
