package dev.llmconnect.profiles.policy;

import static dev.llmconnect.profiles.policy.Script.fine;
import static dev.llmconnect.profiles.policy.Script.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.llmconnect.Attempt;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.RunConfig;
import dev.llmconnect.spi.ForwardingAdapter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Around the router the policies see whom it asks. */
class RouterPoliciesTest {
    private static final PolicyConfig CONFIG = PolicyConfig.builder()
            .retry(RetryConfig.builder().maxAttempts(1).build())
            .circuitBreaker(CircuitBreakerConfig.builder()
                    .failureThreshold(1)
                    .maxDelay(Duration.ofSeconds(30))
                    .build())
            .build();

    private final FakeClock clock = new FakeClock();
    private final ScriptedAdapter router = new ScriptedAdapter(Circuit.ROUTER, clock);
    private final PolicyRuntime runtime = PolicyRuntime.builder()
            .ticker(clock)
            .sleeper(clock)
            .scheduler(clock)
            .maxConcurrent("acme", 1)
            .alias("a", "acme")
            .maxConcurrent(Circuit.ROUTER, 1)
            .build();

    private LLMRequest request(String model) {
        return LLMRequest.builder()
                .prompt("Hello")
                .ticker(clock)
                .config(RunConfig.builder().modelName(model).build())
                .build()
                .begin();
    }

    @Test
    void aCircuitIsThatOfTheProviderAndItsModel() {
        LLMAdapter adapter = PolicyStack.around(router, CONFIG, runtime);
        router.does(status(503, FailureReason.SERVER), fine());

        assertThatThrownBy(() -> adapter.execute(request("acme/large/1"))).hasMessageContaining("503");

        assertThat(runtime.breakers().isOpen(new Circuit("acme", "large/1"))).isTrue();
        assertThat(runtime.breakers().isOpen(Circuit.of(Circuit.ROUTER, "acme/large/1")))
                .isTrue();
        assertThatThrownBy(() -> adapter.execute(request("acme/large/1"))).isInstanceOf(CircuitOpenException.class);
        adapter.execute(request("acme/small"));
        adapter.execute(request("other/large/1"));
    }

    @Test
    void anAttemptNamesTheProviderThatWasAsked() {
        LLMRequest request = request("acme/large");
        router.does(status(503, FailureReason.SERVER));

        assertThatThrownBy(() -> PolicyStack.around(router, CONFIG, runtime).execute(request))
                .hasMessageContaining("503");

        assertThat(request.record().attempts())
                .extracting(Attempt::provider, Attempt::model, Attempt::outcome)
                .containsExactly(tuple("acme", "large", "server"));
    }

    @ParameterizedTest
    @CsvSource({"acme/large, 1", "a/large, 1", "other/large, 0", "nonsense, 0"})
    void theLimitOfAProviderHoldsForThoseWhoComeThroughTheRouterUnderAnyOfItsNames(String id, int places) {
        Bulkhead acme = runtime.bulkhead("acme").orElseThrow();
        Bulkhead own = runtime.bulkhead(Circuit.ROUTER).orElseThrow();
        List<Integer> taken = new ArrayList<>();
        LLMAdapter counting = new ForwardingAdapter(router) {
            @Override
            public LLMResponse execute(LLMRequest request) {
                taken.addAll(List.of(acme.running(), own.running()));
                return super.execute(request);
            }
        };

        PolicyStack.around(counting, CONFIG, runtime).execute(request(id));

        assertThat(taken).containsExactly(places, 1);
        assertThat(acme.running() + own.running()).isZero();
    }
}
