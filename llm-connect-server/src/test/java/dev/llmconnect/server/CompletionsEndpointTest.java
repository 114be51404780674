package dev.llmconnect.server;

import static dev.llmconnect.server.OpenAIClient.at;
import static dev.llmconnect.server.OpenAIClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenAI's legacy completions, and its count of a prompt's tokens, over real HTTP. */
class CompletionsEndpointTest {
    private static final String PATH = "/v1/completions";

    @RegisterExtension
    static final RunningServer SERVER = new RunningServer();

    private final OpenAIClient client = new OpenAIClient(SERVER);

    private HttpResponse<String> post(String fields) {
        return client.post(PATH, ("{'model':'m'," + fields + "}").replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"Hi\"", "[\"Hi\"]"})
    void aPromptIsAskedAsAMessage(String prompt) {
        HttpResponse<String> response = post(
                "'prompt':" + prompt
                        + ",'max_tokens':5,'temperature':0.5,'stop':['x'],'n':1,'best_of':1,'echo':false,'suffix':null,'logprobs':null");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        Map<String, Object> answer = json(response.body());
        assertThat(answer).containsEntry("object", "text_completion").containsEntry("model", "fake-1");
        assertThat(at(answer, "choices.0.text")).isEqualTo("hello");
        assertThat(at(answer, "choices.0.finish_reason")).isEqualTo("stop");
        assertThat(at(answer, "usage.total_tokens")).isEqualTo(5L);
        assertThat(answer.get("id")).asString().startsWith("cmpl-");
        LLMRequest asked = SERVER.adapter.onlyRequest();
        assertThat(asked.messages()).containsExactly(Message.user("Hi"));
        assertThat(asked.config().maxTokensIfSet()).hasValue(5);
        assertThat(asked.config().temperatureIfSet()).hasValue(0.5);
        assertThat(asked.wireFields().all()).isEmpty();
    }

    @Test
    void aStreamHasPiecesOfTextAndItsEnd() {
        List<String> events =
                OpenAIClient.events(post("'prompt':'Hi','stream':true,'stream_options':{'include_usage':true}")
                        .body());
        assertThat(events).hasSize(4);
        assertThat(at(json(events.get(0)), "choices.0.text")).isEqualTo("hello");
        assertThat(at(json(events.get(0)), "choices.0.finish_reason")).isNull();
        assertThat(at(json(events.get(1)), "choices.0.finish_reason")).isEqualTo("stop");
        assertThat(at(json(events.get(2)), "usage.prompt_tokens")).isEqualTo(3L);
        assertThat(events.get(3)).isEqualTo("[DONE]");
    }

    @Test
    void aStreamThatFailsEndsWithAnErrorAndBreaks() {
        SERVER.adapter.stream = request -> new ScriptedStream(FakeAdapter.hello())
                .text("hel")
                .fail(new LLMApiException("the connection broke", null, ErrorDetails.none()));
        try (RawClient raw = SERVER.raw().post(PATH, "{\"model\":\"m\",\"prompt\":\"Hi\",\"stream\":true}")) {
            assertThat(raw.readCut().body())
                    .contains("\"hel\"", "the connection broke")
                    .doesNotContain("[DONE]");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'x':1|prompt",
                "'prompt':1|prompt",
                "'prompt':[]|prompt",
                "'prompt':['a','b']|prompt",
                "'prompt':[1,2]|prompt",
                "'prompt':'a','suffix':'b'|suffix",
                "'prompt':'a','echo':true|echo",
                "'prompt':'a','n':0|n",
                "'prompt':'a','best_of':2|best_of",
                "'prompt':'a','n':3,'best_of':2|best_of",
                "'prompt':'a','logprobs':1|logprobs"
            })
    void whatAChatCannotDoIsRefusedByItsName(String fields, String param) {
        HttpResponse<String> response = post(fields);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(at(json(response.body()), "error.param")).isEqualTo(param);
        assertThat(SERVER.adapter.requests).isEmpty();
    }

    @Test
    void aPromptsTokensAreCountedOrEstimated() {
        String body = "{\"model\":\"m\",\"input\":\"Hello there\"}";
        Map<String, Object> estimated =
                json(client.post("/v1/responses/input_tokens", body).body());
        assertThat(at(estimated, "llm_connect.estimated")).isEqualTo(true);
        SERVER.adapter.tokens = OptionalLong.of(7);
        assertThat(json(client.post("/v1/responses/input_tokens", body).body()))
                .isEqualTo(Map.of("object", "response.input_tokens", "input_tokens", 7L));
        assertThat(SERVER.adapter.requests).isEmpty();
    }
}
