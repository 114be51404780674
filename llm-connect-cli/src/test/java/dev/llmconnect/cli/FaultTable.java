package dev.llmconnect.cli;

import static dev.llmconnect.cli.FaultyWorld.ALONE;
import static dev.llmconnect.cli.FaultyWorld.PASSING;
import static dev.llmconnect.cli.FaultyWorld.TRIAGE;
import static dev.llmconnect.cli.FaultyWorld.WHOLE;
import static dev.llmconnect.cli.FaultyWorld.error;
import static dev.llmconnect.cli.FaultyWorld.fine;
import static dev.llmconnect.cli.FaultyWorld.spoilt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.cli.Endpoint.Told;
import dev.llmconnect.testkit.Answer;
import dev.llmconnect.testkit.ChatFormat;
import dev.llmconnect.testkit.ReceivedRequest;
import dev.llmconnect.testkit.Reply;
import dev.llmconnect.testkit.Reply.Ending;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * The table of {@code docs/resilience.md}, row by row, over sockets on both sides: from each endpoint of the server to a provider that
 * misbehaves on the wire, with a fallback and without.
 */
abstract class FaultTable {
    private static final byte[] NO_JSON = "data: {\"choices\": oops\n\n".getBytes(StandardCharsets.UTF_8);
    private static final String TOO_LONG = """
        {"error":{"message":"This model's maximum context length is 10 tokens","code":"context_length_exceeded"}}\
        """;
    private static final String REFUSED = """
        {"error":{"message":"Your request was rejected by our safety system","code":"content_policy_violation"}}\
        """;
    private static final String WRONG = """
        {"error":{"message":"top_k is no parameter","type":"invalid_request_error","code":"unknown_parameter"}}\
        """;
    private static final String PREFILLED = "\"role\":\"assistant\"";

    private static LoggedCalls logged;
    private static SpansWitness spans;

    abstract FaultTimes times();

    /** The first call of a process may take longer than a row gives it for its first word. */
    @BeforeAll
    static void loadClasses() throws Exception {
        logged = new LoggedCalls();
        spans = new SpansWitness();
        try (FaultyWorld world = new FaultyWorld(FaultTimes.REAL)) {
            for (Endpoint endpoint : Endpoint.values()) {
                assertThat(endpoint.ask(world.gateway, TRIAGE).content()).isEqualTo(WHOLE);
            }
        }
    }

    @AfterAll
    static void stopLogging() {
        logged.close();
        spans.close();
    }

    @AtEveryEndpoint
    void rateLimitedThenFine(Endpoint endpoint) throws Exception {
        try (Row row = new Row(endpoint)) {
            row.primaryDoes(this::limited, fine());
            row.ask(ALONE).isAnswerOfPrimary().asked(2, 0).tookAtLeast(times().retryAfter());
            assertThat(row.gapsOfPrimary())
                    .allSatisfy(gap -> assertThat(gap).isGreaterThanOrEqualTo(times().retryAfter()));
        }
    }

    @AtEveryEndpoint
    void rateLimitedForEver(Endpoint endpoint) throws Exception {
        try (Row row = new Row(endpoint)) {
            row.primaryDoes(this::limited);
            Duration twice = times().retryAfter().multipliedBy(2);
            row.ask(ALONE).failed(Expected.RATE_LIMIT).asked(3, 0).tookAtLeast(twice);
            assertThat(row.told.retryAfter()).isNotEmpty();
            assertThat(row.gapsOfPrimary())
                    .hasSize(2)
                    .allSatisfy(gap -> assertThat(gap).isGreaterThanOrEqualTo(times().retryAfter()));
            row.ask(TRIAGE).isAnswerOfFallback().asked(3, 1).tookAtMost(twice);
        }
    }

    @AtEveryEndpoint
    void rateLimitedForTooLong(Endpoint endpoint) throws Exception {
        try (Row row = new Row(endpoint)) {
            row.primaryDoes(request -> ChatFormat.error(429, "slow down").header("Retry-After", "100"));
            row.ask(ALONE).failed(Expected.RATE_LIMIT).asked(1, 0).tookAtMost(Duration.ZERO);
            assertThat(row.told.retryAfter()).isEqualTo("100");
            row.ask(TRIAGE).isAnswerOfFallback().asked(1, 1).tookAtMost(Duration.ZERO);
        }
    }

    @AtEveryEndpoint
    void serverErrorOnce(Endpoint endpoint) throws Exception {
        try (Row row = new Row(endpoint)) {
            row.primaryDoes(error(500), fine());
            row.ask(ALONE).isAnswerOfPrimary().asked(2, 0).tookAtMost(times().baseDelay());
        }
    }

