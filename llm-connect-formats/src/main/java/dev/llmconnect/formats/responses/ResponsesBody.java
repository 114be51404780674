package dev.llmconnect.formats.responses;

import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.RunConfig;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.InvalidParamException;
import dev.llmconnect.formats.endpoint.RequestFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code POST /v1/responses} takes. RequestFields nobody here knows are kept for adapters of the same wire format.
 *
 * @param sent the body as it came, of which the answer repeats some
 * @param stream whether the answer shall come as events
 * @param store whether the client wants the answer stored, which it is not
 */
public record ResponsesBody(
        Map<String, @Nullable Object> sent,
        List<Message> messages,
        RunConfig config,
        RequestTools tools,
        Optional<ToolChoice> toolChoice,
        Optional<ResponseFormat> format,
        WireOnly only,
        boolean stream,
        boolean store) {
    /**
     * Reads a body.
     *
     * @throws InvalidParamException naming the field that is wrong, or that wants a memory
     */
    public static ResponsesBody read(Map<String, @Nullable Object> sent) {
        RequestFields body = new RequestFields("", sent);
        WireOnly only = new WireOnly();
        memory(body, only);
        RunConfig.Builder config = RunConfig.builder().withoutDefaults();
        List<Message> messages = new ArrayList<>();
        body.text("instructions")
                .filter(text -> !text.isEmpty())
                .ifPresent(text -> messages.add(Message.system(text).withRaw(WireFormat.OPENAI_RESPONSES, List.of())));
        messages.addAll(InputItems.read(body));
        RequestParams.read(body, config, only);
        RequestTools tools = RequestTools.read(body, only);
        Optional<ToolChoice> toolChoice = RequestTools.choice(body, only);
        Optional<ResponseFormat> format = RequestText.read(body, config, only);
        boolean stream = body.flag("stream").orElse(false);
        boolean store = body.flag("store").orElse(false);
        if (store) {
            only.hint("store", true);
        }
        body.left().forEach(only::unknown);
        return new ResponsesBody(sent, messages, config.build(), tools, toolChoice, format, only, stream, store);
    }

    /** What the provider stored before, which providers of other formats refuse. */
    private static void memory(RequestFields body, WireOnly only) {
        body.text("previous_response_id").ifPresent(id -> only.require("previous_response_id", id));
        body.any("conversation").ifPresent(conversation -> only.require("conversation", conversation));
        if (body.flag("background").orElse(false)) {
            throw new InvalidParamException(
                    "background",
                    "unsupported_parameter",
                    "`background` is not supported: nothing is stored here, so the answer could not be fetched later.");
        }
    }

    public LLMRequest on(LLMRequest.Builder call) {
        return call.messages(messages)
                .config(config)
                .tools(tools.functions())
                .toolChoice(toolChoice.orElse(null))
                .responseFormat(format.orElse(null))
                .wireFields(only.fields(sent))
                .build();
    }
}
