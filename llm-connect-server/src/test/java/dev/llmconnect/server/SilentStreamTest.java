package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMRateLimitException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A stream whose first event takes longer than proxies wait (the contract, section 7). */
class SilentStreamTest {
    @RegisterExtension
    static final RunningServer SERVER = new RunningServer(
            ServerLimits.builder().pingInterval(Duration.ofMillis(100)).build());

    /** Path, body, what a ping looks like, and the last text of a stream that ended well. */
    static Stream<Arguments> endpoints() {
        String comment = ": ping\n\n";
        return Stream.of(
                Arguments.of("/execute", "{\"prompt\":\"Hi\",\"stream\":true}", comment, "event: done"),
                Arguments.of(
                        "/v1/chat/completions",
                        "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
                        comment,
                        "data: [DONE]"),
                Arguments.of(
                        "/v1/messages",
                        "{\"model\":\"m\",\"stream\":true,\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
                        "event: ping\ndata: {\"type\":\"ping\"}\n\n",
                        "event: message_stop"),
                Arguments.of(
                        "/v1/responses",
                        "{\"model\":\"m\",\"stream\":true,\"input\":\"Hi\"}",
                        comment,
                        "event: response.completed"));
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void theHeadAndPingsAreSentBeforeTheFirstEvent(String path, String body, String ping, String last) {
        ScriptedStream stream = new ScriptedStream(FakeAdapter.hello());
        SERVER.adapter.stream = request -> stream;
        try (RawClient client = SERVER.raw().post(path, body)) {
            assertThat(RawStreams.head(client)).startsWith("HTTP/1.1 200 ");
            assertThat(RawStreams.chunk(client)).isEqualTo(ping);
            assertThat(RawStreams.chunk(client)).isEqualTo(ping);
            stream.text("hello").end();
            String chunk = RawStreams.chunk(client);
            StringBuilder rest = new StringBuilder();
            while (!chunk.isEmpty()) {
                rest.append(chunk);
                chunk = RawStreams.chunk(client);
            }
            assertThat(rest).contains("hello", last);
            assertThat(client.post("/execute", "{\"prompt\":\"Hi\"}").read().status())
                    .as("the connection can be used again")
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void anErrorAfterThatIsAnErrorEventOfTheApi(String path, String body, String ping) {
        ScriptedStream stream = new ScriptedStream(FakeAdapter.hello());
        SERVER.adapter.stream = request -> stream;
        try (LogLines log = new LogLines();
                RawClient client = SERVER.raw().post(path, body)) {
            RawStreams.head(client);
            assertThat(RawStreams.chunk(client)).isEqualTo(ping);
            stream.fail(new LLMRateLimitException("slow down"));
            String event = RawStreams.chunk(client);
            while (event.equals(ping)) {
                event = RawStreams.chunk(client);
            }
            assertThat(event).contains("slow down");
            assertThat(event).containsPattern("event: error\n|^data: \\{\"error\":");
            assertThat(log.awaitCallWith("error=provider_rate_limited")).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void anErrorBeforeThatIsAnOrdinaryResponse(String path, String body) {
        SERVER.adapter.stream =
                request -> new ScriptedStream(FakeAdapter.hello()).fail(new LLMRateLimitException("slow down"));
        try (RawClient client = SERVER.raw().post(path, body)) {
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.headers()).containsEntry("content-type", "application/json");
        }
    }

    @Test
    void aClientThatLeavesDuringTheSilenceCancelsTheCall() {
        ScriptedStream stream = new ScriptedStream(FakeAdapter.hello());
        SERVER.adapter.stream = request -> stream;
        try (LogLines log = new LogLines()) {
            RawClient client = SERVER.raw().post("/execute", "{\"prompt\":\"Hi\",\"stream\":true}");
            RawStreams.head(client);
            client.close();
            BlockingAnswer.await(stream.released);
            assertThat(log.awaitCallWith("error=cancelled")).isNotEmpty();
        }
    }
}
