package dev.llmconnect.formats.chat;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.RunConfig;
import dev.llmconnect.WireFields;
import dev.llmconnect.formats.endpoint.InvalidParamException;
import dev.llmconnect.formats.endpoint.RequestFields;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code POST /v1/chat/completions} takes.
 *
 * @param wireFields what only this wire format knows, unknown fields included
 * @param stream whether the answer shall come in chunks
 * @param includeUsage whether the last chunk shall tell the tokens used
 */
public record ChatBody(
        List<Message> messages,
        RunConfig config,
        ChatTools tools,
        @Nullable ResponseFormat responseFormat,
        WireFields wireFields,
        boolean stream,
        boolean includeUsage) {
    private static final String STREAM_OPTIONS = "stream_options";

    /**
     * Reads a body.
     *
     * @throws LLMInvalidRequestException naming the field that is wrong, or the place where the body is not JSON
     */
    public static ChatBody read(Map<String, @Nullable Object> sent) {
        RequestFields fields = new RequestFields("", sent);
        ChatWireFields wire = new ChatWireFields();
        RunConfig config = ChatParams.read(fields, wire);
        List<Message> messages = ChatConversation.read(fields);
        ChatTools tools = ChatTools.read(fields, wire);
        ResponseFormat format = ChatResponseFormat.read(fields, wire);
        boolean stream = fields.flag("stream").orElse(false);
        boolean includeUsage = includeUsage(fields, stream, wire);
        wire.unknown(fields.left());
        return new ChatBody(messages, config, tools, format, wire.build(sent), stream, includeUsage);
    }

    private static boolean includeUsage(RequestFields fields, boolean stream, ChatWireFields wire) {
        RequestFields options = fields.object(STREAM_OPTIONS).orElse(null);
        if (options == null) {
            return false;
        }
        if (!stream) {
            throw new InvalidParamException(
                    STREAM_OPTIONS, "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
        }
        boolean includeUsage = options.flag("include_usage").orElse(false);
        if (!options.left().isEmpty()) {
            wire.hint(STREAM_OPTIONS, options.left());
        }
        return includeUsage;
    }

    public LLMRequest request(LLMRequest.Builder call) {
        return call.messages(messages)
                .config(config)
                .tools(tools.functions())
                .toolChoice(tools.choice().orElse(null))
                .responseFormat(responseFormat)
                .wireFields(wireFields)
                .build();
    }
}
