package dev.llmconnect.providers.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.RunConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MockAdapterTest {
    private final List<Duration> slept = new ArrayList<>();
    private final MockAdapter mock = new MockAdapter((pause, cancellation) -> slept.add(pause));

    @Test
    void withNothingSetItRepeatsThePrompt() {
        assertThat(mock.execute("Hello there", RunConfig.defaults()).content()).isEqualTo("Hello there");
    }

    @Test
    void aSlowModelWaitsAsLongAsItsNameSays() {
        mock.execute("Hello", model("mock/slow-2s"));
        mock.execute("Hello", model("mock/slow-250ms"));
        assertThat(slept).containsExactly(Duration.ofSeconds(2), Duration.ofMillis(250));
    }

    @Test
    void errorsCarryTheirStatusAndThePauseTheyAskFor() {
        assertThatThrownBy(() -> mock.execute("Hello", model("mock/error-429")))
                .isInstanceOfSatisfying(LLMRateLimitException.class, e -> {
                    assertThat(e.providerStatus()).contains(429);
                    assertThat(e.retryAfter()).contains(Duration.ofSeconds(1));
                });
    }

    @Test
    void theTimeoutModelEndsAtTheDeadline() {
        assertThatThrownBy(() -> mock.execute("Hello", model("mock/timeout"))).isInstanceOf(LLMTimeoutException.class);
    }

    private static RunConfig model(String name) {
        return RunConfig.builder().modelName(name).build();
    }
}