    @AtEveryEndpoint
    void unavailableForEver(Endpoint endpoint) throws Exception {
        try (Row row = new Row(endpoint)) {
            row.primaryDoes(error(503));
            row.ask(ALONE).failed(Expected.UNAVAILABLE).asked(3, 0).tookAtMost(retries());
            row.ask(TRIAGE).isAnswerOfFallback().asked(3, 1).tookAtMost(retries());
            row.ask(TRIAGE).isAnswerOfFallback().asked(2, 1);
            row.ask(TRIAGE).isAnswerOfFallback().asked(0, 1).tookAtMost(Duration.ZERO);
            pass(times().circuitDelay());
        }
    }

    @AtEveryEndpoint
    void resetBeforeHeaders(Endpoint endpoint) throws Exception {
        Function<ReceivedRequest, Reply> reset = spoilt(reply -> reply.first(0).ending(Ending.RESET));
        try (Row row = new Row(endpoint)) {
            row.primaryDoes(reset, fine());
            row.ask(ALONE).isAnswerOfPrimary().asked(2, 0).tookAtMost(times().baseDelay());
        }
        // Through a server of its own: a connection that has been used before may have died in the pool, so its reset
        // would be worth
        // one more attempt.
        try (Row row = new Row(endpoint)) {
            row.primaryDoes(reset);
            row.ask(ALONE).failed(Expected.BROKEN).asked(3, 0).tookAtMost(retries());
            row.ask(TRIAGE).isAnswerOfFallback().asked(3, 1).tookAtMost(retries());
        }
    }

    @AtEveryEndpoint
    void silence(Endpoint endpoint) throws Exception {
        movesOnAfter(times().firstToken(), endpoint, spoilt(reply -> reply.late(times().silence())));
    }

    @AtEveryEndpoint
    void lateFirstToken(Endpoint endpoint) throws Exception {
        movesOnAfter(times().firstToken(), endpoint, spoilt(reply -> reply.pausing(0, times().late())));
    }

    @AtEveryEndpoint
    void cutInTheMiddle(Endpoint endpoint) throws Exception {
        Function<ReceivedRequest, Reply> cut = spoilt(reply -> reply.first(40).ending(Ending.CLOSED));
        healsOrFails(endpoint, cut);
        try (Row row = new Row(endpoint)) {
            row.primaryDoes(cut);
            row.ask(PASSING).failedAfterWords(Expected.BROKEN);
        }
    }

    @AtEveryEndpoint
    void stallInTheMiddle(Endpoint endpoint) throws Exception {
        movesOnAfter(times().idle(), endpoint, spoilt(reply -> reply.pausing(20, times().stall())));
    }

    @AtEveryEndpoint
    void slowButSteady(Endpoint endpoint) throws Exception {
        movesOnAfter(times().attempt(), endpoint, spoilt(reply -> reply.slowly(times().drip())));
    }

    @AtEveryEndpoint
    void malformedEvent(Endpoint endpoint) throws Exception {
        healsOrFails(endpoint, spoilt(reply -> reply.first(10).followedBy(NO_JSON)));
    }

    @AtEveryEndpoint
    void noEndMarker(Endpoint endpoint) throws Exception {
        healsOrFails(endpoint, spoilt(reply -> reply.first(FaultyWorld.WORDS)));
    }

    @AtEveryEndpoint
    void promptTooLong(Endpoint endpoint) throws Exception {
        try (Row row = new Row(endpoint)) {
            row.primaryDoes(error(400, TOO_LONG));
            row.ask(ALONE).failed(Expected.TOO_LONG).asked(1, 0);
            row.ask(TRIAGE).isAnswerOfFallback().asked(1, 1).tookAtMost(Duration.ZERO);
        }
    }

    @AtEveryEndpoint
    void contentRefused(Endpoint endpoint) throws Exception {
        try (Row row = new Row(endpoint)) {
            row.primaryDoes(error(400, REFUSED));
            row.ask(ALONE).failed(Expected.CONTENT).asked(1, 0);
            row.ask(TRIAGE).failed(Expected.CONTENT).asked(1, 0).tookAtMost(Duration.ZERO);
        }
    }

    @AtEveryEndpoint
    void badRequest(Endpoint endpoint) throws Exception {
        try (Row row = new Row(endpoint)) {
            row.primaryDoes(error(400, WRONG));
            row.ask(ALONE).failed(Expected.BAD_REQUEST).asked(1, 0);
            row.ask(TRIAGE).failed(Expected.BAD_REQUEST).asked(1, 0).tookAtMost(Duration.ZERO);
        }
    }

