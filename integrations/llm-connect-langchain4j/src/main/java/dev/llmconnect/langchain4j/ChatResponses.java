package dev.llmconnect.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ToolCall;
import dev.llmconnect.Usage;
import java.util.Map;

/** Answers as LangChain4j has them. */
final class ChatResponses {
    /** The attribute of a message that holds the parts of the answer, for the next turn. */
    static final String PARTS = "llm-connect.parts";

    private ChatResponses() {}

    static ChatResponse of(LLMResponse response) {
        AiMessage.Builder message = AiMessage.builder()
                .text(response.content().isEmpty() ? null : response.content())
                .thinking(response.reasoning().orElse(null))
                .toolExecutionRequests(response.toolCalls().stream()
                        .map(ChatResponses::toolCall)
                        .toList())
                .attributes(Map.of(PARTS, response.parts()));
        return ChatResponse.builder()
                .aiMessage(message.build())
                .id(response.metadata().requestId().orElse(null))
                .modelName(response.model())
                .tokenUsage(usage(response.usage()))
                .finishReason(finishReason(response.finishReason()))
                .build();
    }

    private static ToolExecutionRequest toolCall(ToolCall call) {
        return ToolExecutionRequest.builder()
                .id(call.id())
                .name(call.name())
                .arguments(call.argumentsJson())
                .build();
    }

    static TokenUsage usage(Usage usage) {
        return new TokenUsage(
                (int) Math.min(Integer.MAX_VALUE, usage.inputTokens()),
                (int) Math.min(Integer.MAX_VALUE, usage.outputTokens()),
                (int) Math.min(Integer.MAX_VALUE, usage.totalTokens()));
    }

    private static FinishReason finishReason(dev.llmconnect.FinishReason reason) {
        return switch (reason.value()) {
            case "stop" -> FinishReason.STOP;
            case "length" -> FinishReason.LENGTH;
            case "tool_calls" -> FinishReason.TOOL_EXECUTION;
            case "content_filter" -> FinishReason.CONTENT_FILTER;
            default -> FinishReason.OTHER;
        };
    }
}
