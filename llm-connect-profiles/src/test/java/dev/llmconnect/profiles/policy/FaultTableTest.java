package dev.llmconnect.profiles.policy;

import static dev.llmconnect.profiles.policy.Script.fails;
import static dev.llmconnect.profiles.policy.Script.failure;
import static dev.llmconnect.profiles.policy.Script.fine;
import static dev.llmconnect.profiles.policy.Script.rateLimited;
import static dev.llmconnect.profiles.policy.Script.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Usage;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of {@code docs/resilience.md}, row by row, on adapters that misbehave in fake time. */
class FaultTableTest {
    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);
    private static final PolicyConfig CONFIG = PolicyConfig.fromMap(
            "",
            Map.of(
                    "retry", Map.of("max_attempts", 3, "base_delay_ms", 500, "max_delay_ms", 10_000),
                    "attempt_timeout_seconds", 60,
                    "first_token_timeout_seconds", 10,
                    "idle_timeout_seconds", 10,
                    "circuit_breaker", Map.of("failure_threshold", 5, "max_delay_seconds", 30),
                    "max_concurrent", 64,
                    "buffer_stream", true));

    private final FakeClock clock = new FakeClock();
    private final PolicyRuntime runtime = PolicyRuntime.builder()
            .ticker(clock)
            .sleeper(clock)
            .scheduler(clock)
            .build();
    private final ScriptedAdapter primary = new ScriptedAdapter("primary", clock);
    private final ScriptedAdapter fallback = new ScriptedAdapter("fallback", clock);

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(primary.open() + fallback.open()).as("streams left open").isZero();
        assertThat(clock.timersScheduled()).as("timers left scheduled").isZero();
    }

    @ParameterizedTest
    @EnumSource
    void rateLimitedThenFine(Asked asked) {
        primary.does(rateLimited(TWO_SECONDS), fine());

        assertAnswerOf(primary, asked.of(alone(), request()));

        assertThat(primary.calls()).isEqualTo(2);
        assertThat(clock.elapsed()).isBetween(TWO_SECONDS, Duration.ofMillis(2500));
    }

    @ParameterizedTest
    @EnumSource
    void rateLimitedForEver(Asked asked) {
        primary.does(rateLimited(TWO_SECONDS));

        LLMException failure = failureOf(asked, alone());
        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_RATE_LIMITED);
        assertThat(failure.retryAfter()).contains(TWO_SECONDS);
        assertThat(primary.calls()).isEqualTo(3);
        assertThat(gaps(primary)).allMatch(gap -> gap.compareTo(TWO_SECONDS) >= 0);

        assertAnswerOf(fallback, asked.of(withFallback(), request()));
        assertNextCallWorks(asked);
    }

    @ParameterizedTest
    @EnumSource
    void rateLimitedForTooLong(Asked asked) {
        primary.does(rateLimited(Duration.ofSeconds(11)));

        assertAnswerOf(fallback, asked.of(withFallback(), request()));
        assertThat(clock.elapsed()).isZero();
        assertThat(failureOf(asked, alone()).code()).isEqualTo(ErrorCode.PROVIDER_RATE_LIMITED);
        assertThat(primary.calls()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void serverErrorOnce(Asked asked) {
        primary.does(status(500, FailureReason.SERVER), fine());

        assertAnswerOf(primary, asked.of(alone(), request()));

        assertThat(primary.calls()).isEqualTo(2);
        assertThat(clock.elapsed()).isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
    }

    @ParameterizedTest
    @EnumSource
    void unavailableForEver(Asked asked) {
        primary.does(status(503, FailureReason.SERVER));

        assertAnswerOf(fallback, asked.of(withFallback(), request()));
        assertThat(primary.calls()).isEqualTo(3);
        assertThat(clock.elapsed()).isBetween(Duration.ofMillis(750), Duration.ofMillis(1500));
        assertAnswerOf(fallback, asked.of(withFallback(), request()));
        assertThat(primary.calls()).as("the circuit opens at the fifth failure").isEqualTo(5);
        assertAnswerOf(fallback, asked.of(withFallback(), request()));
        assertThat(primary.calls()).isEqualTo(5);

        clock.pass(Duration.ofSeconds(1));
        LLMException failure = failureOf(asked, alone());
        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_API_ERROR);
        assertThat(failure.providerStatus()).contains(503);
        assertThat(primary.calls())
                .as("the only route is tried as often as ever, between the delays of its circuit")
                .isEqualTo(8);
        clock.pass(Duration.ofSeconds(8));
        assertNextCallWorks(asked);
    }

    @ParameterizedTest
    @EnumSource
    void resetBeforeHeaders(Asked asked) {
        primary.does(fails(failure("connection reset", null, FailureReason.CONNECTION)), fine());

        assertAnswerOf(primary, asked.of(alone(), request()));

        assertThat(primary.calls()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void silence(Asked asked) {
        primary.does(new Script().pause(Duration.ofMinutes(2)).say(60));

        assertAnswerOf(fallback, asked.of(withFallback(), request()));
        assertThat(primary.calls()).as("a silent route is not asked again").isEqualTo(1);
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(10));

        LLMException failure = failureOf(asked, alone());
        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_TIMEOUT);
        assertThat(failure).hasMessage("primary sent no token for 10 s");
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(20));
        assertNextCallWorks(asked);
    }

    @ParameterizedTest
    @EnumSource
    void lateFirstToken(Asked asked) {
        primary.does(new Script().pause(Duration.ofSeconds(20)).say(60));

        assertAnswerOf(fallback, asked.of(withFallback(), request()));
        assertThat(primary.calls()).isEqualTo(1);
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(10));
        assertThat(failureOf(asked, alone()).code()).isEqualTo(ErrorCode.PROVIDER_TIMEOUT);
    }

    @ParameterizedTest
    @EnumSource
    void cutInTheMiddle(Asked asked) {
        Script cut = new Script().say(40).fail(failure("the stream was cut", null, FailureReason.TRUNCATED));
        primary.does(cut, fine());
        assertAnswerOf(primary, asked.of(alone(), request()));
        assertThat(primary.calls()).isEqualTo(2);

        primary.does(cut);
        assertAnswerOf(fallback, asked.of(withFallback(), request()));
        LLMException failure = failureOf(asked, alone());
        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_API_ERROR);
        assertThat(failure.reason()).isEqualTo(FailureReason.TRUNCATED);
        clock.pass(Duration.ofSeconds(30));
        assertNextCallWorks(asked);
    }

    @ParameterizedTest
    @EnumSource
    void stallInTheMiddle(Asked asked) {
        primary.does(new Script().say(20).pause(Duration.ofSeconds(30)).say(40));

        assertAnswerOf(fallback, asked.of(withFallback(), request()));
        assertThat(primary.calls()).isEqualTo(1);
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(10));

        LLMException failure = failureOf(asked, alone());
        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_TIMEOUT);
        assertThat(failure).hasMessage("primary stalled for 10 s in the middle of its answer");
        assertNextCallWorks(asked);
    }

    @ParameterizedTest
    @EnumSource
    void slowButSteady(Asked asked) {
        Script drip = new Script();
        for (int i = 0; i < 60; i++) {
            drip.pause(Duration.ofMillis(1200)).say(1);
        }
        primary.does(drip);

        assertAnswerOf(fallback, asked.of(withFallback(), request()));
        assertThat(primary.calls()).isEqualTo(1);
        assertThat(clock.elapsed()).isEqualTo(Duration.ofMinutes(1));
        assertThat(failureOf(asked, alone())).hasMessage("primary did not finish within 60 s");
    }

    @ParameterizedTest
    @EnumSource
    void malformedEvent(Asked asked) {
        primary.does(new Script().say(10).fail(failure("an event is no JSON", null, FailureReason.MALFORMED)), fine());

        assertAnswerOf(primary, asked.of(alone(), request()));

        assertThat(primary.calls()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void noEndMarker(Asked asked) {
        primary.does(new Script().say(60).fail(failure("no end marker", null, FailureReason.TRUNCATED)), fine());

        assertAnswerOf(primary, asked.of(alone(), request()));

        assertThat(primary.calls()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void promptTooLong(Asked asked) {
        primary.does(status(400, FailureReason.CONTEXT_LENGTH));
        ScriptedAdapter small = new ScriptedAdapter("small", clock);
        Route first = Route.unchanged(route(primary)).withContextTokens(8000);
        Route noLarger = Route.toDefaultModel(route(small)).withContextTokens(8000);
        Route larger = Route.toModel(route(fallback), "large").withContextTokens(200_000);

        assertAnswerOf(fallback, asked.of(stack(first, List.of(noLarger, larger)), request()));
        assertThat(primary.calls()).isEqualTo(1);
        assertThat(small.calls()).as("a window known to be no larger").isZero();

        LLMException failure = failureOf(asked, stack(first, List.of(noLarger)));
        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_API_ERROR);
        assertThat(failure.reason()).isEqualTo(FailureReason.CONTEXT_LENGTH);
        assertThat(primary.calls()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void contentRefused(Asked asked) {
        primary.does(status(400, FailureReason.CONTENT_POLICY));

        LLMException failure = failureOf(asked, withFallback());

        assertThat(failure.reason()).isEqualTo(FailureReason.CONTENT_POLICY);
        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_API_ERROR);
        assertThat(primary.calls()).isEqualTo(1);
        assertThat(fallback.calls()).isZero();
        assertNextCallWorks(asked);
    }

    @ParameterizedTest
    @EnumSource
    void badRequest(Asked asked) {
        primary.does(status(400, FailureReason.INVALID_REQUEST));

        LLMException failure = failureOf(asked, withFallback());

        assertThat(failure.providerStatus()).contains(400);
        assertThat(primary.calls()).isEqualTo(1);
        assertThat(fallback.calls()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void wrongKey(Asked asked) {
        primary.does(status(401, FailureReason.AUTHENTICATION));

        assertAnswerOf(fallback, asked.of(withFallback(), request()));
        assertThat(primary.calls()).isEqualTo(1);
        assertThat(failureOf(asked, alone()).providerStatus()).contains(401);
    }

    @ParameterizedTest
    @EnumSource
    void cutAndTheFallbackRefuses(Asked asked) {
        primary.does(new Script().say(40).fail(failure("the stream was cut", null, FailureReason.TRUNCATED)));
        fallback.does(fails(new LLMInvalidRequestException("fallback takes no prefilled assistant turn")));

        LLMException failure = failureOf(asked, withFallback());

        assertThat(failure).hasMessage("the stream was cut");
        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_API_ERROR);
        assertThat(failure.getSuppressed()).singleElement().isInstanceOf(LLMInvalidRequestException.class);
        assertThat(primary.calls()).isEqualTo(3);
        assertThat(fallback.calls()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void primaryDownForAMinute(Asked asked) {
        LLMAdapter adapter = withFallback();
        List<String> models = new ArrayList<>();
        primary.does(status(503, FailureReason.SERVER));
        for (int second = 0; second < 100; second += 4) {
            if (second >= 60) {
                primary.does(fine());
            }
            clock.pass(Duration.ofSeconds(second).minus(clock.elapsed()));
            LLMResponse response = asked.of(adapter, request());
            assertThat(response.content()).isEqualTo(Script.WHOLE);
            models.add(response.model());
        }

        long failed =
                primary.times().stream().filter(time -> time.toSeconds() < 60).count();
        assertThat(failed)
                .as("five to open the circuit, and trials after 1, 2, 4, 8 and 16 s, as far as there are calls")
                .isEqualTo(10);
        assertThat(models.subList(0, 15)).containsOnly("fallback-model");
        assertThat(models.subList(18, 25)).containsOnly("primary-model");
        assertThat(runtime.breakers().openCircuits()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void accountingOfAFallback(Asked asked) {
        primary.does(
                new Script().say(40).fail(failure("cut", null, FailureReason.TRUNCATED)),
                rateLimited(Duration.ofMinutes(1)));

        LLMRequest request = request();
        LLMResponse response = asked.of(withFallback(), request);

        assertThat(response.model()).isEqualTo("fallback-model");
        assertThat(response.usage()).isEqualTo(Usage.of(7, 60));
        assertThat(response.metadata().toMap()).containsEntry("provider", "fallback");
        assertThat(response.metadata().toMap().get("attempts"))
                .isEqualTo(List.of(
                        Map.of(
                                "provider",
                                "primary",
                                "model",
                                "primary-model",
                                "outcome",
                                "truncated",
                                "milliseconds",
                                0L),
                        Map.of(
                                "provider",
                                "primary",
                                "model",
                                "primary-model",
                                "outcome",
                                "rate_limit",
                                "milliseconds",
                                0L),
                        Map.of(
                                "provider",
                                "fallback",
                                "model",
                                "fallback-model",
                                "outcome",
                                "ok",
                                "milliseconds",
                                0L)));
        assertThat(request.record().attemptCount()).isEqualTo(3);
    }

    /** The names of the rows. */
    static List<String> rows() {
        return Arrays.stream(FaultTableTest.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(ParameterizedTest.class))
                .map(Method::getName)
                .toList();
    }

    private LLMRequest request() {
        return LLMRequest.builder()
                .prompt("Say sixty words")
                .config(RunConfig.builder()
                        .modelName("primary-model")
                        .timeout(Duration.ofMinutes(5))
                        .build())
                .ticker(clock)
                .build()
                .begin();
    }

    private LLMAdapter route(LLMAdapter provider) {
        return PolicyStack.route(provider, CONFIG, runtime);
    }

    private LLMAdapter alone() {
        return PolicyStack.around(primary, CONFIG, runtime);
    }

    private LLMAdapter withFallback() {
        return stack(Route.unchanged(route(primary)), List.of(Route.toModel(route(fallback), "fallback-model")));
    }

    private LLMAdapter stack(Route first, List<Route> fallbacks) {
        return PolicyStack.call("triage", first, fallbacks, CONFIG, runtime);
    }

    private LLMException failureOf(Asked asked, LLMAdapter adapter) {
        LLMException failure = catchThrowableOfType(LLMException.class, () -> asked.of(adapter, request()));
        assertThat(failure).as("an answer where there can be none").isNotNull();
        return failure;
    }

    private void assertAnswerOf(ScriptedAdapter provider, LLMResponse response) {
        LLMRequest asked = provider.requests().get(provider.calls() - 1);
        assertThat(response.content()).isEqualTo(Script.WHOLE);
        assertThat(response.model()).isEqualTo(asked.config().modelName());
        assertThat(response.usage()).isEqualTo(Usage.of(7, Script.WORDS));
        assertThat(response.metadata().provider().orElse(primary.provider())).isEqualTo(provider.provider());
    }

    private void assertNextCallWorks(Asked asked) {
        primary.does(fine());
        assertThat(asked.of(alone(), request()).content()).isEqualTo(Script.WHOLE);
    }

    private static List<Duration> gaps(ScriptedAdapter provider) {
        List<Duration> gaps = new ArrayList<>();
        for (int i = 1; i < provider.times().size(); i++) {
            gaps.add(provider.times().get(i).minus(provider.times().get(i - 1)));
        }
        return gaps;
    }
}