    @AtEveryEndpoint
    void wrongKey(Endpoint endpoint) throws Exception {
        try (Row row = new Row(endpoint)) {
            row.primaryDoes(error(401));
            row.ask(ALONE).failed(Expected.WRONG_KEY).asked(1, 0);
            row.ask(TRIAGE).isAnswerOfFallback().asked(1, 1).tookAtMost(Duration.ZERO);
        }
    }

    /** A gateway that goes on where the answer was cut would have to show the fallback a turn of the assistant. */
    @AtEveryEndpoint
    void cutAndTheFallbackRefuses(Endpoint endpoint) throws Exception {
        try (Row row = new Row(endpoint)) {
            row.primaryDoes(spoilt(reply -> reply.first(40).ending(Ending.CLOSED)));
            row.world.fallback.answer(request -> request.body().contains(PREFILLED)
                    ? ChatFormat.error(400, "no prefilled assistant turn")
                    : FaultyWorld.fineFallback().apply(request));
            row.ask(TRIAGE).isAnswerOfFallback().asked(3, 1);
            row.world.fallback.answer(error(400));
            row.ask(TRIAGE).failed(Expected.BROKEN).asked(2, 1);
            pass(times().circuitDelay());
        }
    }

    @AtEveryEndpoint
    void primaryDownForAMinute(Endpoint endpoint) throws Exception {
        try (Row row = new Row(endpoint)) {
            row.primaryDoes(error(503));
            long began = System.nanoTime();
            long requests = times().down().dividedBy(times().every());
            for (int i = 0; i < requests; i++) {
                row.ask(TRIAGE).isAnswerOfFallback();
                pass(times().every().multipliedBy(i + 1L).minusNanos(System.nanoTime() - began));
            }
            assertThat(row.world.primary.received().size())
                    .as("five to open the circuit, and a probe per cool-down")
                    .isBetween(6, 7);
            assertThat(FaultyWorld.maxCallsInThreeSeconds(row.world.primary, 2)).isLessThanOrEqualTo(4);
            assertThat(row.world.fallback.received()).hasSize((int) requests);

            row.primaryDoes(fine());
            pass(times().circuitDelay());
            row.ask(TRIAGE).isAnswerOfPrimary().asked(1, 0);
            row.ask(TRIAGE).isAnswerOfPrimary().asked(1, 0);
        }
    }

    @AtEveryEndpoint
    void accountingOfAFallback(Endpoint endpoint) throws Exception {
        try (Row row = new Row(endpoint)) {
            row.primaryDoes(
                    spoilt(reply -> reply.first(40).ending(Ending.CLOSED)),
                    request -> ChatFormat.error(429, "slow down").header("Retry-After", "100"));
            row.ask(TRIAGE).isAnswerOfFallback().asked(2, 1);
            assertThat(row.told.outcomes())
                    .isEqualTo(
                            endpoint == Endpoint.CHAT_STREAM
                                    ? List.of()
                                    : List.of("openrouter truncated", "openrouter rate_limit", "openai ok"));
        }
    }

    /** The names of the rows. */
    static List<String> rows() {
        return Arrays.stream(FaultTable.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(AtEveryEndpoint.class))
                .map(Method::getName)
                .toList();
    }

    /** Asked again, it answers; broken for ever, the fallback does; without one, the call fails and tells no part of an answer. */
    private void healsOrFails(Endpoint endpoint, Function<ReceivedRequest, Reply> fault) throws Exception {
        try (Row row = new Row(endpoint)) {
            row.primaryDoes(fault, fine());
            row.ask(ALONE).isAnswerOfPrimary().asked(2, 0).tookAtMost(times().baseDelay());
            row.primaryDoes(fault);
            row.ask(ALONE).failed(Expected.BROKEN).asked(3, 0).tookAtMost(retries());
            row.ask(TRIAGE).isAnswerOfFallback().asked(3, 1).tookAtMost(retries());
        }
    }

    /** A route that is silent to a limit is asked once. */
    private void movesOnAfter(Duration limit, Endpoint endpoint, Function<ReceivedRequest, Reply> fault)
            throws Exception {
        try (Row row = new Row(endpoint)) {
            row.primaryDoes(fault);
            row.ask(TRIAGE).isAnswerOfFallback().asked(1, 1).tookAtLeast(limit).tookAtMost(limit);
            row.ask(ALONE)
                    .failed(Expected.TIMEOUT)
                    .asked(1, 0)
                    .tookAtLeast(limit)
                    .tookAtMost(limit);
        }
    }

