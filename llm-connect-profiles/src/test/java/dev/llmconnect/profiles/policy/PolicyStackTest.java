package dev.llmconnect.profiles.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.llmconnect.Attempt;
import dev.llmconnect.CheckedAdapter;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.spi.ForwardingAdapter;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicyStackTest {
    private final FakeClock clock = new FakeClock();
    private final ScriptedAdapter provider = new ScriptedAdapter("acme", clock);
    private final PolicyRuntime runtime = PolicyRuntime.builder()
            .ticker(clock)
            .sleeper(clock)
            .scheduler(clock)
            .maxConcurrent("busy", 1)
            .build();

    @Test
    void standsInTheOrderOfItsDocument() throws ReflectiveOperationException {
        PolicyConfig everything = PolicyConfig.builder()
                .attemptTimeouts(AttemptTimeoutConfig.none().withIdle(Duration.ofSeconds(1)))
                .bufferStream(true)
                .maxConcurrent(5)
                .build();

        assertThat(layers(PolicyStack.around(new ScriptedAdapter("busy", clock), everything, runtime)))
                .containsExactly(
                        BulkheadAdapter.class,
                        RouteAdapter.class,
                        RetryingAdapter.class,
                        CheckedAdapter.class,
                        BulkheadAdapter.class,
                        CircuitBreakerAdapter.class,
                        BufferedStreamAdapter.class,
                        AttemptTimeoutAdapter.class,
                        ScriptedAdapter.class);
    }

    @Test
    void whatIsNotAskedForIsNotInTheWay() throws ReflectiveOperationException {
        PolicyConfig nothing = PolicyConfig.fromMap(
                "",
                Map.of(
                        "retry", Map.of("max_attempts", 1),
                        "circuit_breaker", Map.of("failure_threshold", 0),
                        "attempt_timeout_seconds", 0,
                        "first_token_timeout_seconds", 0,
                        "idle_timeout_seconds", 0));

        assertThat(layers(PolicyStack.around(provider, nothing, runtime)))
                .containsExactly(RouteAdapter.class, CheckedAdapter.class, ScriptedAdapter.class);
        assertThat(layers(PolicyStack.around(provider, PolicyConfig.defaults(), runtime)))
                .containsExactly(
                        RouteAdapter.class,
                        RetryingAdapter.class,
                        CheckedAdapter.class,
                        CircuitBreakerAdapter.class,
                        AttemptTimeoutAdapter.class,
                        ScriptedAdapter.class);
    }

    @Test
    void anAnswerAtOnceSaysNothingOfAttemptsButTheRequestKnows() {
        LLMRequest request = request();

        LLMResponse response =
                PolicyStack.around(provider, PolicyConfig.defaults(), runtime).execute(request);

        assertThat(response.metadata().attempts()).isEmpty();
        assertThat(request.record().attempts())
                .extracting(Attempt::toMap)
                .containsExactly(Attempt.builder("acme", "acme-default").build().toMap());
    }

    @Test
    void theRequestKnowsOfCallsThatFailedToo() {
        LLMAdapter adapter = PolicyStack.around(
                provider,
                PolicyConfig.builder()
                        .retry(RetryConfig.builder().maxAttempts(1).build())
                        .circuitBreaker(CircuitBreakerConfig.builder()
                                .failureThreshold(1)
                                .maxDelay(Duration.ofSeconds(30))
                                .build())
                        .build(),
                runtime);
        LLMRequest request = request();
        provider.does(new Script().pause(Duration.ofSeconds(2)).fail(Script.failure("no", 503, FailureReason.SERVER)));

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> adapter.execute(request)).isInstanceOf(LLMApiException.class);
        }

        assertThat(request.record().attempts())
                .extracting(Attempt::model, Attempt::outcome, Attempt::duration)
                .containsExactly(tuple("", "server", Duration.ofSeconds(2)), tuple("", "circuit_open", Duration.ZERO));
    }

    @Test
    void aStreamThatIsNotBufferedGivesItsWordsAtOnceAndTheCutAfterThem() {
        provider.does(new Script().say(40).fail(Script.failure("cut", null, FailureReason.TRUNCATED)));
        List<StreamEvent> events = new ArrayList<>();

        try (LLMStream stream = PolicyStack.around(provider, PolicyConfig.defaults(), runtime).stream(request())) {
            assertThatThrownBy(() -> stream.forEach(events::add)).hasMessage("cut");
        }

        assertThat(events).hasSize(40);
        assertThat(provider.calls()).isEqualTo(1);
        assertThat(provider.open()).isZero();
    }

    @Test
    void aReaderWhoClosesLeavesNothingOpen() {
        PolicyConfig config = PolicyConfig.builder()
                .attemptTimeouts(AttemptTimeoutConfig.none().withIdle(Duration.ofSeconds(10)))
                .build();
        LLMRequest request = request();

        try (LLMStream stream = PolicyStack.around(provider, config, runtime).stream(request)) {
            assertThat(stream.iterator().hasNext()).isTrue();
        }

        assertThat(provider.open()).isZero();
        assertThat(clock.timersScheduled()).isZero();
        assertThat(request.record().attempts()).extracting(Attempt::outcome).containsExactly("abandoned");
    }

    private static List<Class<?>> layers(LLMAdapter outermost) throws ReflectiveOperationException {
        Field delegate = ForwardingAdapter.class.getDeclaredField("delegate");
        delegate.setAccessible(true);
        List<Class<?>> layers = new ArrayList<>();
        LLMAdapter adapter = outermost;
        layers.add(adapter.getClass());
        while (adapter instanceof ForwardingAdapter) {
            adapter = (LLMAdapter) delegate.get(adapter);
            layers.add(adapter.getClass());
        }
        return layers;
    }

    private LLMRequest request() {
        return LLMRequest.builder().prompt("Hello").ticker(clock).build().begin();
    }
}
