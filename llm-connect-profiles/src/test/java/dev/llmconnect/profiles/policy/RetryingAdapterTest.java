package dev.llmconnect.profiles.policy;

import static dev.llmconnect.profiles.policy.Script.fails;
import static dev.llmconnect.profiles.policy.Script.failure;
import static dev.llmconnect.profiles.policy.Script.fine;
import static dev.llmconnect.profiles.policy.Script.rateLimited;
import static dev.llmconnect.profiles.policy.Script.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.Deadline;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMStream;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.StreamEvent;
import java.time.Duration;
import java.util.Iterator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryingAdapterTest {
    private static final long ALL_BITS = -1L;
    private static final RouteScope WITH_ALTERNATIVE = new RouteScope(true, null);

    private final FakeClock clock = new FakeClock();
    private final ScriptedAdapter provider = new ScriptedAdapter("acme", clock);

    @Test
    void theDelayDoublesUpToItsLimitAndHalfOfItIsRandom() {
        provider.does(status(503, FailureReason.SERVER));

        assertThatThrownBy(() -> retrying(7, () -> ALL_BITS).execute(request())).isInstanceOf(LLMApiException.class);
        assertThat(clock.sleeps())
                .map(pause -> Math.round(pause.toNanos() / 1e6))
                .as("the longest that can be drawn")
                .containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 10_000L);

        clock.sleeps().clear();
        assertThatThrownBy(() -> retrying(7, () -> 0).execute(request())).isInstanceOf(LLMApiException.class);
        assertThat(clock.sleeps())
                .map(Duration::toMillis)
                .as("the shortest")
                .containsExactly(250L, 500L, 1000L, 2000L, 4000L, 5000L);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void threeAttemptsAtAPersistentRefusalAreNotOverInAnInstant(int status) {
        provider.does(status(status, status == 429 ? FailureReason.RATE_LIMIT : FailureReason.SERVER));

        assertThatThrownBy(() -> retrying(3, () -> 0).execute(request())).isInstanceOf(LLMApiException.class);

        assertThat(provider.calls()).isEqualTo(3);
        assertThat(clock.elapsed()).isGreaterThanOrEqualTo(Duration.ofMillis(750));
    }

    @Test
    void aSlowFailureIsNotRetriedWhereAnotherRouteIsLeft() {
        provider.does(new Script().pause(Duration.ofSeconds(30)).fail(connection()));

        assertThatThrownBy(() -> retrying(3, WITH_ALTERNATIVE).execute(request()))
                .hasMessage("connection lost");

        assertThat(provider.calls()).isEqualTo(1);
    }

    @Test
    void norAreSeveralThatWereSlowTogether() {
        provider.does(new Script().pause(Duration.ofSeconds(6)).fail(connection()));

        assertThatThrownBy(() -> retrying(5, WITH_ALTERNATIVE).execute(request()))
                .hasMessage("connection lost");

        assertThat(provider.calls()).isEqualTo(2);
    }

    @Test
    void aQuickFailureIsRetriedThereToo() {
        provider.does(new Script().pause(Duration.ofSeconds(1)).fail(connection()), fine());

        assertThat(retrying(3, WITH_ALTERNATIVE).execute(request()).content()).isEqualTo(Script.WHOLE);
    }

    @Test
    void aSlowFailureIsRetriedOnceWhereNoOtherRouteIsLeft() {
        provider.does(new Script().pause(Duration.ofSeconds(30)).fail(connection()));

        assertThatThrownBy(() -> retrying(5, RouteScope.LAST).execute(request()))
                .hasMessage("connection lost");
        assertThat(provider.calls()).isEqualTo(2);

        LLMRequest hurried = request(Duration.ofSeconds(50));
        assertThatThrownBy(() -> retrying(5, RouteScope.LAST).execute(hurried)).hasMessage("connection lost");
        assertThat(provider.calls()).as("20 s are not enough for it").isEqualTo(3);
    }

    @Test
    void theShareOfTheRouteEndsItsRetries() {
        provider.does(rateLimited(Duration.ofSeconds(4)));
        LLMRequest request = request();
        RouteScope share = new RouteScope(true, Deadline.after(Duration.ofSeconds(6), clock));

        assertThatThrownBy(() -> retrying(5, share).execute(request)).isInstanceOf(LLMRateLimitException.class);

        assertThat(provider.calls()).isEqualTo(2);
        assertThat(clock.elapsed()).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void retryAfterWinsOverTheBackoffAndIsNeverCutShort() {
        provider.does(rateLimited(Duration.ofSeconds(7)), fine());

        retrying(3, () -> ALL_BITS).execute(request());

        assertThat(clock.sleeps())
                .singleElement()
                .satisfies(pause -> assertThat(pause).isBetween(Duration.ofSeconds(7), Duration.ofMillis(7500)));
    }

    @Test
    void doesNotBeginWhatCannotEndInTime() {
        provider.does(rateLimited(Duration.ofSeconds(3)));
        LLMRequest hurried = request(Duration.ofMillis(3400));

        assertThatThrownBy(() -> retrying(3, () -> 0).execute(hurried)).isInstanceOf(LLMRateLimitException.class);

        assertThat(provider.calls()).isEqualTo(1);
        assertThat(clock.elapsed()).isZero();
    }

    @Test
    void theFirstAttemptIsAlwaysMade() {
        assertThat(retrying(3, () -> 0).execute(request(Duration.ofMillis(10))).content())
                .isEqualTo(Script.WHOLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authentication",
                "permission",
                "not_found",
                "invalid_request",
                "context_length",
                "content_policy",
                "quota",
                "too_large",
                "other"
            })
    void doesNotRepeatWhatCannotHeal(String reason) {
        provider.does(status(400, new FailureReason(reason)));

        assertThatThrownBy(() -> retrying(3, () -> 0).execute(request())).isInstanceOf(LLMApiException.class);

        assertThat(provider.calls()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rate_limit", "server", "connection", "truncated", "malformed", "timeout"})
    void repeatsWhatMayHeal(String reason) {
        provider.does(status(500, new FailureReason(reason)), fine());

        retrying(3, () -> 0).execute(request());

        assertThat(provider.calls()).isEqualTo(2);
    }

    @Test
    void theProvidersWordOnWhetherToRepeatCounts() {
        LLMException no = new LLMApiException(
                "HTTP 503",
                null,
                ErrorDetails.builder()
                        .reason(FailureReason.SERVER)
                        .retryable(false)
                        .build());
        LLMException yes = new LLMApiException(
                "HTTP 409", null, ErrorDetails.builder().retryable(true).build());

        provider.does(fails(no));
        assertThatThrownBy(() -> retrying(3, () -> 0).execute(request())).isSameAs(no);
        provider.does(fails(yes), fine());
        retrying(3, () -> 0).execute(request());

        assertThat(provider.calls()).isEqualTo(3);
    }

    @Test
    void aPluginsBareRateLimitMayHealAndItsBareTimeoutMayNot() {
        provider.does(fails(new LLMRateLimitException("slow down")), fine());
        retrying(3, () -> 0).execute(request());
        assertThat(provider.calls()).isEqualTo(2);

        provider.does(fails(new LLMTimeoutException("no answer")));
        assertThatThrownBy(() -> retrying(3, () -> 0).execute(request())).isInstanceOf(LLMTimeoutException.class);
        assertThat(provider.calls()).isEqualTo(3);
    }

    @Test
    void throwsTheLastFailure() {
        provider.does(
                status(503, FailureReason.SERVER),
                status(500, FailureReason.SERVER),
                status(502, FailureReason.SERVER));

        assertThatThrownBy(() -> retrying(3, () -> 0).execute(request())).hasMessage("HTTP 502 from the provider");
    }

    @Test
    void aCallThatHasBegunWaitsForTheCircuitOfItsOnlyRouteAndANewOneIsRefused() {
        CircuitBreakerConfig config = CircuitBreakerConfig.builder()
                .failureThreshold(1)
                .maxDelay(Duration.ofSeconds(30))
                .build();
        PolicyRuntime runtime = runtime(() -> 0);
        LLMAdapter adapter = new RetryingAdapter(
                new CircuitBreakerAdapter(provider, config, runtime.breakers()), RetryConfig.defaults(), runtime);
        provider.does(status(503, FailureReason.SERVER));

        assertThatThrownBy(() -> adapter.execute(request())).hasMessage("HTTP 503 from the provider");
        assertThat(provider.calls()).isEqualTo(3);
        assertThat(clock.sleeps()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));

        assertThatThrownBy(() -> adapter.execute(request())).isInstanceOf(CircuitOpenException.class);
        assertThat(provider.calls()).isEqualTo(3);
    }

    @Test
    void anOpenCircuitIsNotWaitedForWhereAnotherRouteIsLeft() {
        CircuitBreakerConfig config = CircuitBreakerConfig.builder()
                .failureThreshold(1)
                .maxDelay(Duration.ofSeconds(30))
                .build();
        PolicyRuntime runtime = runtime(() -> 0);
        LLMAdapter adapter = new RetryingAdapter(
                "acme",
                new CircuitBreakerAdapter(provider, config, runtime.breakers()),
                RetryConfig.defaults(),
                WITH_ALTERNATIVE,
                runtime);
        provider.does(status(503, FailureReason.SERVER));

        assertThatThrownBy(() -> adapter.execute(request())).hasMessage("HTTP 503 from the provider");

        assertThat(provider.calls()).isEqualTo(1);
        assertThat(clock.sleeps()).isEmpty();
    }

    @Test
    void aCircuitThatOthersOpenDuringThePauseDoesNotHideItEither() {
        CircuitBreakerConfig config = CircuitBreakerConfig.builder()
                .failureThreshold(2)
                .maxDelay(Duration.ofSeconds(30))
                .build();
        CircuitBreakers breakers = new CircuitBreakers(clock);
        LLMAdapter attempt = new CircuitBreakerAdapter(provider, config, breakers);
        provider.does(status(500, FailureReason.SERVER), status(503, FailureReason.SERVER));
        PolicyRuntime runtime = PolicyRuntime.builder()
                .ticker(clock)
                .scheduler(clock)
                .sleeper((signal, longest) -> {
                    assertThatThrownBy(() -> attempt.execute(request())).isInstanceOf(LLMApiException.class);
                    return false;
                })
                .build();

        assertThatThrownBy(() -> new RetryingAdapter(attempt, RetryConfig.defaults(), runtime).execute(request()))
                .hasMessage("HTTP 500 from the provider");

        assertThat(provider.calls()).isEqualTo(2);
    }

    @Test
    void aCallerWhoLeavesDuringThePauseEndsIt() {
        provider.does(rateLimited(Duration.ofSeconds(9)));
        LLMRequest request = request();
        clock.schedule(Duration.ofSeconds(4), request.cancellation()::cancel);

        assertThatThrownBy(() -> retrying(3, () -> 0).execute(request)).isInstanceOf(LLMCancelledException.class);

        assertThat(provider.calls()).isEqualTo(1);
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void anInterruptEndsARealPauseAndStaysKnown() {
        provider.does(rateLimited(Duration.ofSeconds(9)));
        LLMAdapter adapter = new RetryingAdapter(provider, RetryConfig.defaults());

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> adapter.execute(request())).isInstanceOf(LLMCancelledException.class);

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aStreamIsRepeatedUntilItsFirstEventAndNotAfterIt() {
        LLMException cut = failure("cut", null, FailureReason.TRUNCATED);
        provider.does(fails(cut), new Script().say(3).fail(cut));

        try (LLMStream stream = retrying(3, () -> 0).stream(request())) {
            Iterator<StreamEvent> events = stream.iterator();
            for (int i = 0; i < 3; i++) {
                assertThat(events.next()).isEqualTo(new StreamEvent.Text("word "));
            }
            assertThatThrownBy(events::hasNext).isSameAs(cut);
            assertThatThrownBy(stream::response).isSameAs(cut);
        }

        assertThat(provider.calls()).isEqualTo(2);
        assertThat(provider.open()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerWithoutWordsIsAnAnswer(Asked asked) {
        provider.does(new Script());

        assertThat(asked.of(retrying(3, () -> 0), request()).content()).isEmpty();

        assertThat(provider.calls()).isEqualTo(1);
        assertThat(provider.open()).isZero();
    }

    private LLMAdapter retrying(int attempts, RandomGenerator random) {
        return new RetryingAdapter(
                provider, RetryConfig.builder().maxAttempts(attempts).build(), runtime(random));
    }

    private LLMAdapter retrying(int attempts, RouteScope scope) {
        return new RetryingAdapter(
                "acme", provider, RetryConfig.builder().maxAttempts(attempts).build(), scope, runtime(() -> 0));
    }

    private static LLMException connection() {
        return failure("connection lost", null, FailureReason.CONNECTION);
    }

    private PolicyRuntime runtime(RandomGenerator random) {
        return PolicyRuntime.builder()
                .ticker(clock)
                .sleeper(clock)
                .scheduler(clock)
                .random(random)
                .build();
    }

    private LLMRequest request() {
        return request(Duration.ofMinutes(5));
    }

    private LLMRequest request(Duration timeout) {
        return LLMRequest.builder()
                .prompt("Hello")
                .config(RunConfig.builder().timeout(timeout).build())
                .ticker(clock)
                .build()
                .begin();
    }
}
