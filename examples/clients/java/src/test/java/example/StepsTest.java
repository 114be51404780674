package example;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ReasoningEffort;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every client does in front of every format (../scenario.mjs), with Java's SDKs: three turns of tools, streamed, with reasoning. How it
 * went is kept; ../table.mjs fails when that is not what docs/clients.md says.
 */
class StepsTest {
    private static final List<String> TOOLS = List.of("read", "look", "run");
    private static final Map<String, ?> PROPERTIES = Map.of("path", Map.of("type", "string"));

    static List<Map.Entry<String, String>> models() {
        return List.copyOf(Steps.MODELS.entrySet());
    }

    /** Its tools' results are text only, so that the image comes in a turn of the user. */
    @ParameterizedTest
    @MethodSource("models")
    @DisplayName("openai-java")
    void openAI(Map.Entry<String, String> model) {
        Steps.record("openai-java", model.getKey(), () -> {
            OpenAIClient client = OpenAIOkHttpClient.builder()
                    .baseUrl(Setup.URL + "/v1")
                    .apiKey(Setup.KEY)
                    .maxRetries(0)
                    .build();
            ChatCompletionCreateParams.Builder params = ChatCompletionCreateParams.builder()
                    .model(model.getValue())
                    .reasoningEffort(ReasoningEffort.HIGH)
                    .addUserMessage(Steps.PROMPT);
            TOOLS.forEach(name -> params.addFunctionTool(FunctionDefinition.builder()
                    .name(name)
                    .parameters(FunctionParameters.builder()
                            .putAdditionalProperty("type", JsonValue.from("object"))
                            .putAdditionalProperty("properties", JsonValue.from(PROPERTIES))
                            .build())
                    .build()));
            while (true) {
                ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
                try (StreamResponse<ChatCompletionChunk> stream =
                        client.chat().completions().createStreaming(params.build())) {
                    stream.stream().forEach(accumulator::accumulate);
                }
                ChatCompletionMessage message =
                        accumulator.chatCompletion().choices().get(0).message();
                List<ChatCompletionMessageFunctionToolCall> calls = message.toolCalls().orElse(List.of()).stream()
                        .map(call -> call.asFunction())
                        .toList();
                if (calls.isEmpty()) {
                    client.close();
                    return message.content().orElse("");
                }
                params.addMessage(message);
                calls.forEach(call -> params.addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.id())
                        .content(Steps.result(
                                call.function().name(), call.function().arguments()))
                        .build()));
                if (calls.get(0).function().name().equals("look")) {
                    params.addUserMessageOfArrayOfContentParts(List.of(
                            ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                                    .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                                            .url("data:image/png;base64," + Steps.PICTURE)
                                            .build())
                                    .build())));
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("models")
    @DisplayName("anthropic-java")
    void anthropic(Map.Entry<String, String> model) {
        Steps.record("anthropic-java", model.getKey(), () -> {
            AnthropicClient client = AnthropicOkHttpClient.builder()
                    .baseUrl(Setup.URL)
                    .apiKey(Setup.KEY)
                    .maxRetries(0)
                    .build();
            MessageCreateParams.Builder params = MessageCreateParams.builder()
                    .model(model.getValue())
                    .maxTokens(8000)
                    .putAdditionalBodyProperty(
                            "thinking", com.anthropic.core.JsonValue.from(Map.of("type", "adaptive")))
                    .putAdditionalBodyProperty(
                            "output_config", com.anthropic.core.JsonValue.from(Map.of("effort", "high")))
                    .addUserMessage(Steps.PROMPT);
            TOOLS.forEach(name -> params.addTool(Tool.builder()
                    .name(name)
                    .inputSchema(Tool.InputSchema.builder()
                            .properties(com.anthropic.core.JsonValue.from(PROPERTIES))
                            .build())
                    .build()));
            while (true) {
                MessageAccumulator accumulator = MessageAccumulator.create();
                try (com.anthropic.core.http.StreamResponse<RawMessageStreamEvent> stream =
                        client.messages().createStreaming(params.build())) {
                    stream.stream().forEach(accumulator::accumulate);
                }
                Message answer = accumulator.message();
                List<ToolUseBlock> calls = answer.content().stream()
                        .flatMap(block -> block.toolUse().stream())
                        .toList();
                if (calls.isEmpty()) {
                    client.close();
                    return answer.content().stream()
                            .flatMap(block -> block.text().stream())
                            .map(text -> text.text())
                            .collect(Collectors.joining());
                }
                params.addAssistantMessageOfContentBlockParams(answer.content().stream()
                                .map(ContentBlock::toParam)
                                .toList())
                        .addUserMessageOfContentBlockParams(
                                calls.stream().map(StepsTest::result).toList());
            }
        });
    }

    private static ContentBlockParam result(ToolUseBlock call) {
        ToolResultBlockParam.Builder result = ToolResultBlockParam.builder().toolUseId(call.id());
        if (call.name().equals("look")) {
            result.contentOfBlocks(List.of(ToolResultBlockParam.Content.Block.ofImage(ImageBlockParam.builder()
                    .source(Base64ImageSource.builder()
                            .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                            .data(Steps.PICTURE)
                            .build())
                    .build())));
        } else {
            result.content(Steps.result(call.name(), call._input().toString()));
        }
        return ContentBlockParam.ofToolResult(result.build());
    }

    /** Its OpenAI model takes text from tools, so that the image comes in a turn of the user. */
    @ParameterizedTest
    @MethodSource("models")
    @DisplayName("langchain4j")
    void langChain4j(Map.Entry<String, String> model) {
        Steps.record("langchain4j", model.getKey(), () -> {
            OpenAiStreamingChatModel client = OpenAiStreamingChatModel.builder()
                    .baseUrl(Setup.URL + "/v1")
                    .apiKey(Setup.KEY)
                    .modelName(model.getValue())
                    .reasoningEffort("high")
                    .returnThinking(true)
                    .build();
            List<ToolSpecification> tools = TOOLS.stream()
                    .map(name -> ToolSpecification.builder()
                            .name(name)
                            .parameters(JsonObjectSchema.builder()
                                    .addStringProperty("path")
                                    .build())
                            .build())
                    .toList();
            List<ChatMessage> messages = new ArrayList<>(List.of(UserMessage.from(Steps.PROMPT)));
            while (true) {
                CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
                client.chat(
                        ChatRequest.builder()
                                .messages(messages)
                                .toolSpecifications(tools)
                                .build(),
                        into(whole));
                AiMessage answer = whole.get(20, TimeUnit.SECONDS).aiMessage();
                if (!answer.hasToolExecutionRequests()) {
                    return answer.text();
                }
                messages.add(answer);
                for (ToolExecutionRequest call : answer.toolExecutionRequests()) {
                    messages.add(ToolExecutionResultMessage.from(call, Steps.result(call.name(), call.arguments())));
                }
                if (answer.toolExecutionRequests().get(0).name().equals("look")) {
                    messages.add(UserMessage.from(ImageContent.from(Steps.PICTURE, "image/png")));
                }
            }
        });
    }

    private static StreamingChatResponseHandler into(CompletableFuture<ChatResponse> whole) {
        return new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String piece) {
                // the whole answer is what counts
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                whole.complete(response);
            }

            @Override
            public void onError(Throwable failure) {
                whole.completeExceptionally(failure);
            }
        };
    }
}
