package dev.llmconnect.profiles.policy;

import static dev.llmconnect.profiles.policy.Script.fine;
import static dev.llmconnect.profiles.policy.Script.rateLimited;
import static dev.llmconnect.profiles.policy.Script.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.Attempt;
import dev.llmconnect.Embedding;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.RunConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The policies hold for embeddings as they do for words, but for the fallback. */
class EmbeddingPoliciesTest {
    private final FakeClock clock = new FakeClock();
    private final ScriptedAdapter provider = new ScriptedAdapter("acme", clock);
    private final ScriptedAdapter other = new ScriptedAdapter("other", clock);
    private final PolicyRuntime runtime = PolicyRuntime.builder()
            .ticker(clock)
            .sleeper(clock)
            .scheduler(clock)
            .maxConcurrent("acme", 1)
            .build();

    private EmbeddingRequest.Builder asked(Duration timeout) {
        return EmbeddingRequest.builder()
                .text("a")
                .text("b")
                .ticker(clock)
                .config(RunConfig.builder().modelName("m").timeout(timeout).build());
    }

    private EmbeddingRequest request() {
        return asked(Duration.ofMinutes(5)).build().begin();
    }

    private LLMAdapter stack(PolicyConfig config) {
        return PolicyStack.around(provider, config, runtime);
    }

    @Test
    void aFailureThatMayHealIsAskedAgainAndEveryAttemptTold() {
        provider.does(rateLimited(Duration.ofSeconds(2)), status(503, FailureReason.SERVER), fine());
        EmbeddingRequest request = request();

        EmbeddingResponse answer = stack(PolicyConfig.defaults()).embed(request);

        assertThat(answer.embeddings()).containsExactly(Embedding.of(1), Embedding.of(1));
        assertThat(clock.elapsed()).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(request.record().attempts())
                .extracting(Attempt::outcome)
                .containsExactly("rate_limit", "server", Attempt.OK);
        assertThat(answer.metadata().toMap().get("attempts"))
                .isEqualTo(
                        request.record().attempts().stream().map(Attempt::toMap).toList());
    }

    @Test
    void anAnswerAtOnceSaysNothingOfAttempts() {
        assertThat(stack(PolicyConfig.defaults()).embed(request()).metadata().attempts())
                .isEmpty();
    }

    @Test
    void theDeadlineHoldsForEveryAttemptTogether() {
        provider.does(rateLimited(Duration.ofSeconds(3)));

        assertThatThrownBy(() -> stack(PolicyConfig.defaults())
                        .embed(asked(Duration.ofSeconds(5)).build()))
                .isInstanceOf(LLMRateLimitException.class);

        assertThat(provider.calls()).isEqualTo(2);
        assertThat(clock.elapsed()).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void embeddingsOpenTheCircuitOfTheirModelAndAreRefusedByIt() {
        LLMAdapter adapter = stack(PolicyConfig.builder()
                .retry(RetryConfig.builder().maxAttempts(1).build())
                .circuitBreaker(CircuitBreakerConfig.builder()
                        .failureThreshold(2)
                        .maxDelay(Duration.ofSeconds(30))
                        .build())
                .build());
        provider.does(status(503, FailureReason.SERVER));

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> adapter.embed(request())).isInstanceOf(LLMApiException.class);
        }

        assertThatThrownBy(() -> adapter.embed(request())).isInstanceOf(CircuitOpenException.class);
        assertThat(provider.calls()).isEqualTo(2);
        provider.does(fine());
        clock.pass(Duration.ofSeconds(30));
        adapter.embed(request());
        assertThat(runtime.breakers().isOpen(new Circuit("acme", "m"))).isFalse();
    }

    @Test
    void everyPlaceIsGivenBack() {
        LLMAdapter adapter = stack(PolicyConfig.defaults());
        provider.does(status(400, FailureReason.INVALID_REQUEST), fine());
        assertThatThrownBy(() -> adapter.embed(request())).isInstanceOf(LLMApiException.class);
        adapter.embed(request());

        assertThat(runtime.bulkhead("acme").orElseThrow().running()).isZero();
    }

    @Test
    void anAttemptThatTakesTooLongIsCancelled() {
        for (AttemptTimeoutConfig limit : List.of(
                AttemptTimeoutConfig.none().withAttempt(Duration.ofSeconds(10)),
                AttemptTimeoutConfig.none().withFirstToken(Duration.ofSeconds(10)))) {
            provider.does(new Script().pause(Duration.ofMinutes(2)).say(1));
            Duration before = clock.elapsed();

            assertThatThrownBy(() -> stack(PolicyConfig.builder()
                                    .attemptTimeouts(limit)
                                    .build())
                            .embed(request()))
                    .isInstanceOf(LLMTimeoutException.class);

            assertThat(clock.elapsed().minus(before)).isEqualTo(Duration.ofSeconds(10));
        }
    }

    @Test
    void aCallerWhoLeavesEndsTheAttempt() {
        provider.does(new Script().pause(Duration.ofMinutes(2)).say(1));
        EmbeddingRequest request = request();
        clock.schedule(Duration.ofSeconds(1), request.cancellation()::cancel);

        assertThatThrownBy(() -> stack(PolicyConfig.builder()
                                .attemptTimeouts(AttemptTimeoutConfig.none().withAttempt(Duration.ofSeconds(10)))
                                .build())
                        .embed(request))
                .isInstanceOf(LLMCancelledException.class);
    }

    @Test
    void aLimitedKeyRestsAndTheNextAnswersAtOnce() {
        ScriptedAdapter second = new ScriptedAdapter("acme", clock);
        provider.does(rateLimited(Duration.ofSeconds(20)));

        new KeyRotatingAdapter(List.of(provider, second), clock).embed(request());

        assertThat(second.calls()).isEqualTo(1);
        assertThat(clock.elapsed()).isZero();
    }

    @Test
    void vectorsOfAnotherModelAreNoAnswer() {
        provider.does(status(401, FailureReason.AUTHENTICATION));
        LLMAdapter adapter = new FallbackAdapter(provider, List.of(Route.toModel(other, "b")));

        assertThatThrownBy(() -> adapter.embed(request())).hasMessage("HTTP 401 from the provider");

        assertThat(other.calls()).isZero();
    }

    @Test
    void theFirstRouteHasItsShapeAndIsNamed() {
        EmbeddingResponse answer = new FallbackAdapter(Route.toModel(provider, "own"), List.of()).embed(request());

        assertThat(answer.model()).isEqualTo("own");
        assertThat(answer.metadata().toMap()).containsEntry("provider", "acme");
    }
}
