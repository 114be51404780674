package dev.llmconnect.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.Cancellation;
import dev.llmconnect.Choice;
import dev.llmconnect.ContentPart;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.profiles.policy.FallbackAdapter;
import dev.llmconnect.profiles.policy.Route;
import dev.llmconnect.testkit.ScriptedLLM;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.client.AdvisorParams;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.annotation.ToolParam;
import org.springframework.util.MimeTypeUtils;

class SpringAiModelsTest {
    private static LLMApiException overloaded() {
        return new LLMApiException(
                "HTTP 503",
                null,
                ErrorDetails.builder()
                        .provider("first")
                        .providerStatus(503)
                        .reason(FailureReason.SERVER)
                        .build());
    }

    record City(String name, int population) {}

    static class Weather {
        @Tool(description = "The weather of a city, now")
        String weather(@ToolParam(description = "for example Paris") String city) {
            return "rain in " + city;
        }
    }

    private static LLMAdapter fallback(LLMAdapter first, LLMAdapter second) {
        return new FallbackAdapter(Route.unchanged(first), List.of(Route.unchanged(second)));
    }

    @Test
    void aToolLoopGoesOnThroughAFallbackInTheMiddleOfIt() {
        ScriptedLLM first = ScriptedLLM.answering()
                .thenCall("weather", Map.of("city", "Paris"))
                .thenFail(overloaded());
        ScriptedLLM second = ScriptedLLM.answering("Take an umbrella.");

        String answer = ChatClient.create(LLMConnectChatModel.of(fallback(first, second)))
                .prompt()
                .system("Be brief.")
                .user("An umbrella in Paris?")
                .tools(new Weather())
                .call()
                .content();

        assertThat(answer).isEqualTo("Take an umbrella.");
        first.assertCalls(2).assertExhausted();
        second.assertCalls(1).assertToolResult("weather", "rain in Paris");
        LLMRequest asked = first.requests().get(0);
        assertThat(asked.tools().get(0).parameters().toString()).contains("for example Paris");
        assertThat(asked.messages().get(0).text()).isEqualTo("Be brief.");
    }

    @Test
    void anEntityIsTheProvidersStructuredOutputAlsoThroughAFallback() {
        ScriptedLLM first = ScriptedLLM.answering().thenFail(overloaded());
        ScriptedLLM second = ScriptedLLM.answering("{\"name\":\"Paris\",\"population\":2100000}");

        City city = ChatClient.create(LLMConnectChatModel.of(fallback(first, second)))
                .prompt()
                .user("Which is the largest city of France?")
                .advisors(AdvisorParams.ENABLE_NATIVE_STRUCTURED_OUTPUT)
                .call()
                .entity(City.class);

        assertThat(city).isEqualTo(new City("Paris", 2_100_000));
        ResponseFormat format = second.lastRequest().responseFormat().orElseThrow();
        assertThat(format.schema().toString()).contains("population");
    }

    @Test
    void aStreamHasItsTextInPiecesAndUsageAtItsEnd() {
        List<ChatResponse> pieces = LLMConnectChatModel.of(ScriptedLLM.answering("It rains in Paris.")).stream(
                        new Prompt("The weather?"))
                .collectList()
                .block(Duration.ofSeconds(10));

        assertThat(pieces).hasSizeGreaterThan(2);
        assertThat(pieces.stream()
                        .map(piece -> piece.getResult().getOutput().getText())
                        .collect(Collectors.joining()))
                .isEqualTo("It rains in Paris.");
        ChatResponse last = pieces.get(pieces.size() - 1);
        assertThat(last.getMetadata().getUsage().getTotalTokens()).isPositive();
        assertThat(last.getResult().getMetadata().getFinishReason()).isEqualTo("STOP");
    }

    @Test
    void eachOfSeveralAnswersIsAGeneration() {
        ScriptedLLM model = ScriptedLLM.answering()
                .thenAnswer(LLMResponse.builder()
                        .content("Rain.")
                        .alternatives(List.of(Choice.builder()
                                .part(new ContentPart.Text("Sun."))
                                .finishReason(FinishReason.LENGTH)
                                .build()))
                        .build());

        ChatResponse answer = LLMConnectChatModel.of(model).call(new Prompt("The weather?"));

        assertThat(answer.getResults())
                .extracting(each ->
                        each.getOutput().getText() + " " + each.getMetadata().getFinishReason())
                .containsExactly("Rain. STOP", "Sun. LENGTH");
    }

