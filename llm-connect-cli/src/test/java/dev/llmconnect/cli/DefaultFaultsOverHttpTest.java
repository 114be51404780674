package dev.llmconnect.cli;

import static dev.llmconnect.cli.FaultyWorld.error;
import static dev.llmconnect.cli.FaultyWorld.fine;
import static dev.llmconnect.cli.FaultyWorld.spoilt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.cli.Endpoint.Told;
import dev.llmconnect.testkit.ChatFormat;
import dev.llmconnect.testkit.ReceivedRequest;
import dev.llmconnect.testkit.Reply;
import dev.llmconnect.testkit.Reply.Ending;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The faults of {@code docs/resilience.md} over sockets on both sides, with nothing set but a fallback. */
@Timeout(300)
class DefaultFaultsOverHttpTest {
    private static final Duration FOREVER = Duration.ofSeconds(280);
    private static final byte[] NO_JSON = "data: {\"choices\": oops\n\n".getBytes(StandardCharsets.UTF_8);

    /** {@code hurried} has a deadline of 10 s, so that a share of it is short; {@code buffered} holds streams back. */
    private static final String PROFILES =
            profile("plain", "") + "," + profile("hurried", ",\"timeout_seconds\":10") + ","
                    + profile("buffered", ",\"buffer_stream\":true") + ","
                    + profile("hurried-buffered", ",\"buffer_stream\":true,\"timeout_seconds\":10");

    private static String profile(String name, String more) {
        return "\"" + name + "\":{\"provider\":\"openrouter\",\"model\":\"primary-1\","
                + "\"fallbacks\":[{\"provider\":\"openai\",\"model\":\"fallback-1\"}]" + more + "}";
    }

    /** Who answers in the end. */
    enum End {
        PRIMARY,
        FALLBACK,
        /** The fallback, but for a stream that has begun and is not held back: its error. */
        FALLBACK_UNLESS_BEGUN,
        ERROR
    }

    @SuppressWarnings("ImmutableEnumChecker") // the functions have no state
    enum Fault {
        cutInTheMiddle(
                End.FALLBACK_UNLESS_BEGUN, spoilt(reply -> reply.first(40).ending(Ending.CLOSED))),
        noEndMarker(End.FALLBACK_UNLESS_BEGUN, spoilt(reply -> reply.first(FaultyWorld.WORDS))),
        malformedEvent(
                End.FALLBACK_UNLESS_BEGUN, spoilt(reply -> reply.first(10).followedBy(NO_JSON))),
        resetBeforeHeaders(End.FALLBACK, spoilt(reply -> reply.first(0).ending(Ending.RESET))),
        unavailableForEver(End.FALLBACK, error(503)),
        rateLimitedForEver(
                End.FALLBACK, request -> ChatFormat.error(429, "slow").header("Retry-After", "2")),
        rateLimitedForTooLong(
                End.FALLBACK, request -> ChatFormat.error(429, "slow").header("Retry-After", "60")),
        wrongKey(End.FALLBACK, error(401)),
        modelGone(End.FALLBACK, error(404)),
        promptTooLong(End.FALLBACK, error(400, """
                {"error":{"message":"This model's maximum context length is 10 tokens","code":"context_length_exceeded"}}""")),
        contentRefused(End.ERROR, error(400, """
                {"error":{"message":"Your request was rejected by our safety system","code":"content_policy_violation"}}""")),
        badRequest(End.ERROR, error(400, """
                {"error":{"message":"top_k is no parameter","type":"invalid_request_error","code":"unknown_parameter"}}""")),
        silenceForEver(End.FALLBACK, spoilt(reply -> reply.late(FOREVER))),
        headersThenSilence(End.FALLBACK, spoilt(reply -> reply.pausing(0, FOREVER))),
        stallForEver(End.FALLBACK_UNLESS_BEGUN, spoilt(reply -> reply.pausing(20, FOREVER)));

        private final End end;
        private final Function<ReceivedRequest, Reply> reply;

        Fault(End end, Function<ReceivedRequest, Reply> reply) {
            this.end = end;
            this.reply = reply;
        }

        /** Whether it takes a deadline to be seen soon. */
        boolean isSilent() {
            return compareTo(silenceForEver) >= 0;
        }
    }

