package dev.llmconnect.profiles.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.StreamEvent;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AttemptTimeoutAdapterTest {
    private static final AttemptTimeoutConfig NONE = AttemptTimeoutConfig.none();

    private final FakeClock clock = new FakeClock();
    private final ScriptedAdapter provider = new ScriptedAdapter("acme", clock);
    private final PolicyRuntime runtime = PolicyRuntime.builder()
            .ticker(clock)
            .sleeper(clock)
            .scheduler(clock)
            .build();

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(provider.open()).as("streams left open").isZero();
        assertThat(clock.timersScheduled()).as("timers left scheduled").isZero();
    }

    @ParameterizedTest
    @EnumSource
    void anAttemptHasItsOwnTimeInsideTheCallsDeadline(Asked asked) {
        provider.does(new Script().pause(Duration.ofSeconds(90)).say(60));

        assertThatThrownBy(() -> asked.of(limited(NONE.withAttempt(Duration.ofSeconds(60))), request(300)))
                .isInstanceOf(AttemptTimeoutException.class)
                .hasMessage("acme did not finish within 60 s");
        assertThat(clock.elapsed()).isEqualTo(Duration.ofMinutes(1));

        assertThatThrownBy(() -> asked.of(limited(NONE.withAttempt(Duration.ofSeconds(60))), request(30)))
                .isInstanceOf(LLMTimeoutException.class)
                .isNotInstanceOf(AttemptTimeoutException.class);
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void aUnaryCallIsAskedAsAStreamOnlyWhereSilenceIsLimited() {
        limited(NONE.withAttempt(Duration.ofSeconds(60))).execute(request(300));
        assertThat(provider.streams()).isZero();

        limited(NONE.withIdle(Duration.ofSeconds(10))).execute(request(300));
        limited(NONE.withFirstToken(Duration.ofSeconds(10))).execute(request(300));
        assertThat(provider.streams()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void theFirstWordAndTheGapsHaveLimitsOfTheirOwn(Asked asked) {
        LLMAdapter adapter = limited(NONE.withFirstToken(Duration.ofSeconds(20)).withIdle(Duration.ofSeconds(2)));
        provider.does(
                new Script()
                        .pause(Duration.ofSeconds(19))
                        .say(1)
                        .pause(Duration.ofMillis(1900))
                        .say(59),
                new Script().pause(Duration.ofSeconds(21)).say(60),
                new Script().say(59).pause(Duration.ofMillis(2100)).say(1));

        assertThat(asked.of(adapter, request(300)).content()).isEqualTo(Script.WHOLE);
        assertThatThrownBy(() -> asked.of(adapter, request(300))).hasMessage("acme sent no token for 20 s");
        assertThatThrownBy(() -> asked.of(adapter, request(300)))
                .hasMessage("acme stalled for 2 s in the middle of its answer");
        assertThat(clock.elapsed()).isEqualTo(Duration.ofMillis(19_000 + 1900 + 20_000 + 2000));
    }

    @Test
    void theTimeToTheFirstWordIsCountedAcrossTheHeaders() {
        provider.does(new Script()
                .pause(Duration.ofSeconds(4))
                .headers()
                .pause(Duration.ofSeconds(7))
                .say(60));

        assertThatThrownBy(() ->
                        limited(NONE.withFirstToken(Duration.ofSeconds(10))).execute(request(300)))
                .hasMessage("acme sent no token for 10 s");

        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void theTimeAReaderTakesDoesNotCount() {
        try (LLMStream stream =
                limited(NONE.withFirstToken(Duration.ofSeconds(10)).withIdle(Duration.ofSeconds(10))).stream(
                        request(300))) {
            clock.pass(Duration.ofSeconds(30));
            Iterator<StreamEvent> events = stream.iterator();
            for (int i = 0; i < 4; i++) {
                events.next();
                clock.pass(Duration.ofSeconds(30));
            }
            assertThat(stream.response().content()).isEqualTo(Script.WHOLE);
        }
    }

    @Test
    void anEarlierLimitThanTheOneBeforeIsKept() {
        provider.does(new Script().say(1).pause(Duration.ofSeconds(3)).say(59));

        assertThatThrownBy(() -> limited(
                                NONE.withFirstToken(Duration.ofSeconds(100)).withIdle(Duration.ofSeconds(2)))
                        .execute(request(300)))
                .isInstanceOf(AttemptTimeoutException.class);
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @EnumSource
    void aCallerWhoLeavesCancelsTheAttempt(Asked asked) {
        provider.does(new Script().pause(Duration.ofSeconds(5)).say(60));
        LLMRequest request = request(300);
        clock.schedule(Duration.ofSeconds(1), request.cancellation()::cancel);

        assertThatThrownBy(() -> asked.of(limited(NONE.withIdle(Duration.ofSeconds(10))), request))
                .isInstanceOf(LLMCancelledException.class);

        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @EnumSource
    void anAttemptThatHasEndedIsNoLongerTiedToItsCaller(Asked asked) {
        LLMAdapter adapter = limited(NONE.withAttempt(Duration.ofSeconds(60)));
        LLMRequest request = request(300);
        provider.does(Script.fine(), Script.fails(new LLMApiException("no")));

        asked.of(adapter, request);
        assertThatThrownBy(() -> asked.of(adapter, request)).isInstanceOf(LLMApiException.class);
        request.cancellation().cancel();

        assertThat(provider.requests())
                .hasSize(2)
                .noneMatch(attempt -> attempt.cancellation().isCancelled());
    }

    @Test
    void theRealAlarmClockEndsARealSilence() {
        CountDownLatch cancelled = new CountDownLatch(1);
        LLMAdapter silent = new LLMAdapter() {
            @Override
            public String provider() {
                return "silent";
            }

            @Override
            public LLMResponse execute(LLMRequest request) {
                request.cancellation().onCancel(cancelled::countDown);
                try {
                    assertThat(cancelled.await(60, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                throw new LLMCancelledException("cancelled");
            }
        };

        try (PolicyRuntime runtime = PolicyRuntime.builder().build()) {
            LLMAdapter adapter = new AttemptTimeoutAdapter(silent, NONE.withFirstToken(Duration.ofMillis(20)), runtime);
            assertThatThrownBy(() -> adapter.execute(LLMRequest.of("Hello")))
                    .hasMessage("silent sent no token for 20 ms");
        }
    }

    private LLMAdapter limited(AttemptTimeoutConfig limits) {
        return new AttemptTimeoutAdapter(provider, limits, runtime);
    }

    private LLMRequest request(int seconds) {
        return LLMRequest.builder()
                .prompt("Hello")
                .config(RunConfig.builder().timeout(Duration.ofSeconds(seconds)).build())
                .ticker(clock)
                .build()
                .begin();
    }
}
