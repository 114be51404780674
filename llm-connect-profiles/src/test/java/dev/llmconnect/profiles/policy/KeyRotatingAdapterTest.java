package dev.llmconnect.profiles.policy;

import static dev.llmconnect.profiles.policy.Script.fine;
import static dev.llmconnect.profiles.policy.Script.rateLimited;
import static dev.llmconnect.profiles.policy.Script.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.Attempt;
import dev.llmconnect.CheckedAdapter;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyRotatingAdapterTest {
    private final FakeClock clock = new FakeClock();
    private final ScriptedAdapter a = new ScriptedAdapter("acme", clock);
    private final ScriptedAdapter b = new ScriptedAdapter("acme", clock);
    private final ScriptedAdapter c = new ScriptedAdapter("acme", clock);
    private final LLMAdapter adapter = new KeyRotatingAdapter(List.of(a, b, c), clock);

    @ParameterizedTest
    @EnumSource
    void aLimitedKeyRestsAndTheNextAnswersAtOnce(Asked asked) {
        a.does(rateLimited(Duration.ofSeconds(20)), fine());

        asked.of(adapter, request());
        asked.of(adapter, request());
        assertThat(a.calls()).isEqualTo(1);
        assertThat(b.calls()).isEqualTo(2);

        b.does(rateLimited(Duration.ofSeconds(60)));
        c.does(rateLimited(Duration.ofSeconds(60)));
        clock.pass(Duration.ofSeconds(20));
        assertThatThrownBy(() -> asked.of(adapter, request())).isInstanceOf(LLMRateLimitException.class);
        asked.of(adapter, request());
        assertThat(a.calls()).isEqualTo(2);
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void anAccountWideLimitIsNotTriedWithEveryKey() {
        for (ScriptedAdapter key : List.of(a, b, c)) {
            key.does(rateLimited(Duration.ofSeconds(20)));
        }

        assertThatThrownBy(() -> adapter.execute(request())).hasMessage("HTTP 429 from the provider");

        assertThat(a.calls() + b.calls() + c.calls()).isEqualTo(2);
    }

    @Test
    void whenAllKeysRestNobodyIsAskedUntilTheFirstIsBack() {
        PolicyRuntime runtime = PolicyRuntime.builder()
                .ticker(clock)
                .sleeper(clock)
                .scheduler(clock)
                .build();
        LLMAdapter one =
                new RetryingAdapter(new KeyRotatingAdapter(List.of(a), clock), RetryConfig.defaults(), runtime);
        a.does(rateLimited(Duration.ofSeconds(4)), fine());

        assertThat(one.execute(request()).content()).isEqualTo(Script.WHOLE);

        assertThat(a.times()).hasSize(2);
        assertThat(a.times().get(1)).isBetween(Duration.ofSeconds(4), Duration.ofMillis(4500));
    }

    @Test
    void aRefusedKeyIsPutAsideUnlessItIsTheLast() {
        a.does(status(401, FailureReason.AUTHENTICATION));
        b.does(status(401, FailureReason.AUTHENTICATION));
        c.does(status(401, FailureReason.AUTHENTICATION));

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> adapter.execute(request()))
                    .isInstanceOf(LLMApiException.class)
                    .hasMessageContaining("401");
        }

        assertThat(List.of(a.calls(), b.calls(), c.calls())).containsExactly(1, 1, 2);
    }

    @Test
    void anyOtherFailureGoesThrough() {
        a.does(status(503, FailureReason.SERVER));

        assertThatThrownBy(() -> adapter.execute(request())).hasMessageContaining("503");

        assertThat(b.calls()).isZero();
    }

    @Test
    void theAttemptWithTheLimitedKeyIsTold() {
        a.does(rateLimited(Duration.ofSeconds(20)));

        LLMRequest request = request();
        LLMResponse response = CheckedAdapter.attempt(adapter).execute(request);

        assertThat(request.record().attempts()).extracting(Attempt::outcome).containsExactly("rate_limit", Attempt.OK);
        assertThat(response.metadata().attempts()).isNotEmpty();
    }

    @Test
    void closesEveryAdapter() {
        adapter.close();

        assertThat(List.of(a, b, c)).allMatch(ScriptedAdapter::isClosed);
    }

    private LLMRequest request() {
        return LLMRequest.builder().prompt("Hello").ticker(clock).build().begin();
    }
}
