package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ToolCall;
import dev.llmconnect.Usage;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever nesting the providers' reader takes, which ends at 200 levels, every endpoint writes. */
class DeepArgumentsTest {
    private static final int LEVELS = 200;

    @RegisterExtension
    static final RunningServer SERVER = new RunningServer();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/execute|{\"prompt\":\"Hi\"|false",
                "/execute|{\"prompt\":\"Hi\"|true",
                "/v1/chat/completions|{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]|false",
                "/v1/chat/completions|{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]|true",
                "/v1/messages|{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]|false",
                "/v1/messages|{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]|true",
                "/v1/responses|{\"model\":\"m\",\"input\":\"Hi\"|false",
                "/v1/responses|{\"model\":\"m\",\"input\":\"Hi\"|true"
            })
    void argumentsOfAsManyLevelsAsCanBeReadAreWritten(String path, String body, boolean stream) {
        Object inner = "the bottom";
        String json = "\"the bottom\"";
        for (int level = 1; level < LEVELS; level++) {
            inner = level % 2 == 0 ? Map.of("a", inner) : List.of(inner);
            json = level % 2 == 0 ? "{\"a\":" + json + "}" : "[" + json + "]";
        }
        ToolCall call = ToolCall.of("c", "f", Map.of("a", inner), "{\"a\":" + json + "}");
        SERVER.adapter.answer = request -> LLMResponse.builder()
                .model("m")
                .part(call)
                .usage(Usage.of(1, 1))
                .finishReason(FinishReason.TOOL_CALLS)
                .metadata(known -> known.extra("deep", call.arguments()))
                .build();

        HttpResponse<String> answer = SERVER.send(
                path, request -> request.POST(BodyPublishers.ofString(body + (stream ? ",\"stream\":true}" : "}"))));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("internal_error", "{a=").contains("the bottom");
        int brackets =
                (int) answer.body().chars().filter(c -> c == '{' || c == '[').count();
        assertThat(brackets).isGreaterThanOrEqualTo(LEVELS);
    }
}
