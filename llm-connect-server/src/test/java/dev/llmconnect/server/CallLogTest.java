package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CallLogTest {
    @RegisterExtension
    static final RunningServer SERVER = new RunningServer();

    @Test
    void aCallIsOneLineWithWhatItTookAndWithoutThePrompt() {
        SERVER.adapter.answer = request -> FakeAdapter.hello().toBuilder()
                .metadata(LLMResponse.PROFILE, "triage")
                .metadata(LLMResponse.PROVIDER, "inner")
                .build();
        try (LogLines log = new LogLines()) {
            SERVER.send(
                    "/execute",
                    request -> request.header("X-Request-Id", "id-1")
                            .POST(BodyPublishers.ofString("{\"prompt\":\"a very private prompt\"}")));
            assertThat(log.calls()).hasSize(1);
            assertThat(log.calls().get(0))
                    .matches(
                            "call id=id-1 path=/execute caller=- profile=triage provider=inner model=fake-1 status=200 error=- "
                                    + "duration_ms=\\d+ prompt_tokens=3 completion_tokens=2 total_tokens=5");
            assertThat(String.join("", log.all())).doesNotContain("private", "hello");
        }
    }

    @Test
    void aFailedCallIsOneLineWithItsCode() {
        SERVER.adapter.answer = request -> {
            throw new LLMTimeoutException("late");
        };
        try (LogLines log = new LogLines()) {
            SERVER.execute("{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"m\"}}");
            assertThat(log.calls())
                    .singleElement()
                    .asString()
                    .contains(" provider=fake model=m status=504 error=provider_timeout ");
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
            assertThat(log.calls()).hasSize(4);
            assertThat(log.calls().get(3)).contains("status=413 error=request_too_large");
        }
    }

    @Test
    void nothingFromOutsideCanForgeALineOrAField() {
        SERVER.adapter.answer = request -> FakeAdapter.hello().toBuilder()
                .model("m\r\ncall id=fake status=200\u2028\u202e\u001b[31m")
                .build();
        try (LogLines log = new LogLines()) {
            SERVER.execute("{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"x y=z\\n\\u0000\"}}");
            String line = log.calls().get(0);
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
            assertThat(log.calls().get(0).length()).isLessThan(1000);
        }
    }
}
