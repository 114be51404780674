package dev.llmconnect.profiles.policy;

import static dev.llmconnect.profiles.policy.Script.fine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.StreamEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What limits a route that has an alternative, with nothing configured but the alternative. */
class DefaultLimitsTest {
    private static final Duration FOREVER = Duration.ofHours(1);

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
    void aSilentPrimaryThatIsNotKnownIsLeftAfterAMinute(Way way) {
        primary.does(silent());

        assertThat(ask(way).model()).isEqualTo("fallback-model");

        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @EnumSource
    void onceItIsKnownAsFastItIsLeftAfterTenSeconds(Way way) {
        known(way, Duration.ofSeconds(1), LatencyTracker.MIN_ANSWERS);
        Duration before = clock.elapsed();
        primary.does(silent());

        assertThat(ask(way).model()).isEqualTo("fallback-model");

        assertThat(clock.elapsed().minus(before)).isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @EnumSource
    void twentyAnswersMakeItKnown(Way way) {
        known(way, Duration.ofSeconds(1), LatencyTracker.MIN_ANSWERS - 1);
        Duration before = clock.elapsed();
        primary.does(silent());

        ask(way);

        assertThat(clock.elapsed().minus(before)).isEqualTo(Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @EnumSource
    void aSlowReasonerIsLeftInPeace(Way way) {
        for (int i = 0; i < 30; i++) {
            primary.does(after(Duration.ofSeconds(50)));
            assertThat(ask(way).model()).isEqualTo("primary-model");
        }
        assertThat(fallback.calls()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void soIsAModelThatIsSlowOnceInAWhile(Way way) {
        known(way, Duration.ofSeconds(1), 97);
        known(way, Duration.ofSeconds(9), 3);
        primary.does(after(Duration.ofSeconds(26)));

        assertThat(ask(way).model()).isEqualTo("primary-model");
    }

    @ParameterizedTest
    @EnumSource
    void whatWasLearnedOfOneModelSaysNothingOfAnother(Way way) {
        known(way, Duration.ofSeconds(1), LatencyTracker.MIN_ANSWERS);
        primary.does(after(Duration.ofSeconds(50)));
        LLMRequest other = request(Duration.ofMinutes(5)).toBuilder()
                .config(RunConfig.builder().modelName("other").build())
                .build();

        assertThat(way.of(way.chain(runtime, primary, fallback), other).model()).isEqualTo("other");
    }

    @ParameterizedTest
    @EnumSource
    void whatWasLearnedLongAgoIsForgotten(Way way) {
        known(way, Duration.ofSeconds(1), LatencyTracker.MIN_ANSWERS);
        clock.pass(LatencyTracker.MAX_AGE.plusSeconds(1));
        primary.does(after(Duration.ofSeconds(50)));

        assertThat(ask(way).model()).isEqualTo("primary-model");
    }

    @ParameterizedTest
    @EnumSource
    void aShortDeadlineIsSharedByTheRoutes(Way way) {
        primary.does(silent());

        LLMResponse response = way.of(way.chain(runtime, primary, fallback), request(Duration.ofSeconds(10)));

        assertThat(response.model()).isEqualTo("fallback-model");
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @EnumSource
    void everyRouteThatIsLeftHasTheSameShare(Way way) {
        ScriptedAdapter second = new ScriptedAdapter("second", clock).does(silent());
        ScriptedAdapter third = new ScriptedAdapter("third", clock).does(silent());
        primary.does(silent());

        LLMResponse response =
                way.of(way.chain(runtime, primary, second, third, fallback), request(Duration.ofSeconds(40)));

        assertThat(response.model()).isEqualTo("fallback-model");
        assertThat(Stream.of(second, third, fallback).map(route -> route.times().get(0)))
                .containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @EnumSource
    void theShareCoversTheRetriesOfARoute(Way way) {
        primary.does(
                new Script().pause(Duration.ofSeconds(4)).fail(Script.failure("HTTP 503", 503, FailureReason.SERVER)));

        LLMResponse response = way.of(way.chain(runtime, primary, fallback), request(Duration.ofSeconds(12)));

        assertThat(response.model()).isEqualTo("fallback-model");
        assertThat(primary.calls()).isEqualTo(2);
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void theShareOfAStreamEndsWithItsFirstToken() {
        Script slow = new Script();
        for (int i = 0; i < Script.WORDS; i++) {
            slow.pause(Duration.ofSeconds(1)).say(1);
        }
        primary.does(slow);

        LLMResponse response =
                Way.STREAM.of(Way.STREAM.chain(runtime, primary, fallback), request(Duration.ofSeconds(70)));

        assertThat(response.model()).isEqualTo("primary-model");
        assertThat(clock.elapsed()).isEqualTo(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @EnumSource
    void aCallerInAHurryIsNotHeldAgainstTheProvider(Way way) {
        primary.does(silent());
        for (int i = 0; i < 10; i++) {
            way.of(way.chain(runtime, primary, fallback), request(Duration.ofSeconds(4)));
        }
        assertThat(runtime.breakers().openCircuits()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STREAM")
    void aStallIsLeftAfterAMinuteAndSoonerOnceTheModelIsKnown(Way way) {
        Script stalls = new Script().say(20).pause(FOREVER);
        primary.does(stalls);
        assertThat(ask(way).model()).isEqualTo("fallback-model");
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(60));

        known(way, Duration.ofSeconds(1), LatencyTracker.MIN_ANSWERS);
        Duration before = clock.elapsed();
        primary.does(stalls);
        assertThat(ask(way).model()).isEqualTo("fallback-model");
        assertThat(clock.elapsed().minus(before)).isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STREAM")
    void aModelThatPausesForLongIsLeftInPeaceOnceItIsKnown(Way way) {
        for (int i = 0; i < 30; i++) {
            primary.does(new Script().say(20).pause(Duration.ofSeconds(40)).say(40));
            assertThat(ask(way).model()).isEqualTo("primary-model");
        }
    }

    @Test
    void aStallAfterTheFirstTokenOfAStreamIsAnErrorAfterTwoMinutes() {
        primary.does(new Script().say(20).pause(FOREVER));

        assertThatThrownBy(() -> ask(Way.STREAM))
                .isInstanceOf(LLMTimeoutException.class)
                .hasMessage("primary stalled for 120 s in the middle of its answer");

        assertThat(clock.elapsed()).isEqualTo(AttemptTimeoutAdapter.STREAM_IDLE_TIMEOUT);
        assertThat(fallback.calls()).isZero();
    }

    static Stream<StreamEvent> signsOfLife() {
        return Stream.of(
                new StreamEvent.Text("x"),
                new StreamEvent.Reasoning("x"),
                new StreamEvent.Refusal("x"),
                new StreamEvent.ToolCallDelta(0, "id", "name", ""));
    }

    @ParameterizedTest
    @MethodSource("signsOfLife")
    void whateverTheModelSaysIsASignOfLife(StreamEvent event) {
        primary.does(new Script()
                .pause(Duration.ofSeconds(55))
                .event(event)
                .pause(Duration.ofSeconds(55))
                .event(event)
                .pause(Duration.ofSeconds(30))
                .say(60));

        assertThat(Way.UNARY
                        .of(Way.UNARY.chain(runtime, primary, fallback), request(Duration.ofMinutes(10)))
                        .model())
                .isEqualTo("primary-model");
    }

    static Stream<StreamEvent> noSignsOfLife() {
        return Stream.of(
                new StreamEvent.Start(LLMResponse.builder().model("m").build()),
                new StreamEvent.Text(""),
                new StreamEvent.Reasoning(""));
    }

    @ParameterizedTest
    @MethodSource("noSignsOfLife")
    void whatTheServerSaysBeforeTheModelDoesIsNone(StreamEvent event) {
        for (Way way : Way.values()) {
            Duration before = clock.elapsed();
            primary.does(new Script()
                    .pause(Duration.ofSeconds(20))
                    .event(event)
                    .pause(Duration.ofSeconds(20))
                    .event(event)
                    .pause(FOREVER));

            assertThat(ask(way).model()).as(way.name()).isEqualTo("fallback-model");

            assertThat(clock.elapsed().minus(before)).isEqualTo(Duration.ofSeconds(60));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAdapterThatCannotStreamHasItsShareForItsWholeAnswer(Way way) {
        LLMAdapter whole = new NotStreaming(primary);
        primary.does(after(Duration.ofSeconds(140)));
        assertThat(way.of(way.chain(runtime, whole, fallback), request(Duration.ofMinutes(5)))
                        .model())
                .isEqualTo("primary-model");

        primary.does(silent());
        assertThat(way.of(way.chain(runtime, whole, fallback), request(Duration.ofMinutes(5)))
                        .model())
                .isEqualTo("fallback-model");
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(290));
        assertThat(primary.streams()).isZero();
    }

    @Test
    void aProviderThatRefusesToStreamIsAskedAsTheCallerDid() {
        LLMAdapter refusing = new RefusingStreams(primary);
        LLMAdapter adapter = Way.UNARY.chain(runtime, refusing, fallback);
        LLMRequest request = request(Duration.ofMinutes(5)).begin();

        assertThat(adapter.execute(request).model()).isEqualTo("primary-model");
        assertThat(adapter.execute(request(Duration.ofMinutes(5))).model()).isEqualTo("primary-model");

        assertThat(primary.streams()).as("it is not asked for a stream again").isEqualTo(1);
        assertThat(request.record().attempts())
                .extracting(attempt -> attempt.outcome())
                .containsExactly("invalid_request", "ok");
    }

    @Test
    void configuredLimitsWin() {
        primary.does(after(Duration.ofSeconds(90)));
        PolicyConfig patient = PolicyConfig.fromMap("", Map.of("first_token_timeout_seconds", 100));
        assertThat(chain(patient).execute(request(Duration.ofMinutes(5))).model())
                .isEqualTo("primary-model");

        PolicyConfig off = PolicyConfig.fromMap("", Map.of("first_token_timeout_seconds", 0));
        assertThat(chain(off).execute(request(Duration.ofMinutes(5))).model()).isEqualTo("primary-model");

        PolicyConfig longAttempts =
                PolicyConfig.fromMap("", Map.of("first_token_timeout_seconds", 0, "attempt_timeout_seconds", 80));
        assertThat(chain(longAttempts).execute(request(Duration.ofSeconds(100))).model())
                .as("left after 80 s, not after its share of 50 s")
                .isEqualTo("fallback-model");
        assertThat(fallback.times()).containsExactly(Duration.ofSeconds(90 + 90 + 80));
    }

    @Test
    void aConfiguredAttemptTimeoutThatIsLongerThanTheCallLeavesTheOthersTheirShare() {
        primary.does(silent());
        PolicyConfig config = PolicyConfig.fromMap("", Map.of("attempt_timeout_seconds", 120));

        assertThat(chain(config).execute(request(Duration.ofSeconds(60))).model())
                .isEqualTo("fallback-model");

        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void everythingOffIsOff() {
        primary.does(silent());
        PolicyConfig off = PolicyConfig.builder()
                .attemptTimeouts(AttemptTimeoutConfig.none())
                .build();

        assertThatThrownBy(() -> chain(off).execute(request(Duration.ofSeconds(10))))
                .isInstanceOf(LLMTimeoutException.class);

        assertThat(fallback.calls()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void theLastRouteHasAllTheTimeThereIs(Way way) {
        primary.does(Script.status(503, FailureReason.SERVER));
        fallback.does(after(Duration.ofSeconds(250)));

        assertThat(ask(way).model()).isEqualTo("fallback-model");
    }

    @ParameterizedTest
    @EnumSource
    void aRouteWhoseCircuitIsOpenIsTriedBeforeTheCallFails(Way way) {
        primary.does(Script.status(503, FailureReason.SERVER));
        ask(way);
        ask(way);
        assertThat(runtime.breakers().openCircuits()).hasSize(1);
        clock.pass(Duration.ofSeconds(1));
        primary.does(silent());
        ask(way);
        assertThat(runtime.breakers().openCircuits())
                .extracting(CircuitStatus::remainingDelay)
                .containsExactly(Duration.ofSeconds(2));
        clock.pass(Duration.ofSeconds(1));
        primary.does(fine());
        fallback.does(Script.status(401, FailureReason.AUTHENTICATION));

        assertThat(ask(way).model()).isEqualTo("primary-model");
    }

    @ParameterizedTest
    @EnumSource
    void aRouteWithoutPoliciesHasItsShareToo(Way way) {
        primary.does(silent());
        LLMAdapter bare = new FallbackAdapter(
                Route.unchanged(primary), List.of(Route.toModel(fallback, "fallback-model")), runtime);

        assertThat(way.of(bare, request(Duration.ofSeconds(10))).model()).isEqualTo("fallback-model");

        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(5));
    }

    private LLMAdapter chain(PolicyConfig config) {
        return PolicyStack.call(
                "triage",
                Route.unchanged(PolicyStack.route(primary, config, runtime)),
                List.of(Route.toModel(PolicyStack.route(fallback, config, runtime), "fallback-model")),
                config,
                runtime);
    }

    private LLMResponse ask(Way way) {
        return way.of(way.chain(runtime, primary, fallback), request(Duration.ofMinutes(5)));
    }

    private void known(Way way, Duration firstToken, int answers) {
        primary.does(after(firstToken));
        for (int i = 0; i < answers; i++) {
            assertThat(ask(way).model()).isEqualTo("primary-model");
        }
    }

    private static Script silent() {
        return new Script().pause(FOREVER);
    }

    private static Script after(Duration firstToken) {
        return new Script().headers().pause(firstToken).say(60);
    }

    private LLMRequest request(Duration timeout) {
        return LLMRequest.builder()
                .prompt("Say sixty words")
                .config(RunConfig.builder()
                        .modelName("primary-model")
                        .timeout(timeout)
                        .build())
                .ticker(clock)
                .build();
    }

    /** Has no {@code stream} of its own. */
    private record NotStreaming(ScriptedAdapter delegate) implements LLMAdapter {
        @Override
        public String provider() {
            return delegate.provider();
        }

        @Override
        public LLMResponse execute(LLMRequest request) {
            return delegate.execute(request);
        }
    }

    /** As OpenAI answers an organization that is not verified for the model. */
    private record RefusingStreams(ScriptedAdapter delegate) implements LLMAdapter {
        @Override
        public String provider() {
            return delegate.provider();
        }

        @Override
        public LLMResponse execute(LLMRequest request) {
            return delegate.execute(request);
        }

        @Override
        public LLMStream stream(LLMRequest request) {
            delegate.stream(request).close();
            LLMException refusal = new LLMApiException(
                    "HTTP 400 from primary (unsupported_value): Your organization must be verified",
                    null,
                    ErrorDetails.builder()
                            .providerStatus(400)
                            .providerParam("stream")
                            .reason(FailureReason.INVALID_REQUEST)
                            .build());
            throw refusal;
        }
    }
}
