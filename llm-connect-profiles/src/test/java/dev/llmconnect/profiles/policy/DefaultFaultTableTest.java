package dev.llmconnect.profiles.policy;

import static dev.llmconnect.profiles.policy.Script.fails;
import static dev.llmconnect.profiles.policy.Script.failure;
import static dev.llmconnect.profiles.policy.Script.fine;
import static dev.llmconnect.profiles.policy.Script.rateLimited;
import static dev.llmconnect.profiles.policy.Script.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.RunConfig;
import dev.llmconnect.StreamEvent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The faults of {@code docs/resilience.md} with nothing configured but a fallback, in fake time. */
class DefaultFaultTableTest {
    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final Duration FOREVER = Duration.ofHours(1);

    private static LLMException cut() {
        return failure("the stream was cut", null, FailureReason.TRUNCATED);
    }

    /** How a call ends. */
    private enum End {
        PRIMARY,
        FALLBACK,
        /** The fallback's answer, but for a stream whose first token has been handed out: that ends in the error. */
        FALLBACK_UNLESS_HANDED_OUT,
        ERROR
    }

    /** A row: what the primary does, how the call ends, in which time, and how often the primary is asked. */
    @SuppressWarnings("ImmutableEnumChecker") // scripts are not written to any more
    private enum Row {
        silenceForEver(End.FALLBACK, MINUTE, 1, new Script().pause(FOREVER)),
        headersThenSilence(End.FALLBACK, MINUTE, 1, new Script().headers().pause(FOREVER)),
        onlySignsThatAreNone(End.FALLBACK, MINUTE, 1, pings()),
        lateFirstToken(
                End.PRIMARY,
                Duration.ofSeconds(50),
                1,
                new Script().pause(Duration.ofSeconds(50)).say(60)),
        stallForEver(
                End.FALLBACK_UNLESS_HANDED_OUT,
                Duration.ofMinutes(2),
                1,
                new Script().say(20).pause(FOREVER)),
        stallInTheMiddle(
                End.PRIMARY,
                Duration.ofSeconds(30),
                1,
                new Script().say(20).pause(Duration.ofSeconds(30)).say(40)),
        stallThenClosed(
                End.FALLBACK,
                Duration.ofSeconds(30),
                1,
                new Script().pause(Duration.ofSeconds(30)).fail(failure("closed", null, FailureReason.CONNECTION))),
        dripForEver(End.FALLBACK_UNLESS_HANDED_OUT, Duration.ofMinutes(5), 1, drip(Duration.ofSeconds(5), 600)),
        slowButSteady(End.PRIMARY, Duration.ofSeconds(72), 1, drip(Duration.ofMillis(1200), 60)),
        cutInTheMiddle(
                End.FALLBACK_UNLESS_HANDED_OUT,
                Duration.ofSeconds(2),
                3,
                new Script().say(40).fail(cut())),
        noEndMarker(
                End.FALLBACK_UNLESS_HANDED_OUT,
                Duration.ofSeconds(2),
                3,
                new Script().say(60).fail(cut())),
        malformedEvent(
                End.FALLBACK_UNLESS_HANDED_OUT,
                Duration.ofSeconds(2),
                3,
                new Script().say(10).fail(failure("no JSON", null, FailureReason.MALFORMED))),
        resetBeforeHeaders(
                End.FALLBACK, Duration.ofSeconds(2), 3, fails(failure("reset", null, FailureReason.CONNECTION))),
        serverErrorOnce(End.PRIMARY, Duration.ofSeconds(1), 2, status(500, FailureReason.SERVER), fine()),
        unavailableForEver(End.FALLBACK, Duration.ofSeconds(2), 3, status(503, FailureReason.SERVER)),
        slowGatewayTimeout(
                End.FALLBACK,
                Duration.ofSeconds(40),
                1,
                new Script().pause(Duration.ofSeconds(40)).fail(failure("HTTP 504", 504, FailureReason.TIMEOUT))),
        rateLimitedThenFine(End.PRIMARY, Duration.ofSeconds(3), 2, rateLimited(Duration.ofSeconds(2)), fine()),
        rateLimitedForEver(End.FALLBACK, Duration.ofSeconds(5), 3, rateLimited(Duration.ofSeconds(2))),
        rateLimitedForTooLong(End.FALLBACK, Duration.ZERO, 1, rateLimited(MINUTE)),
        wrongKey(End.FALLBACK, Duration.ZERO, 1, status(401, FailureReason.AUTHENTICATION)),
        modelGone(End.FALLBACK, Duration.ZERO, 1, status(404, FailureReason.NOT_FOUND)),
        promptTooLong(End.FALLBACK, Duration.ZERO, 1, status(400, FailureReason.CONTEXT_LENGTH)),
        contentRefused(End.ERROR, Duration.ZERO, 1, status(400, FailureReason.CONTENT_POLICY)),
        badRequest(End.ERROR, Duration.ZERO, 1, status(400, FailureReason.INVALID_REQUEST));

        private final End end;
        private final Duration atMost;
        private final int asked;
        private final Script[] primary;

        Row(End end, Duration atMost, int asked, Script... primary) {
            this.end = end;
            this.atMost = atMost;
            this.asked = asked;
            this.primary = primary;
        }

        private static Script pings() {
            Script pings = new Script();
            for (int i = 0; i < 100; i++) {
                pings.pause(Duration.ofSeconds(5))
                        .event(new StreamEvent.Start(LLMResponse.builder().build()))
                        .event(new StreamEvent.Text(""));
            }
            return pings;
        }

        private static Script drip(Duration each, int tokens) {
            Script drip = new Script();
            for (int i = 0; i < tokens; i++) {
                drip.pause(each).say(1);
            }
            return drip;
        }
    }

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

    static Stream<Arguments> everyWay() {
        return Arrays.stream(Row.values())
                .flatMap(row -> Arrays.stream(Way.values()).map(way -> Arguments.of(row, way)));
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void endsInAFullAnswerWhereOneIsPossible(Row row, Way way) {
        primary.does(row.primary);
        LLMAdapter adapter = way.chain(runtime, primary, fallback);
        boolean handedOut = row.end == End.FALLBACK_UNLESS_HANDED_OUT && way.handsOutTokens();

        if (row.end == End.ERROR || handedOut) {
            LLMException failure = catchThrowableOfType(LLMException.class, () -> way.of(adapter, request()));
            assertThat(failure).as("an answer where there can be none").isNotNull();
            assertThat(fallback.calls()).isZero();
        } else {
            LLMResponse response = way.of(adapter, request());
            assertThat(response.content()).isEqualTo(Script.WHOLE);
            assertThat(response.model()).isEqualTo(row.end == End.PRIMARY ? "primary-model" : "fallback-model");
        }
        assertThat(clock.elapsed()).isLessThanOrEqualTo(row.atMost);
        assertThat(primary.calls()).isEqualTo(handedOut ? 1 : row.asked);

        primary.does(fine());
        assertThat(way.of(adapter, request()).model()).as("the next call").isEqualTo("primary-model");
    }

    /** The names of the rows. */
    static List<String> rows() {
        return Arrays.stream(Row.values()).map(Enum::name).toList();
    }

    private LLMRequest request() {
        return LLMRequest.builder()
                .prompt("Say sixty words")
                .config(RunConfig.builder().modelName("primary-model").build())
                .ticker(clock)
                .build();
    }
}
