package dev.llmconnect.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agentic.Agent;
import dev.langchain4j.agentic.AgenticServices;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.profiles.policy.FallbackAdapter;
import dev.llmconnect.profiles.policy.Route;
import dev.llmconnect.testkit.ScriptedLLM;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** LangChain4j's AI services and agents over two providers, the first of which fails in the middle of their work. */
class AgentsTest {
    /** An AI service that answers with a text. */
    public interface Assistant {
        String chat(String question);
    }

    /** An AI service that streams. */
    public interface StreamingAssistant {
        TokenStream chat(String question);
    }

    /** An AI service that answers with a record. */
    public interface Forecaster {
        Forecast forecast(String question);
    }

    /** The first agent of a sequence; has a tool. */
    public interface Meteorologist {
        @UserMessage("What is the weather in {{city}}?")
        @Agent("Knows the weather")
        String weather(@V("city") String city);
    }

    /** The second agent of a sequence; answers with a record. */
    public interface Adviser {
        @UserMessage("What to take along when there is {{weather}}?")
        @Agent("Says what to take along")
        Forecast advise(@V("weather") String weather);
    }

    /** The answer of some of them; public, since the interfaces are. */
    public record Forecast(String sky, int degrees) {}

    static class Weather {
        @Tool("The weather of a city, now")
        String weather(@P("for example Paris") String city) {
            return "rain in " + city;
        }
    }

    private static final Forecast RAIN = new Forecast("rain", 12);
    private static final String RAIN_AS_JSON = "{\"sky\":\"rain\",\"degrees\":12}";

    private final ScriptedLLM first = ScriptedLLM.answering();
    private final ScriptedLLM second = ScriptedLLM.answering();
    private final LLMAdapter both = new FallbackAdapter(Route.unchanged(first), List.of(Route.unchanged(second)));

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

    @Test
    void aToolLoopGoesOnThroughAFallbackInTheMiddleOfIt() {
        first.thenCall("weather", Map.of("city", "Paris")).thenFail(overloaded());
        second.thenAnswer("Take an umbrella.");

        String answer = AiServices.builder(Assistant.class)
                .chatModel(LLMConnectChatModel.of(both))
                .tools(new Weather())
                .build()
                .chat("An umbrella in Paris?");

        assertThat(answer).isEqualTo("Take an umbrella.");
        first.assertCalls(2).assertExhausted();
        second.assertCalls(1).assertToolResult("weather", "rain in Paris");
        assertThat(first.requests().get(0).tools().get(0).parameters().toString())
                .contains("for example Paris");
    }

    @Test
    void aRecordIsTheProvidersStructuredOutputAlsoThroughAFallback() {
        first.thenFail(overloaded());
        second.thenAnswer(RAIN_AS_JSON);

        Forecast forecast = AiServices.create(Forecaster.class, LLMConnectChatModel.of(both))
                .forecast("Tomorrow?");

        assertThat(forecast).isEqualTo(RAIN);
        assertThat(second.lastRequest().responseFormat().orElseThrow().schema().toString())
                .contains("degrees");
    }

    @Test
    void aToolLoopEndsWithARecordThroughAFallbackInTheMiddleOfIt() {
        first.thenCall("weather", Map.of("city", "Paris")).thenFail(overloaded());
        second.thenAnswer(RAIN_AS_JSON);

        Forecast forecast = AiServices.builder(Forecaster.class)
                .chatModel(LLMConnectChatModel.of(both))
                .tools(new Weather())
                .build()
                .forecast("Paris?");

        assertThat(forecast).isEqualTo(RAIN);
        second.assertToolResult("weather", "rain in Paris");
        assertThat(second.lastRequest().responseFormat()).isPresent();
    }

    @Test
    void aStreamedToolLoopGoesOnThroughAFallbackInTheMiddleOfIt() throws Exception {
        first.thenCall("weather", Map.of("city", "Paris")).thenFail(overloaded());
        second.thenAnswer("Take an umbrella.");
        CompletableFuture<String> answer = new CompletableFuture<>();

        try (LLMConnectStreamingChatModel model = LLMConnectStreamingChatModel.of(both)) {
            AiServices.builder(StreamingAssistant.class)
                    .streamingChatModel(model)
                    .tools(new Weather())
                    .build()
                    .chat("An umbrella in Paris?")
                    .onPartialResponse(piece -> {})
                    .onCompleteResponse(
                            response -> answer.complete(response.aiMessage().text()))
                    .onError(answer::completeExceptionally)
                    .start();
            assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("Take an umbrella.");
        }
        second.assertToolResult("weather", "rain in Paris");
    }

    @Test
    void aSequenceOfAgentsEndsWithARecordThroughFallbacks() {
        first.thenCall("weather", Map.of("city", "Paris"))
                .thenFail(overloaded())
                .thenFail(overloaded());
        second.thenAnswer("rain").thenAnswer(RAIN_AS_JSON);
        LLMConnectChatModel model = LLMConnectChatModel.of(both);
        Meteorologist meteorologist = AgenticServices.agentBuilder(Meteorologist.class)
                .chatModel(model)
                .tools(new Weather())
                .outputKey("weather")
                .build();
        Adviser adviser = AgenticServices.agentBuilder(Adviser.class)
                .chatModel(model)
                .outputKey("advice")
                .build();

        Object advice = AgenticServices.sequenceBuilder()
                .subAgents(meteorologist, adviser)
                .outputKey("advice")
                .build()
                .invoke(Map.of("city", "Paris"));

        assertThat(advice).isEqualTo(RAIN);
        first.assertExhausted();
        second.assertCalls(2).assertExhausted().assertAsked("when there is rain");
    }
}