    private Reply limited(ReceivedRequest request) {
        return ChatFormat.error(429, "slow down")
                .header("retry-after-ms", String.valueOf(times().retryAfter().toMillis()));
    }

    /** The longest pauses between three attempts. */
    private Duration retries() {
        return times().baseDelay().multipliedBy(3);
    }

    /** Time itself is what these tests are about. */
    private static void pass(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    /** How a failure is told, at {@code /execute} and in OpenAI's words. */
    private enum Expected {
        RATE_LIMIT(429, "provider_rate_limited", 429, 429, "rate_limit_exceeded"),
        TIMEOUT(504, "provider_timeout", 0, 504, "provider_timeout"),
        BROKEN(502, "provider_api_error", 0, 502, "provider_api_error"),
        UNAVAILABLE(502, "provider_api_error", 503, 503, "overloaded"),
        TOO_LONG(502, "provider_api_error", 400, 400, "context_length_exceeded"),
        CONTENT(502, "provider_api_error", 400, 400, "content_policy_violation"),
        BAD_REQUEST(502, "provider_api_error", 400, 400, "unknown_parameter"),
        WRONG_KEY(502, "provider_api_error", 401, 502, "provider_api_error");

        private final int status;
        private final String code;
        private final int providerStatus;
        private final int chatStatus;
        private final String chatCode;

        Expected(int status, String code, int providerStatus, int chatStatus, String chatCode) {
            this.status = status;
            this.code = code;
            this.providerStatus = providerStatus;
            this.chatStatus = chatStatus;
            this.chatCode = chatCode;
        }

        int status(Endpoint endpoint) {
            return endpoint == Endpoint.CHAT_STREAM ? chatStatus : status;
        }

        String code(Endpoint endpoint) {
            return endpoint == Endpoint.CHAT_STREAM ? chatCode : code;
        }
    }

    /** One row of the table at one endpoint; at its end the primary is well again, and the next call has to work. */
    private final class Row implements AutoCloseable {
        final FaultyWorld world = new FaultyWorld(times(), spans.environment());
        private final List<CallWitness> witnesses = List.of(new MetricsWitness(), spans, new RecentCallsWitness());
        private final Endpoint endpoint;
        private final List<String> used = new ArrayList<>();
        private int primaryBefore;
        private int fallbackBefore;
        private Duration took = Duration.ZERO;
        Told told = new Told(0, "", 0, "", "", "", List.of(), List.of(), "");

        Row(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        void primaryDoes(Function<ReceivedRequest, Reply> always) {
            world.primary.answer(always);
        }

        void primaryDoes(Function<ReceivedRequest, Reply> once, Function<ReceivedRequest, Reply> then) {
            world.primary.answerInTurn(once, then);
        }

        Row ask(String profile) throws Exception {
            used.add(profile);
            primaryBefore = world.primary.received().size();
            fallbackBefore = world.fallback.received().size();
            for (CallWitness witness : witnesses) {
                witness.before(world.gateway);
            }
            long began = System.nanoTime();
            told = endpoint.ask(world.gateway, profile);
            took = Duration.ofNanos(System.nanoTime() - began);
            assertThat(FaultyWorld.maxCallsInThreeSeconds(world.primary, primaryBefore))
                    .as("attempts of one call within 3 s")
                    .isLessThanOrEqualTo(4);
            List<Map<String, String>> lines = checkLog(profile);
            Map<String, String> call = lines.get(lines.size() - 1);
            for (CallWitness witness : witnesses) {
                witness.after(world.gateway, call, lines.subList(0, lines.size() - 1));
            }
            return this;
        }

        /** One line of the call, and one of each retry and fallback: who was asked last, how it ended, what it used. */
        private List<Map<String, String>> checkLog(String profile) {
            List<Map<String, String>> lines = logged.await(world.gateway.lastRequestId());
            assertThat(lines)
                    .filteredOn(line -> "call".equals(line.get("event")))
                    .hasSize(1);
            Map<String, String> call = lines.get(lines.size() - 1);
            List<Map<String, String>> changes = lines.subList(0, lines.size() - 1);
            long skipped = changes.stream()
                    .filter(change -> "circuit_open".equals(change.get("reason")))
                    .count();
            int primary = world.primary.received().size() - primaryBefore;
            int fallback = world.fallback.received().size() - fallbackBefore;
            assertThat(call)
                    .containsEntry("event", "call")
                    .containsEntry("profile", profile)
                    .containsEntry("requested_model", profile)
                    .containsEntry("stream", String.valueOf(endpoint != Endpoint.EXECUTE))
                    .containsEntry("status", String.valueOf(told.status()))
                    .containsEntry("attempts", String.valueOf(primary + fallback + skipped))
                    .containsEntry("provider", fallback > 0 ? "openai" : "openrouter");
            if (told.error().isEmpty()) {
                assertThat(call)
                        .containsEntry("error", "-")
                        .containsEntry("reason", "-")
                        .containsEntry("model", told.model())
                        .containsEntry(
                                "prompt_tokens", String.valueOf(told.tokens().get(0)))
                        .containsEntry(
                                "completion_tokens",
                                String.valueOf(told.tokens().get(1)));
                assertThat(call.get("first_token_ms")).matches("\\d+");
            } else {
                assertThat(call.get("model"))
                        .isEqualTo(fallback > 0 ? "fallback-1" : profile.equals(TRIAGE) ? "primary-1" : profile + "-1");
                assertThat(call.get("error")).isIn(told.error(), "provider_rate_limited", "provider_api_error");
                assertThat(call.get("reason")).isNotEqualTo("-");
                if (endpoint != Endpoint.CHAT_STREAM) {
                    assertThat(call)
                            .containsEntry("error", told.error())
                            .containsEntry(
                                    "provider_status",
                                    told.providerStatus() == 0 ? "-" : String.valueOf(told.providerStatus()));
                }
            }
            assertThat(changes)
                    .as("a line of each retry and fallback")
                    .hasSize(Math.max(0, (int) (primary + fallback + skipped - 1)))
                    .allSatisfy(change -> {
                        assertThat(change.get("event")).isIn("retry", "fallback");
                        assertThat(change.get("from")).matches("openrouter/(primary|alone|passing)-1");
                        assertThat(change.get("to")).matches("(openrouter|openai)/[a-z]+-1");
                        assertThat(change.get("reason")).isNotEqualTo("-");
                    });
            return lines;
        }

        List<Duration> gapsOfPrimary() {
            return FaultyWorld.gaps(world.primary, primaryBefore);
        }

        Row isAnswerOfPrimary() {
            return isAnswerOf(FaultyWorld.OF_PRIMARY);
        }

        Row isAnswerOfFallback() {
            return isAnswerOf(FaultyWorld.OF_FALLBACK);
        }

        private Row isAnswerOf(Answer answer) {
            assertThat(told.status()).as("the status of %s", told).isEqualTo(200);
            assertThat(told.error()).isEmpty();
            assertThat(told.content()).isEqualTo(WHOLE);
            assertThat(told.said()).as("what was said on the way").isEqualTo(WHOLE);
            assertThat(told.model()).isEqualTo(answer.model());
            assertThat(told.tokens()).containsExactly(answer.promptTokens(), answer.completionTokens());
            return this;
        }

        Row failed(Expected expected) {
            assertThat(told.status()).as("the status of %s", told).isEqualTo(expected.status(endpoint));
            assertThat(told.error()).isEqualTo(expected.code(endpoint));
            assertThat(told.said()).as("what was said on the way").isEmpty();
            if (endpoint != Endpoint.CHAT_STREAM) {
                assertThat(told.providerStatus()).isEqualTo(expected.providerStatus);
            }
            return this;
        }

        /** Without {@code buffer_stream} the words went on as they came, so only an error can end them. */
        void failedAfterWords(Expected expected) {
            assertThat(told.error()).as("the error of %s", told).isEqualTo(expected.code(endpoint));
            assertThat(told.content()).isEmpty();
            if (endpoint == Endpoint.EXECUTE) {
                assertThat(told.status()).isEqualTo(expected.status(endpoint));
            } else {
                assertThat(told.status()).isEqualTo(200);
                assertThat(told.said()).isNotEmpty().isNotEqualTo(WHOLE);
                assertThat(WHOLE).startsWith(told.said());
            }
        }

        Row asked(int primary, int fallback) {
            assertThat(world.primary.received().size() - primaryBefore)
                    .as("attempts of the primary")
                    .isEqualTo(primary);
            assertThat(world.fallback.received().size() - fallbackBefore)
                    .as("attempts of the fallback")
                    .isEqualTo(fallback);
            return this;
        }

        Row tookAtLeast(Duration time) {
            assertThat(took).isGreaterThanOrEqualTo(time);
            return this;
        }

        Row tookAtMost(Duration time) {
            assertThat(took).isLessThanOrEqualTo(time.plus(FaultTimes.GRACE));
            return this;
        }

        @Override
        public void close() throws IOException {
            try (world) {
                world.primary.answer(fine());
                for (String profile : List.copyOf(used)) {
                    ask(profile).isAnswerOfPrimary().asked(1, 0);
                }
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
