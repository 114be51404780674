package dev.llmconnect.springai;

import dev.llmconnect.ContentPart;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.Role;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.internal.JsonParser;
import dev.llmconnect.internal.JsonSyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;

/** Spring AI's prompts as requests. */
final class PromptRequests {
    private PromptRequests() {}

    static LLMRequest of(Prompt prompt, LLMConnectChatOptions defaults) {
        ChatOptions options = prompt.getOptions() == null ? defaults : prompt.getOptions();
        LLMRequest.Builder request = LLMRequest.builder().config(config(options).mergedOver(config(defaults)));
        prompt.getInstructions().forEach(message -> messages(message).forEach(request::message));
        List<Tool> tools = tools(options);
        request.tools(tools.isEmpty() ? tools(defaults) : tools);
        ResponseFormat format = format(options);
        return request.responseFormat(format == null ? format(defaults) : format)
                .build();
    }

    private static RunConfig config(ChatOptions options) {
        RunConfig.Builder config = RunConfig.builder();
        set(options.getModel(), config::modelName);
        set(options.getTemperature(), config::temperature);
        set(options.getMaxTokens(), config::maxTokens);
        set(options.getTopP(), config::topP);
        set(options.getTopK(), config::topK);
        set(options.getFrequencyPenalty(), config::frequencyPenalty);
        set(options.getPresencePenalty(), config::presencePenalty);
        List<String> stop = options.getStopSequences();
        if (stop != null && !stop.isEmpty()) {
            config.stop(stop.toArray(String[]::new));
        }
        return config.build();
    }

    private static <T> void set(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }

    private static List<Tool> tools(ChatOptions options) {
        List<ToolCallback> callbacks =
                options instanceof ToolCallingChatOptions calling ? calling.getToolCallbacks() : null;
        return callbacks == null
                ? List.of()
                : callbacks.stream()
                        .map(ToolCallback::getToolDefinition)
                        .map(PromptRequests::tool)
                        .toList();
    }

    private static Tool tool(ToolDefinition definition) {
        return Tool.builder(definition.name())
                .description(definition.description())
                .parameters(object("the schema of the tool " + definition.name(), definition.inputSchema()))
                .build();
    }

    private static @Nullable ResponseFormat format(ChatOptions options) {
        String schema = options instanceof StructuredOutputChatOptions structured ? structured.getOutputSchema() : null;
        return schema == null ? null : ResponseFormat.jsonSchema("answer", object("the output schema", schema));
    }

    private static List<Message> messages(org.springframework.ai.chat.messages.Message message) {
        if (message instanceof SystemMessage system) {
            return List.of(Message.system(text(system)));
        }
        if (message instanceof UserMessage user) {
            List<ContentPart> parts = new ArrayList<>();
            parts.add(new ContentPart.Text(text(user)));
            user.getMedia().forEach(media -> parts.add(media(media)));
            return List.of(Message.user(parts));
        }
        if (message instanceof AssistantMessage answer) {
            return List.of(Message.assistant(answered(answer)));
        }
        if (message instanceof ToolResponseMessage results) {
            return results.getResponses().stream()
                    .map(PromptRequests::toolResult)
                    .toList();
        }
        throw new LLMInvalidRequestException("a message of type " + message.getMessageType()
                + " cannot be sent; accepted are SYSTEM, USER, ASSISTANT and TOOL");
    }

    private static Message toolResult(ToolResponseMessage.ToolResponse result) {
        List<ContentPart> text = List.of(new ContentPart.Text(result.responseData()));
        return Message.of(Role.TOOL, List.of(ContentPart.ToolResult.of(result.id(), result.name(), text, false)));
    }

    /** The parts of our own answer where the message still has them and nobody changed it, else what the message says. */
    private static List<ContentPart> answered(AssistantMessage answer) {
        String text = text(answer);
        if (answer.getMetadata().get(ChatResponses.PARTS) instanceof List<?> kept) {
            List<ContentPart> own = kept.stream().map(ContentPart.class::cast).toList();
            long calls = own.stream().filter(ToolCall.class::isInstance).count();
            if (calls == answer.getToolCalls().size()
                    && Message.assistant(own).text().equals(text)) {
                return own;
            }
        }
        List<ContentPart> said = new ArrayList<>();
        if (!text.isEmpty()) {
            said.add(new ContentPart.Text(text));
        }
        answer.getToolCalls()
                .forEach(call -> said.add(ToolCall.of(
                        call.id(),
                        call.name(),
                        object("the arguments of the tool call " + call.name(), call.arguments()))));
        return said;
    }

    private static String text(org.springframework.ai.chat.messages.Message message) {
        String text = message.getText();
        return text == null ? "" : text;
    }

    private static ContentPart media(Media media) {
        String type = media.getMimeType().toString();
        return media.getData() instanceof byte[] bytes
                ? ContentPart.Media.ofBytes(type, bytes)
                : ContentPart.Media.ofUrl(type, String.valueOf(media.getData()));
    }

    private static Map<String, Object> object(String name, @Nullable String json) {
        if (json == null || json.isBlank()) {
            return Map.of();
        }
        try {
            if (JsonParser.read(json) instanceof Map<?, ?> tree) {
                Map<String, Object> members = new LinkedHashMap<>();
                tree.forEach((key, value) -> members.put(String.valueOf(key), value));
                return members;
            }
        } catch (JsonSyntaxException e) {
            throw new LLMInvalidRequestException(name + " is not valid JSON: " + e.getMessage());
        }
        throw new LLMInvalidRequestException(name + " must be a JSON object");
    }
}
