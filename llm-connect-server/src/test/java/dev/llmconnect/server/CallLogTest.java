package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.Usage;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallLogTest {
    private static final String CHAT = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]%s}";

    @RegisterExtension
    static final RunningServer SERVER = new RunningServer();

    @Test
    void aCallIsOneLineWithWhatItTookAndWithoutThePrompt() {
        SERVER.adapter.answer = request -> {
            request.record().profile("triage");
            return FakeAdapter.hello().toBuilder()
                    .metadata(known -> known.provider("inner"))
                    .usage(Usage.builder()
                            .inputTokens(1000)
                            .cacheReadTokens(600)
                            .cacheWrite5mTokens(100)
                            .outputTokens(50)
                            .reasoningTokens(30)
                            .build())
                    .build();
        };
        try (LogLines log = new LogLines()) {
            SERVER.send(
                    "/execute",
                    request -> request.header("X-Request-Id", "id-1")
                            .header("X-LLM-Connect-Tags", "team=triage, env = prod")
                            .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                            .POST(BodyPublishers.ofString("{\"prompt\":\"a very private prompt\"}")));
            assertThat(log.awaitCalls(1)).hasSize(1);
            assertThat(log.calls().get(0))
                    .matches("call id=id-1 path=/execute caller=- profile=triage provider=inner model=fake-1"
                            + " requested_model=- stream=false status=200 error=- reason=- provider_status=- attempts=1"
                            + " duration_ms=\\d+ first_token_ms=\\d+ prompt_tokens=1000 completion_tokens=50"
                            + " total_tokens=1050 cached_tokens=600 cache_write_5m_tokens=100 cache_write_1h_tokens=0"
                            + " reasoning_tokens=30 audio_input_tokens=0 audio_output_tokens=0 image_input_tokens=0"
                            + " image_output_tokens=0 usage_estimated=false depth=0 tags=team:triage,env:prod"
                            + " trace=0af7651916cd43dd8448eb211c80319c");
            assertThat(String.join("", log.all())).doesNotContain("private", "hello");
        }
    }

    @Test
    void aFailedCallIsOneLineWithItsCodeAndWhoFailed() {
        SERVER.adapter.answer = request -> {
            throw new LLMTimeoutException("late");
        };
        try (LogLines log = new LogLines()) {
            SERVER.execute("{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"m\"}}");
            assertThat(log.awaitCalls(1))
                    .singleElement()
                    .asString()
                    .contains(
                            " provider=fake model=m requested_model=m ",
                            " status=504 error=provider_timeout reason=- ",
                            " attempts=1 ");
        }
    }

    @Test
    void theFieldsHaveTheirTypesAndLeaveOutWhatIsNotKnown() {
        try (LogLines log = new LogLines()) {
            SERVER.execute("{\"prompt\":\"Hi\",\"tags\":{\"team\":\"a b\"}}");
            assertThat(log.awaitFields())
                    .hasFieldOrPropertyWithValue("event", "call")
                    .hasFieldOrPropertyWithValue("status", 200L)
                    .hasFieldOrPropertyWithValue("stream", false)
                    .hasFieldOrPropertyWithValue("prompt_tokens", 3L)
                    .hasFieldOrPropertyWithValue("tags", "team:a b");
            assertThat(log.awaitFields().keySet()).doesNotHaveToString("error").isNotEmpty();
            assertThat(log.awaitFields().containsKey("error")).isFalse();
            assertThat(log.awaitFields().containsKey("caller")).isFalse();
        }
    }

    @Test
    void thereAreAsManyLinesAsCalls() {
        try (LogLines log = new LogLines()) {
            SERVER.execute("{\"prompt\":\"Hi\"}");
            SERVER.execute("{");
            SERVER.execute("{\"prompt\":\"\"}");
            SERVER.execute(" ".repeat((10 << 20) + 1));
            SERVER.get("/health");
            SERVER.get("/nowhere");
            SERVER.get("/execute");
            SERVER.get("/v1/models");
            SERVER.execute("{\"prompt\":\"Hi\"}");
            assertThat(log.awaitCalls(5)).hasSize(5);
            assertThat(log.calls().get(1)).contains(" provider=- model=- ", "status=400 error=invalid_request");
            assertThat(log.calls().get(3)).contains("status=413 error=request_too_large");
        }
    }

    @ParameterizedTest
    @CsvSource({"/execute, '{\"prompt\":\"Hi\",\"stream\":true}'", "/v1/chat/completions, ", "/v1/messages, "})
    void aStreamThatFailsInItsMiddleIsOneLineWithWhatItUsed(String path, String body) {
        SERVER.adapter.stream = request -> new ScriptedStream(FakeAdapter.hello())
                .event(new StreamEvent.Start(LLMResponse.builder()
                        .model("fake-1")
                        .usage(Usage.of(12_000, 1))
                        .build()))
                .text("he")
                .fail(new LLMApiException("cut off"));
        String sent = body != null
                ? body
                : CHAT.formatted(",\"stream\":true" + (path.endsWith("messages") ? ",\"max_tokens\":9" : ""));
        try (LogLines log = new LogLines();
                RawClient client = SERVER.raw().post(path, sent)) {
            RawStreams.head(client);
            String line = log.awaitCalls(1).get(0);
            assertThat(line)
                    .contains(
                            " path=" + path + " ",
                            " provider=fake ",
                            " stream=true status=200 error=provider_api_error ")
                    .containsPattern(" attempts=1 .* prompt_tokens=12000 ");
        }
    }

    @Test
    void aStreamThatIsLeftCountsWhatItsBeginningTold() {
        ScriptedStream stream = new ScriptedStream(FakeAdapter.hello())
                .event(new StreamEvent.Start(LLMResponse.builder()
                        .model("fake-1")
                        .usage(Usage.of(12_000, 1))
                        .build()))
                .text("he");
        SERVER.adapter.stream = request -> stream;
        try (LogLines log = new LogLines()) {
            try (RawClient client = SERVER.raw().post("/v1/chat/completions", CHAT.formatted(",\"stream\":true"))) {
                RawStreams.head(client);
                RawStreams.chunk(client);
            }
            BlockingAnswer.await(stream.released);
            assertThat(log.awaitCallWith(" error=cancelled "))
                    .contains(" model=m ", " attempts=1 ", " prompt_tokens=12000 ");
        }
    }

    @Test
    void nothingFromOutsideCanForgeALineOrAField() {
        SERVER.adapter.answer = request -> FakeAdapter.hello().toBuilder()
                .model("m\r\ncall id=fake status=200\u2028\u202e\u001b[31m")
                .build();
        try (LogLines log = new LogLines()) {
            SERVER.execute("{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"x y=z\\n\\u0000\"},"
                    + "\"tags\":{\"a=b c\":\"\\n status=1\"}}");
            String line = log.awaitCalls(1).get(0);
            assertThat(line.chars()).allMatch(c -> c >= ' ' && c < 0x7f);
            assertThat(line).contains("model=m\\u000d\\u000acall\\u0020id\\u003dfake");
            assertThat(line.split(" status=", -1)).hasSize(2);
        }
    }

    @Test
    void aLongModelNameDoesNotMakeALongLine() {
        SERVER.adapter.answer = request ->
                FakeAdapter.hello().toBuilder().model("m".repeat(100_000)).build();
        try (LogLines log = new LogLines()) {
            SERVER.execute("{\"prompt\":\"Hi\"}");
            assertThat(log.awaitCalls(1).get(0).length()).isLessThan(1500);
        }
    }
}
