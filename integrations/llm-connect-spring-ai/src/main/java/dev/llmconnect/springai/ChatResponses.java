package dev.llmconnect.springai;

import dev.llmconnect.Choice;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ToolCall;
import dev.llmconnect.Usage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/** Answers as Spring AI has them. */
final class ChatResponses {
    /** Key of a message's metadata that holds the parts of the answer, for the next turn. */
    static final String PARTS = "llm-connect.parts";
    /** Key of a message's metadata that holds the reasoning, as Spring AI's own models name it. */
    static final String REASONING = "reasoningContent";

    private ChatResponses() {}

    static ChatResponse of(LLMResponse response) {
        return of(response, response.content());
    }

    /** The end of a stream, whose text has been sent in pieces. */
    static ChatResponse end(LLMResponse response) {
        return of(response, "");
    }

    /** A piece of a stream's text. */
    static ChatResponse piece(String text) {
        return new ChatResponse(List.of(new Generation(new AssistantMessage(text))));
    }

    /** Each choice is a generation. */
    private static ChatResponse of(LLMResponse response, String text) {
        List<Generation> generations = new ArrayList<>();
        generations.add(generation(response.choices().get(0), text));
        response.alternatives().forEach(other -> generations.add(generation(other, other.content())));
        ChatResponseMetadata.Builder metadata =
                ChatResponseMetadata.builder().model(response.model()).usage(usage(response.usage()));
        response.metadata().requestId().ifPresent(metadata::id);
        response.metadata().provider().ifPresent(provider -> metadata.keyValue("provider", provider));
        response.metadata().profile().ifPresent(profile -> metadata.keyValue("profile", profile));
        return new ChatResponse(generations, metadata.build());
    }

    private static Generation generation(Choice choice, String text) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(PARTS, choice.parts());
        choice.reasoning().ifPresent(reasoning -> properties.put(REASONING, reasoning));
        AssistantMessage message = AssistantMessage.builder()
                .content(text)
                .properties(properties)
                .toolCalls(
                        choice.toolCalls().stream().map(ChatResponses::toolCall).toList())
                .build();
        ChatGenerationMetadata metadata = ChatGenerationMetadata.builder()
                .finishReason(choice.finishReason().value().toUpperCase(Locale.ROOT))
                .build();
        return new Generation(message, metadata);
    }

    private static AssistantMessage.ToolCall toolCall(ToolCall call) {
        return new AssistantMessage.ToolCall(call.id(), "function", call.name(), call.argumentsJson());
    }

    static DefaultUsage usage(Usage usage) {
        return new DefaultUsage(
                count(usage.inputTokens()),
                count(usage.outputTokens()),
                count(usage.totalTokens()),
                usage,
                usage.cacheReadTokens(),
                usage.cacheWrite5mTokens() + usage.cacheWrite1hTokens());
    }

    private static int count(long tokens) {
        return (int) Math.min(Integer.MAX_VALUE, tokens);
    }
}
