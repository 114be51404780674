package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.json.StrictJsonParser;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract's section 7. */
class StreamingTest {
    private static final String STREAM = "{\"prompt\":\"Hi\",\"stream\":true}";

    @RegisterExtension
    static final RunningServer SERVER = new RunningServer(ServerLimits.builder()
            .pingInterval(Duration.ofMillis(100))
            .writeTimeout(Duration.ofMillis(500))
            .build());

    private record Event(String name, Map<String, Object> data) {}

    @Test
    void deltasComeFirstAndDoneIsWhatExecuteWouldHaveReturned() {
        LLMResponse whole = FakeAdapter.hello().toBuilder()
                .reasoning("hm")
                .content("hel\nlo")
                .toolCalls(List.of(ToolCall.of("c", "f", Map.of("a", 1L), "{\"a\":1}")))
                .build();
        SERVER.adapter.answer = request -> whole;
        Map<String, Object> unary = json(SERVER.execute("{\"prompt\":\"Hi\"}").body());
        SERVER.adapter.stream = request -> new ScriptedStream(whole)
                .event(new StreamEvent.Reasoning("hm"))
                .text("he")
                .event(new StreamEvent.ToolCallDelta(0, "c", "f", "{\"a\":1}"))
                .text("l\nlo")
                .end();
        HttpResponse<String> answer = SERVER.execute(STREAM);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream");
        String id = answer.headers().firstValue("x-request-id").orElseThrow();
        List<Event> events = events(answer.body());
        assertThat(events.subList(0, 3))
                .containsExactly(
                        new Event("delta", Map.of("reasoning", "hm")),
                        new Event("delta", Map.of("content", "he")),
                        new Event("delta", Map.of("content", "l\nlo")));
        assertThat(events).hasSize(4);
        assertThat(events.get(3).name()).isEqualTo("done");
        assertThat(metadata(events.get(3).data()))
                .containsEntry("request_id", id)
                .containsEntry("provider", "fake");
        assertThat(withId(events.get(3).data(), "x")).isEqualTo(withId(unary, "x"));
    }

    @Test
    void anAdapterThatCannotStreamGivesOneDelta() {
        List<Event> events = events(SERVER.execute(STREAM).body());
        assertThat(events).extracting(Event::name).containsExactly("delta", "done");
    }

    @Test
    void anEmptyAnswerIsDoneAtOnce() {
        SERVER.adapter.stream =
                request -> new ScriptedStream(LLMResponse.builder().build()).end();
        assertThat(events(SERVER.execute(STREAM).body()))
                .extracting(Event::name)
                .containsExactly("done");
    }

    @Test
    void anErrorBeforeTheFirstEventIsAnOrdinaryAnswer() {
        ScriptedStream failing = new ScriptedStream(FakeAdapter.hello()).fail(new LLMRateLimitException("slow down"));
        SERVER.adapter.stream = request -> failing;
        HttpResponse<String> answer = SERVER.execute(STREAM);
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(json(answer.body())).containsEntry("error", "provider_rate_limited");
        BlockingAnswer.await(failing.released);
    }

    @Test
    void anErrorLaterIsTheLastEvent() {
        try (LogLines log = new LogLines()) {
            SERVER.adapter.stream = request ->
                    new ScriptedStream(FakeAdapter.hello()).text("he").fail(new LLMApiException("cut off"));
            HttpResponse<String> answer = SERVER.execute(STREAM);
            assertThat(answer.statusCode()).isEqualTo(200);
            List<Event> events = events(answer.body());
            assertThat(events).extracting(Event::name).containsExactly("delta", "error");
            assertThat(events.get(1).data())
                    .containsEntry("error", "provider_api_error")
                    .containsEntry("type", "LLMAPIError")
                    .containsEntry("message", "cut off")
                    .containsKey("request_id");
            assertThat(log.awaitCallWith("status=200 error=provider_api_error")).isNotEmpty();
        }
    }

    @Test
    void aBugLaterIsAnErrorEventThatTellsNothing() {
        SERVER.adapter.stream = request ->
                new ScriptedStream(FakeAdapter.hello()).text("he").fail(new IllegalStateException("the inside"));
        Event last = events(SERVER.execute(STREAM).body()).get(1);
        assertThat(last.name()).isEqualTo("error");
        assertThat(last.data()).containsEntry("error", "internal_error");
        assertThat(last.data().toString()).doesNotContain("the inside");
    }

