package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.Cancellation;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMTimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientGoneTest {
    @RegisterExtension
    static final RunningServer SERVER = new RunningServer();

    @Test
    void aClientThatHangsUpCancelsItsCallAtOnce() {
        BlockingAnswer answer = new BlockingAnswer(1, true);
        SERVER.adapter.answer = answer;
        try (LogLines log = new LogLines()) {
            RawClient client = SERVER.raw().post("/execute", "{\"prompt\":\"Hi\"}");
            answer.awaitBegun();
            long before = System.nanoTime();
            client.close();
            BlockingAnswer.await(answer.cancelled);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(500));
            assertThat(log.awaitCallWith(" status=499 ", " error=cancelled ")).isNotEmpty();
        }
    }

    @Test
    void aClientThatResetsItsConnectionCancelsItsCall() throws IOException {
        BlockingAnswer answer = new BlockingAnswer(1, true);
        SERVER.adapter.answer = answer;
        RawClient client = SERVER.raw().post("/execute", "{\"prompt\":\"Hi\"}");
        answer.awaitBegun();
        client.socket.setSoLinger(true, 0);
        client.close();
        BlockingAnswer.await(answer.cancelled);
    }

    @Test
    void aClientThatHasSentMoreAheadIsNoticedToo() {
        BlockingAnswer answer = new BlockingAnswer(1, true);
        SERVER.adapter.answer = answer;
        RawClient client = SERVER.raw()
                .post("/execute", "{\"prompt\":\"Hi\"}")
                .send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\nGET /hea");
        answer.awaitBegun();
        client.close();
        BlockingAnswer.await(answer.cancelled);
    }

    @Test
    void halfClosingCountsAsLeaving() throws IOException {
        BlockingAnswer answer = new BlockingAnswer(1, true);
        SERVER.adapter.answer = answer;
        try (RawClient client = SERVER.raw().post("/execute", "{\"prompt\":\"Hi\"}")) {
            answer.awaitBegun();
            client.socket.shutdownOutput();
            BlockingAnswer.await(answer.cancelled);
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    /** What an adapter does once its caller has left. */
    enum Afterwards {
        ANSWERS,
        FAILS,
        TIMES_OUT,
        BREAKS,
        IS_CANCELLED
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void whoeverLeavesIsCancelledWhateverTheAdapterDoesThen(boolean stream) {
        for (Afterwards afterwards : Afterwards.values()) {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch left = new CountDownLatch(1);
            SERVER.adapter.answer = request -> {
                Cancellation.Registration registration = request.cancellation().onCancel(left::countDown);
                try {
                    begun.countDown();
                    BlockingAnswer.await(left);
                } finally {
                    registration.close();
                }
                return after(afterwards);
            };
            try (LogLines log = new LogLines()) {
                RawClient client = SERVER.raw().post("/execute", "{\"prompt\":\"Hi\",\"stream\":" + stream + "}");
                BlockingAnswer.await(begun);
                client.close();
                BlockingAnswer.await(left);
                assertThat(log.awaitCalls(1))
                        .as("%s", afterwards)
                        .singleElement()
                        .asString()
                        .contains(" error=cancelled ");
            }
        }
    }

    private static LLMResponse after(Afterwards what) {
        switch (what) {
            case FAILS -> throw new LLMApiException("the provider failed");
            case TIMES_OUT -> throw new LLMTimeoutException("late");
            case BREAKS -> throw new AssertionError("on purpose");
            case IS_CANCELLED -> throw new LLMCancelledException("the caller has gone away");
            default -> {
                return FakeAdapter.hello();
            }
        }
    }

    /** Leaves at any moment around the answer: it had its answer, or it is cancelled; it is never anything else. */
    @Test
    void leavingAtTheMomentOfTheAnswerOrOfAnErrorIsNothingElseThanOneOfBoth() {
        Random random = new Random(16);
        for (int i = 0; i < 200; i++) {
            boolean fails = i % 2 == 0;
            boolean stream = i % 4 < 2;
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            SERVER.adapter.answer = request -> {
                begun.countDown();
                BlockingAnswer.await(go);
                return after(fails ? Afterwards.FAILS : Afterwards.ANSWERS);
            };
            try (LogLines log = new LogLines()) {
                String body = "{\"prompt\":\"Hi\",\"stream\":" + stream + "}";
                RawClient client = SERVER.raw()
                        .send("POST /execute HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: leaving-" + i
                                + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
                BlockingAnswer.await(begun);
                if (random.nextBoolean()) {
                    go.countDown();
                    client.close();
                } else {
                    client.close();
                    go.countDown();
                }
                String line = log.awaitCall("leaving-" + i);
                if (!line.contains(" error=cancelled ")) {
                    assertThat(line).contains(fails ? " error=provider_api_error " : " status=200 error=- ");
                }
                assertThat(String.join("", log.all())).doesNotContain("failed inside");
            }
        }
    }

    @Test
    void anAdapterThatDoesNotMindDelaysNobody() {
        BlockingAnswer answer = new BlockingAnswer(1, false);
        SERVER.adapter.answer = answer;
        try (LogLines log = new LogLines()) {
            RawClient client = SERVER.raw()
                    .send(
                            "POST /execute HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: gone\r\nContent-Length: 15\r\n\r\n"
                                    + "{\"prompt\":\"Hi\"}");
            answer.awaitBegun();
            client.close();
            assertThat(log.awaitCall("gone")).contains(" status=499 error=cancelled ");
            answer.release();
            SERVER.adapter.reset();
            assertThat(SERVER.execute("{\"prompt\":\"Hi\"}").statusCode()).isEqualTo(200);
            assertThat(log.awaitCalls(1))
                    .filteredOn(line -> line.contains(" id=gone "))
                    .hasSize(1);
        }
    }
}
