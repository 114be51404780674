package dev.llmconnect.profiles.policy;

import static dev.llmconnect.profiles.policy.Script.fails;
import static dev.llmconnect.profiles.policy.Script.fine;
import static dev.llmconnect.profiles.policy.Script.rateLimited;
import static dev.llmconnect.profiles.policy.Script.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMStream;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.profiles.policy.CircuitStatus.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CircuitBreakerAdapterTest {
    private static final Circuit CIRCUIT = new Circuit("acme", "m");

    private final FakeClock clock = new FakeClock();
    private final ScriptedAdapter provider = new ScriptedAdapter("acme", clock);
    private final CircuitBreakers breakers = new CircuitBreakers(clock);
    private final LLMAdapter adapter =
            new CircuitBreakerAdapter(provider, new CircuitBreakerConfig(2, Duration.ofSeconds(30)), breakers);

    @ParameterizedTest
    @EnumSource
    void opensAfterFailuresInARowAndRefusesAtOnce(Asked asked) {
        provider.does(status(503, FailureReason.SERVER));
        fail(asked, "m");
        assertThat(breakers.isOpen(CIRCUIT)).isFalse();
        fail(asked, "m");
        assertThat(breakers.isOpen(CIRCUIT)).isTrue();
        clock.pass(Duration.ofSeconds(10));

        CircuitOpenException refusal =
                catchThrowableOfType(CircuitOpenException.class, () -> asked.of(adapter, request("m")));

        assertThat(refusal)
                .hasMessage("acme/m failed 2 times in a row and is left alone for another 20 s; "
                        + "the last failure: HTTP 503 from the provider");
        assertThat(refusal.code()).isEqualTo(ErrorCode.PROVIDER_API_ERROR);
        assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(20));
        assertThat(refusal.circuit()).isEqualTo(CIRCUIT);
        assertThat(provider.calls()).isEqualTo(2);
        assertThat(breakers.troubled())
                .containsExactly(new CircuitStatus(CIRCUIT, State.OPEN, 2, Duration.ofSeconds(20)));
        assertThat(State.HALF_OPEN).hasToString("half_open");
    }

    @Test
    void anotherModelOfTheProviderIsAnotherCircuit() {
        open();
        provider.does(fine());

        assertThat(adapter.execute(request("other")).content()).isEqualTo(Script.WHOLE);
    }

    @Test
    void aSuccessInBetweenStartsTheCountAgain() {
        provider.does(status(503, FailureReason.SERVER), fine(), status(503, FailureReason.SERVER), fine());

        for (int i = 0; i < 2; i++) {
            fail(Asked.UNARY, "m");
            adapter.execute(request("m"));
        }

        assertThat(breakers.troubled()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void oneProbeThatSucceedsClosesIt(Asked asked) {
        open();
        clock.pass(Duration.ofSeconds(30));
        provider.does(fine());

        asked.of(adapter, request("m"));

        assertThat(breakers.troubled()).isEmpty();
        asked.of(adapter, request("m"));
    }

    @Test
    void aProbeThatFailsOpensItAgain() {
        open();
        clock.pass(Duration.ofSeconds(30));

        fail(Asked.UNARY, "m");

        assertThat(breakers.troubled())
                .containsExactly(new CircuitStatus(CIRCUIT, State.OPEN, 3, Duration.ofSeconds(30)));
    }

    @Test
    void aProbeThatFailsOpensItAgainWhateverItsProfileAllows() {
        LLMAdapter patient =
                new CircuitBreakerAdapter(provider, new CircuitBreakerConfig(100, Duration.ofMinutes(1)), breakers);
        open();
        clock.pass(Duration.ofSeconds(30));

        assertThatThrownBy(() -> patient.execute(request("m"))).hasMessage("HTTP 503 from the provider");

        assertThat(breakers.troubled())
                .containsExactly(new CircuitStatus(CIRCUIT, State.OPEN, 3, Duration.ofMinutes(1)));
    }

    @Test
    void othersAreRefusedWhileOneProbesUntilItCountsAsLost() {
        open();
        clock.pass(Duration.ofSeconds(30));
        provider.does(fine());

        try (LLMStream probe = adapter.stream(request("m"))) {
            assertThat(probe.iterator().hasNext()).isTrue();
            assertThatThrownBy(() -> adapter.execute(request("m"))).isInstanceOf(CircuitOpenException.class);
            assertThat(breakers.troubled().get(0).state()).isEqualTo(State.HALF_OPEN);

            clock.pass(Duration.ofSeconds(30));
            adapter.execute(request("m"));
            assertThat(breakers.troubled()).isEmpty();
        }
    }

    @Test
    void aProbeThatTellsNothingMakesRoomForTheNext() {
        open();
        clock.pass(Duration.ofSeconds(30));
        provider.does(rateLimited(Duration.ofSeconds(1)), fine(), fine());

        fail(Asked.UNARY, "m");
        adapter.stream(request("m")).close();
        assertThat(breakers.troubled().get(0).state()).isEqualTo(State.HALF_OPEN);
        adapter.execute(request("m"));

        assertThat(breakers.troubled()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotTheProvidersFaultDoesNotCount(Asked asked) {
        provider.does(
                rateLimited(Duration.ofSeconds(1)),
                status(400, FailureReason.INVALID_REQUEST),
                status(401, FailureReason.AUTHENTICATION),
                status(400, FailureReason.CONTEXT_LENGTH),
                fails(new LLMTimeoutException("the caller was in a hurry")));

        for (int i = 0; i < 5; i++) {
            fail(asked, "m");
        }

        assertThat(breakers.troubled()).isEmpty();
    }

    @Test
    void longSilenceCounts() {
        provider.does(new Script().pause(Duration.ofSeconds(10)).fail(new LLMTimeoutException("nothing came")));

        fail(Asked.UNARY, "m");
        fail(Asked.UNARY, "m");

        assertThat(breakers.isOpen(CIRCUIT)).isTrue();
    }

    @Test
    void aStreamCutInItsMiddleCounts() {
        provider.does(new Script().say(2).fail(Script.failure("cut", null, FailureReason.TRUNCATED)));

        fail(Asked.STREAM, "m");
        fail(Asked.STREAM, "m");

        assertThat(breakers.isOpen(CIRCUIT)).isTrue();
    }

    @Test
    void clientsWhoInventModelNamesFillNoMemoryAndPushNoOpenCircuitOut() {
        provider.does(status(503, FailureReason.SERVER));
        for (int i = 0; i < 100; i++) {
            fail(Asked.UNARY, "down-" + i);
            fail(Asked.UNARY, "down-" + i);
        }
        for (int i = 0; i < CircuitBreakers.MOST; i++) {
            fail(Asked.UNARY, "invented-" + i);
        }

        assertThat(breakers.troubled()).hasSize(CircuitBreakers.MOST);
        assertThat(breakers.troubled())
                .filteredOn(status -> status.state() == State.OPEN)
                .hasSize(100);
    }

    private void open() {
        provider.does(status(503, FailureReason.SERVER));
        fail(Asked.UNARY, "m");
        fail(Asked.UNARY, "m");
        assertThat(breakers.isOpen(CIRCUIT)).isTrue();
    }

    private void fail(Asked asked, String model) {
        assertThatThrownBy(() -> asked.of(adapter, request(model)))
                .isInstanceOf(LLMException.class)
                .isNotInstanceOf(CircuitOpenException.class);
    }

    private LLMRequest request(String model) {
        return LLMRequest.builder()
                .prompt("Hello")
                .config(RunConfig.builder().modelName(model).build())
                .ticker(clock)
                .build()
                .begin();
    }
}
