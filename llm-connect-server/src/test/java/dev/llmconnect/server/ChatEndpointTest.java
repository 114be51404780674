package dev.llmconnect.server;

import static dev.llmconnect.server.OpenAIClient.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ToolCall;
import dev.llmconnect.Usage;
import dev.llmconnect.WireFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What clients of chat completions get, in one piece. */
class ChatEndpointTest {
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    @RegisterExtension
    static final RunningServer SERVER = new RunningServer();

    private final OpenAIClient client = new OpenAIClient(SERVER);

    private Map<String, Object> answer(LLMResponse response) {
        SERVER.adapter.answer = request -> response;
        return client.answer(HI);
    }

    @Test
    void anAnswerHasTheShapeOfAChatCompletion() {
        Map<String, Object> answer = client.answer(HI);

        assertThat(answer.keySet())
                .containsExactly("id", "object", "created", "model", "choices", "usage", "llm_connect");
        assertThat(answer).containsEntry("object", "chat.completion").containsEntry("model", "fake-1");
        assertThat((String) answer.get("id")).startsWith("chatcmpl-");
        assertThat((Long) answer.get("created")).isGreaterThan(1_700_000_000L);
        assertThat(at(answer, "choices.0")).isEqualTo(OpenAIClient.json("""
                        {"index":0,"message":{"role":"assistant","content":"hello","refusal":null,"annotations":[]},
                         "logprobs":null,"finish_reason":"stop"}"""));
        assertThat(at(answer, "usage.total_tokens")).isEqualTo(5L);
        assertThat(at(answer, "llm_connect.provider")).isEqualTo("fake");
        assertThat(at(answer, "llm_connect.request_id")).isNotNull();
    }

    @Test
    void toolCallsStandAloneWithoutContent() {
        Map<String, Object> answer = answer(LLMResponse.builder()
                .toolCalls(List.of(
                        ToolCall.of("c1", "add", Map.of("a", 1L), "{\"a\":1}").withExtras(Map.of("sig", "s"))))
                .build());

        assertThat(at(answer, "choices.0.message.content")).isNull();
        assertThat(at(answer, "choices.0.finish_reason")).isEqualTo("tool_calls");
        assertThat(at(answer, "choices.0.message.tool_calls")).isEqualTo(List.of(OpenAIClient.json("""
                        {"id":"c1","type":"function","function":{"name":"add","arguments":"{\\"a\\":1}"},
                         "llm_connect":{"sig":"s"}}""")));
    }

    @Test
    void reasoningAndItsSignatureComeBackInTheFormThatClientsGiveBack() {
        Map<String, Object> answer = answer(LLMResponse.builder()
                .content("4")
                .reasoning("2 and 2")
                .parts(List.of(Reasoning.of("2 and 2", "proof", Map.of())))
                .build());

        assertThat(at(answer, "choices.0.message.reasoning_content")).isEqualTo("2 and 2");
        assertThat(at(answer, "choices.0.message.reasoning_details.0.signature"))
                .isEqualTo("proof");

        String item =
                "{\"type\":\"reasoning.text\",\"text\":\"2 and 2\",\"signature\":\"proof\",\"format\":\"llm-connect\"}";
        SERVER.adapter.reset();
        client.answer("\"messages\":[{\"role\":\"assistant\",\"content\":\"4\",\"reasoning_content\":\"2 and 2\","
                + "\"reasoning_details\":[" + item + "]}]");

        assertThat(SERVER.adapter.onlyRequest().messages().get(0).parts())
                .contains(Reasoning.of("2 and 2", "proof", Map.of()));
    }

    @Test
    void aRefusalIsToldApartFromContent() {
        Map<String, Object> answer = answer(LLMResponse.builder()
                .refusal("no")
                .finishReason(FinishReason.CONTENT_FILTER)
                .build());

        assertThat(at(answer, "choices.0.message.refusal")).isEqualTo("no");
        assertThat(at(answer, "choices.0.message.content")).isNull();
        assertThat(at(answer, "choices.0.finish_reason")).isEqualTo("content_filter");
    }

    @Test
    void tokensAndSourcesStandWhereClientsLookForThem() {
        Map<String, Object> answer = answer(LLMResponse.builder()
                .content("so it is")
                .usage(Usage.builder()
                        .inputTokens(10)
                        .cacheReadTokens(4)
                        .outputTokens(5)
                        .reasoningTokens(3)
                        .build())
                .part(ContentPart.Citation.builder()
                        .url("https://a.example")
                        .title("A")
                        .build())
                .part(ContentPart.Citation.builder()
                        .raw("other", Map.of("doc", 1))
                        .build())
                .build());

        assertThat(at(answer, "usage.prompt_tokens_details.cached_tokens")).isEqualTo(4L);
        assertThat(at(answer, "usage.completion_tokens_details.reasoning_tokens"))
                .isEqualTo(3L);
        assertThat(at(answer, "choices.0.message.annotations")).isEqualTo(List.of(OpenAIClient.json("""
                        {"type":"url_citation",
                         "url_citation":{"start_index":0,"end_index":8,"title":"A","url":"https://a.example"}}""")));
    }

    @Test
    void whatAProviderOfTheSameFormatSaidBeyondComesBackInItsPlace() {
        Map<String, Object> answer = answer(LLMResponse.builder()
                .content("x")
                .wireFields(WireFormat.OPENAI_CHAT, OpenAIClient.json("""
                        {"id":"chatcmpl-theirs","created":7,"system_fingerprint":"fp_1",
                         "choices":[{"logprobs":{"content":[1]},"message":{"mood":"good","annotations":[{"a":1}],"role":"r"}}],
                         "usage":{"cost":0.1,"prompt_tokens":99,"prompt_tokens_details":{"image_tokens":2}}}"""))
                .build());

        assertThat(answer)
                .containsEntry("id", "chatcmpl-theirs")
                .containsEntry("created", 7L)
                .containsEntry("system_fingerprint", "fp_1");
        assertThat(at(answer, "choices.0.logprobs.content.0")).isEqualTo(1L);
        assertThat(at(answer, "choices.0.message.mood")).isEqualTo("good");
        assertThat(at(answer, "choices.0.message.role")).isEqualTo("assistant");
        assertThat(at(answer, "choices.0.message.annotations.0.a")).isEqualTo(1L);
        assertThat(at(answer, "usage.cost")).hasToString("0.1");
        assertThat(at(answer, "usage.prompt_tokens")).isEqualTo(0L);
        assertThat(at(answer, "usage.prompt_tokens_details.image_tokens")).isEqualTo(2L);
    }
}