    @Test
    void eventsArriveAsTheyAreMadeWithPingsInBetween() {
        LLMResponse whole =
                FakeAdapter.hello().toBuilder().content("firstsecond").build();
        ScriptedStream stream = new ScriptedStream(whole).text("first");
        SERVER.adapter.stream = request -> stream;
        try (RawClient client = SERVER.raw().post("/execute", STREAM)) {
            RawStreams.head(client);
            assertThat(RawStreams.chunk(client)).contains("first");
            assertThat(RawStreams.chunk(client)).isEqualTo(": ping\n\n");
            assertThat(RawStreams.chunk(client)).isEqualTo(": ping\n\n");
            stream.text("second").end();
            String next = RawStreams.chunk(client);
            while (next.startsWith(": ping")) {
                next = RawStreams.chunk(client);
            }
            assertThat(next).contains("second");
            // What is written at the same moment may leave in one chunk.
            if (!next.contains("event: done")) {
                next = RawStreams.chunk(client);
            }
            assertThat(next).contains("event: done");
            assertThat(client.line()).isEqualTo("0");
            assertThat(client.line()).isEmpty();
            // The connection lives on, and no ping falls into the next answer.
            assertThat(client.post("/execute", "{\"prompt\":\"Hi\"}").read().status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aClientThatLeavesEndsTheUpstreamCall() {
        ScriptedStream stream = new ScriptedStream(FakeAdapter.hello()).text("first");
        SERVER.adapter.stream = request -> stream;
        try (LogLines log = new LogLines()) {
            RawClient client = SERVER.raw().post("/execute", STREAM);
            RawStreams.head(client);
            client.close();
            BlockingAnswer.await(stream.released);
            assertThat(log.awaitCallWith("error=cancelled")).isNotEmpty();
        }
    }

    /** At whatever moment it leaves. */
    @Test
    void aClientThatLeavesIsNotTakenForOneThatReadsNothing() {
        int calls = 200;
        SERVER.adapter.stream =
                request -> new ScriptedStream(FakeAdapter.hello()).text("first").end();
        try (LogLines log = new LogLines()) {
            for (int i = 0; i < calls; i++) {
                SERVER.raw().post("/execute", STREAM).close();
            }
            log.awaitCalls(calls);
            assertThat(log.all()).noneMatch(line -> line.contains("has read nothing"));
        }
    }

    @Test
    void aClientThatReadsNothingStopsTheStreamInsteadOfFillingTheMemory() {
        ScriptedStream stream = new ScriptedStream(FakeAdapter.hello());
        String large = "x".repeat(100_000);
        for (int i = 0; i < 2000; i++) {
            stream.text(large);
        }
        SERVER.adapter.stream = request -> stream;
        try (RawClient client = SERVER.raw().post("/execute", STREAM)) {
            RawStreams.head(client);
            // It stalls long before the 200 MB are through, and then the connection is closed under the client.
            BlockingAnswer.await(stream.released);
            assertThat(stream.pulled.get()).isLessThan(500);
        }
    }

    @Test
    void aSlowReaderGetsEverything() {
        ScriptedStream stream = new ScriptedStream(FakeAdapter.hello());
        String large = "x".repeat(100_000);
        for (int i = 0; i < 100; i++) {
            stream.text(large);
        }
        SERVER.adapter.stream = request -> stream.end();
        try (RawClient client = SERVER.raw().post("/execute", STREAM)) {
            String body = client.read().body();
            assertThat(events(body)).hasSize(101);
        }
    }

    @Test
    void http10GetsAStreamThatEndsWithTheConnection() {
        SERVER.adapter.stream =
                request -> new ScriptedStream(FakeAdapter.hello()).text("he").end();
        try (RawClient client = SERVER.raw()) {
            client.send("POST /execute HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: " + STREAM.length()
                    + "\r\n\r\n" + STREAM);
            String head = RawStreams.head(client);
            assertThat(head.toLowerCase(Locale.ROOT))
                    .contains("connection: close")
                    .doesNotContain("chunked");
            String event = client.line();
            while (!event.equals("event: done")) {
                event = client.line();
            }
            assertThat(client.line()).startsWith("data: {");
            assertThat(client.line()).isEmpty();
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    void aStreamThatOverrunsItsDeadlineIsCut() {
        ScriptedStream stream = new ScriptedStream(FakeAdapter.hello()).text("first");
        SERVER.adapter.stream = request -> stream;
        try (RawClient client = SERVER.raw()
                .post("/execute", "{\"prompt\":\"Hi\",\"stream\":true,\"config\":{\"timeout_seconds\":1}}")) {
            RawStreams.head(client);
            BlockingAnswer.await(stream.released);
            String last = RawStreams.chunk(client);
            while (!last.startsWith("event: error")) {
                last = RawStreams.chunk(client);
            }
            assertThat(last).contains("provider_timeout");
        }
    }

    private static List<Event> events(String body) {
        List<Event> events = new ArrayList<>();
        for (String block : body.split("\n\n", -1)) {
            if (!block.isEmpty() && !block.startsWith(":")) {
                String[] lines = block.split("\n", -1);
                assertThat(lines).hasSize(2);
                events.add(
                        new Event(lines[0].substring("event: ".length()), json(lines[1].substring("data: ".length()))));
            }
        }
        return events;
    }

    private static Map<String, Object> json(String text) {
        return StrictJsonParser.object(text.getBytes(StandardCharsets.UTF_8));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> metadata(Map<String, Object> response) {
        return (Map<String, Object>) response.get("metadata");
    }

    private static Map<String, Object> withId(Map<String, Object> response, String id) {
        metadata(response).put("request_id", id);
        return response;
    }
}
