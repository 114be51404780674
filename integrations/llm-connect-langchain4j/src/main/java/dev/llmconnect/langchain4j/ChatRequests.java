package dev.llmconnect.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.llmconnect.ContentPart;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.Role;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.internal.JsonParser;
import dev.llmconnect.internal.JsonSyntaxException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** LangChain4j's requests as ours. */
final class ChatRequests {
    private ChatRequests() {}

    static LLMRequest of(ChatRequest request) {
        ChatRequestParameters parameters = request.parameters();
        LLMRequest.Builder asked = LLMRequest.builder().config(config(parameters));
        request.messages().forEach(message -> asked.message(message(message)));
        if (parameters.toolSpecifications() != null) {
            asked.tools(parameters.toolSpecifications().stream()
                    .map(ChatRequests::tool)
                    .toList());
        }
        if (parameters.toolChoice() != null) {
            asked.toolChoice(
                    switch (parameters.toolChoice()) {
                        case AUTO -> ToolChoice.AUTO;
                        case REQUIRED -> ToolChoice.REQUIRED;
                        case NONE -> ToolChoice.NONE;
                    });
        }
        return asked.responseFormat(format(parameters.responseFormat())).build();
    }

    private static RunConfig config(ChatRequestParameters parameters) {
        RunConfig.Builder config = RunConfig.builder();
        if (parameters.modelName() != null) {
            config.modelName(parameters.modelName());
        }
        if (parameters.temperature() != null) {
            config.temperature(parameters.temperature());
        }
        if (parameters.maxOutputTokens() != null) {
            config.maxTokens(parameters.maxOutputTokens());
        }
        if (parameters.topP() != null) {
            config.topP(parameters.topP());
        }
        if (parameters.topK() != null) {
            config.topK(parameters.topK());
        }
        if (parameters.frequencyPenalty() != null) {
            config.frequencyPenalty(parameters.frequencyPenalty());
        }
        if (parameters.presencePenalty() != null) {
            config.presencePenalty(parameters.presencePenalty());
        }
        if (parameters.stopSequences() != null && !parameters.stopSequences().isEmpty()) {
            config.stop(parameters.stopSequences().toArray(String[]::new));
        }
        return config.build();
    }

    private static @Nullable ResponseFormat format(dev.langchain4j.model.chat.request.@Nullable ResponseFormat format) {
        if (format == null || format.type() != ResponseFormatType.JSON) {
            return null;
        }
        return format.jsonSchema() == null
                ? ResponseFormat.JSON_OBJECT
                : ResponseFormat.jsonSchema(
                        format.jsonSchema().name(),
                        JsonSchemas.of(format.jsonSchema().rootElement()));
    }

    private static Tool tool(ToolSpecification specification) {
        return Tool.builder(specification.name())
                .description(specification.description() == null ? "" : specification.description())
                .parameters(
                        specification.parameters() == null
                                ? Map.of("type", "object", "properties", Map.of())
                                : JsonSchemas.of(specification.parameters()))
                .strict(specification.strict())
                .build();
    }

    private static Message message(ChatMessage message) {
        if (message instanceof SystemMessage system) {
            return Message.system(system.text());
        }
        if (message instanceof UserMessage user) {
            return Message.user(parts(user.contents()));
        }
        if (message instanceof AiMessage answer) {
            return Message.assistant(answered(answer));
        }
        if (message instanceof ToolExecutionResultMessage result) {
            return Message.of(
                    Role.TOOL,
                    List.of(ContentPart.ToolResult.of(
                            String.valueOf(result.id()),
                            result.toolName(),
                            parts(result.contents()),
                            Boolean.TRUE.equals(result.isError()))));
        }
        throw new LLMInvalidRequestException("a message of type " + message.type()
                + " cannot be sent; accepted are SYSTEM, USER, AI and TOOL_EXECUTION_RESULT");
    }

    /** The parts of our own answer where the message still has them and nobody changed it, else what the message says. */
    private static List<ContentPart> answered(AiMessage answer) {
        List<ContentPart> said = new ArrayList<>();
        if (answer.text() != null) {
            said.add(new ContentPart.Text(answer.text()));
        }
        answer.toolExecutionRequests().forEach(call -> said.add(toolCall(call)));
        if (answer.attributes().get(ChatResponses.PARTS) instanceof List<?> kept) {
            List<ContentPart> own = kept.stream().map(ContentPart.class::cast).toList();
            boolean isUnchanged = Message.assistant(own).text().equals(answer.text() == null ? "" : answer.text())
                    && own.stream().filter(ToolCall.class::isInstance).count()
                            == answer.toolExecutionRequests().size();
            return isUnchanged ? own : said;
        }
        return said;
    }

    private static ToolCall toolCall(ToolExecutionRequest call) {
        String arguments = call.arguments() == null || call.arguments().isBlank() ? "{}" : call.arguments();
        Map<String, Object> values = new LinkedHashMap<>();
        try {
            if (JsonParser.read(arguments) instanceof Map<?, ?> tree) {
                tree.forEach((name, value) -> values.put(String.valueOf(name), value));
            }
        } catch (JsonSyntaxException e) {
            throw new LLMInvalidRequestException(
                    "the arguments of the tool call " + call.name() + " are " + e.getMessage());
        }
        return ToolCall.of(String.valueOf(call.id()), call.name(), values);
    }

    private static List<ContentPart> parts(List<Content> contents) {
        return contents.stream().map(ChatRequests::part).toList();
    }

    private static ContentPart part(Content content) {
        if (content instanceof TextContent text) {
            return new ContentPart.Text(text.text());
        }
        if (content instanceof ImageContent image) {
            return media(
                    image.image().mimeType(),
                    "image/png",
                    image.image().url(),
                    image.image().base64Data());
        }
        if (content instanceof AudioContent audio) {
            return media(
                    audio.audio().mimeType(),
                    "audio/wav",
                    audio.audio().url(),
                    audio.audio().base64Data());
        }
        if (content instanceof PdfFileContent pdf) {
            return media(
                    pdf.pdfFile().mimeType(),
                    "application/pdf",
                    pdf.pdfFile().url(),
                    pdf.pdfFile().base64Data());
        }
        throw new LLMInvalidRequestException(
                "content of type " + content.type() + " cannot be sent; accepted are TEXT, IMAGE, AUDIO and PDF");
    }

    private static ContentPart media(
            @Nullable String mimeType, String usual, @Nullable URI url, @Nullable String base64) {
        String type = mimeType == null ? usual : mimeType;
        if (base64 != null) {
            return ContentPart.Media.ofBase64(type, base64);
        }
        return ContentPart.Media.ofUrl(type, String.valueOf(url));
    }
}
