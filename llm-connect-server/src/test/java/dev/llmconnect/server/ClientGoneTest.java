package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

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