    /** A fault that takes its time, and how long a call may take with it. */
    @SuppressWarnings("ImmutableEnumChecker") // the functions have no state
    enum SlowFault {
        silenceForEver(End.FALLBACK, 60, spoilt(reply -> reply.late(FOREVER))),
        lateFirstToken(End.PRIMARY, 50, spoilt(reply -> reply.pausing(0, Duration.ofSeconds(50)))),
        stallInTheMiddle(End.PRIMARY, 30, spoilt(reply -> reply.pausing(20, Duration.ofSeconds(30)))),
        stallThenClosed(
                End.FALLBACK_UNLESS_BEGUN,
                30,
                spoilt(reply ->
                        reply.first(20).pausing(19, Duration.ofSeconds(30)).ending(Ending.CLOSED))),
        slowButSteady(End.PRIMARY, 74, spoilt(reply -> reply.slowly(Duration.ofMillis(1200)))),
        slowGatewayTimeout(
                End.FALLBACK, 40, request -> ChatFormat.error(504, "timed out").late(Duration.ofSeconds(40)));

        private final End end;
        private final int seconds;
        private final Function<ReceivedRequest, Reply> reply;

        SlowFault(End end, int seconds, Function<ReceivedRequest, Reply> reply) {
            this.end = end;
            this.seconds = seconds;
            this.reply = reply;
        }
    }

    static Stream<Arguments> everyWay() {
        return ways(Fault.values());
    }

    static Stream<Arguments> everySlowWay() {
        return ways(SlowFault.values());
    }

    private static Stream<Arguments> ways(Object[] faults) {
        return Arrays.stream(faults)
                .flatMap(fault -> Stream.of(
                        Arguments.of(fault, Endpoint.EXECUTE, false),
                        Arguments.of(fault, Endpoint.EXECUTE_STREAM, false),
                        Arguments.of(fault, Endpoint.EXECUTE_STREAM, true),
                        Arguments.of(fault, Endpoint.CHAT_STREAM, false),
                        Arguments.of(fault, Endpoint.CHAT_STREAM, true)));
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    @Execution(ExecutionMode.CONCURRENT)
    void endsInAFullAnswerWhereOneIsPossible(Fault fault, Endpoint endpoint, boolean buffered) throws Exception {
        String profile = fault.isSilent() ? "hurried" : "plain";
        ends(fault.end, fault.reply, endpoint, buffered, profile, Duration.ofSeconds(fault.isSilent() ? 10 : 6));
    }

    @ParameterizedTest
    @MethodSource("everySlowWay")
    @Execution(ExecutionMode.CONCURRENT)
    @Tag("slow")
    void soItDoesWithinAMinuteOfSilence(SlowFault fault, Endpoint endpoint, boolean buffered) throws Exception {
        ends(fault.end, fault.reply, endpoint, buffered, "plain", Duration.ofSeconds(fault.seconds));
    }

    @AtEveryEndpoint
    void aSilentModelThatIsKnownAsFastIsLeftWithin15Seconds(Endpoint endpoint) throws Exception {
        try (FaultyWorld world = new FaultyWorld("{" + PROFILES + "}")) {
            for (int i = 0; i < 20; i++) {
                assertThat(endpoint.ask(world.gateway, "plain").content()).isEqualTo(FaultyWorld.WHOLE);
            }
            world.primary.answer(Fault.silenceForEver.reply);
            long began = System.nanoTime();
            Told told = endpoint.ask(world.gateway, "plain");

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
            assertThat(told.model()).isEqualTo(FaultyWorld.OF_FALLBACK.model());
            assertThat(told.content()).isEqualTo(FaultyWorld.WHOLE);
        }
    }

    private static void ends(
            End end,
            Function<ReceivedRequest, Reply> fault,
            Endpoint endpoint,
            boolean buffered,
            String profile,
            Duration time)
            throws Exception {
        String asked = !buffered ? profile : profile.equals("plain") ? "buffered" : profile + "-buffered";
        try (FaultyWorld world = new FaultyWorld("{" + PROFILES + "}")) {
            world.primary.answer(fault);
            long began = System.nanoTime();
            Told told = endpoint.ask(world.gateway, asked);
            Duration took = Duration.ofNanos(System.nanoTime() - began);

            boolean begun = end == End.FALLBACK_UNLESS_BEGUN && endpoint != Endpoint.EXECUTE && !buffered;
            if (end == End.ERROR || begun) {
                assertThat(told.error()).as("%s", told).isNotEmpty().isNotEqualTo(Told.CUT);
                assertThat(told.said().isEmpty()).isEqualTo(!begun);
            } else {
                assertThat(told.error()).as("%s", told).isEmpty();
                assertThat(told.content()).isEqualTo(FaultyWorld.WHOLE);
                assertThat(told.model())
                        .isEqualTo((end == End.PRIMARY ? FaultyWorld.OF_PRIMARY : FaultyWorld.OF_FALLBACK).model());
            }
            assertThat(took).isLessThan(time.plus(FaultTimes.GRACE));
            world.primary.answer(fine());
        }
    }
}