    @Test
    void aStreamedToolLoopRunsToo() {
        ScriptedLLM model = ScriptedLLM.answering()
                .thenCall("weather", Map.of("city", "Paris"))
                .thenAnswer("Take an umbrella.");

        String answer =
                ChatClient.create(LLMConnectChatModel.of(model))
                        .prompt()
                        .user("An umbrella?")
                        .tools(new Weather())
                        .stream()
                        .content()
                        .collect(Collectors.joining())
                        .block(Duration.ofSeconds(10));

        assertThat(answer).isEqualTo("Take an umbrella.");
        model.assertToolResult("weather", "rain in Paris");
    }

    @Test
    void cancellingASubscriptionCancelsTheCall() {
        ScriptedLLM model = ScriptedLLM.answering("It rains in Paris.");
        LLMConnectChatModel.of(model).stream(new Prompt("The weather?")).take(1).blockLast(Duration.ofSeconds(10));
        Cancellation cancellation = model.lastRequest().context().cancellation();
        assertThat(cancellation.isCancelled()).isTrue();
    }

    @Test
    void optionsOfAPromptTakePrecedenceOverDefaults() {
        ScriptedLLM model = ScriptedLLM.answering("Hello");
        LLMConnectChatOptions defaults = LLMConnectChatOptions.builder()
                .model("triage")
                .temperature(0.1)
                .maxTokens(50)
                .build();

        LLMConnectChatModel.of(model, defaults)
                .call(new Prompt(
                        "Hi", LLMConnectChatOptions.builder().temperature(0.9).build()));

        assertThat(model.lastRequest().config().modelNameIfSet()).contains("triage");
        assertThat(model.lastRequest().config().temperature()).isEqualTo(0.9);
        assertThat(model.lastRequest().config().maxTokens()).isEqualTo(50);
    }

    @Test
    void optionsKeepTheirSchemaAndToolsWhenTheyAreChanged() {
        LLMConnectChatOptions options = LLMConnectChatOptions.builder()
                .outputSchema("{\"type\":\"object\"}")
                .model("a")
                .build();
        LLMConnectChatOptions changed = options.mutate().model("b").build();
        assertThat(changed.getOutputSchema()).isEqualTo("{\"type\":\"object\"}");
        assertThat(changed.getModel()).isEqualTo("b");
        assertThat(options.getModel()).isEqualTo("a");
        assertThat(options).isEqualTo(options.mutate().build());
        assertThat(options)
                .isNotEqualTo(
                        options.mutate().outputSchema("{\"type\":\"array\"}").build());
    }

    @Test
    void anImageIsSentAsOne() {
        ScriptedLLM model = ScriptedLLM.answering("A dot");
        byte[] png = {(byte) 0x89, 'P', 'N', 'G'};
        UserMessage message = UserMessage.builder()
                .text("What is this?")
                .media(Media.builder()
                        .mimeType(MimeTypeUtils.IMAGE_PNG)
                        .data(png)
                        .build())
                .build();

        LLMConnectChatModel.of(model).call(new Prompt(message));

        assertThat(model.lastRequest().messages().get(0).parts()).hasSize(2);
        assertThat(model.lastRequest().messages().get(0).parts().get(1).toString())
                .contains("image/png");
    }

    @Test
    void aFailureIsTheAdaptersOwn() {
        LLMApiException failure = overloaded();
        LLMConnectChatModel model =
                LLMConnectChatModel.of(ScriptedLLM.answering().thenFail(failure));
        assertThatThrownBy(() -> model.call(new Prompt("Hi"))).isSameAs(failure);
    }

    @Test
    void embeddingsHaveOneVectorPerText() {
        try (LLMAdapter adapter = LLMAdapters.create("mock")) {
            LLMConnectEmbeddingModel model = LLMConnectEmbeddingModel.of(adapter, "mock/echo");
            EmbeddingResponse answer = model.embedForResponse(List.of("leek soup", "a soup of leeks"));
            assertThat(answer.getResults()).hasSize(2);
            assertThat(answer.getResults().get(1).getIndex()).isEqualTo(1);
            assertThat(answer.getResults().get(0).getOutput()).hasSize(model.dimensions());
        }
    }
}
