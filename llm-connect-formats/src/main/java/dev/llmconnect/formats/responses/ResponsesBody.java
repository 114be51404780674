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
 * @param whole the body with what it refers to, as far as the endpoint's memory has it
 * @param conversation the conversation of the endpoint's memory that the answer is appended to
 * @param added the items that the conversation does not have yet; empty without one
 * @param stream whether the answer shall come as events
 * @param store whether the client wants the answer stored, where it says so
 */
public record ResponsesBody(
        Map<String, @Nullable Object> sent,
        Map<String, @Nullable Object> whole,
        Optional<String> conversation,
        List<Object> added,
        List<Message> messages,
        RunConfig config,
        RequestTools tools,
        Optional<ToolChoice> toolChoice,
        Optional<ResponseFormat> format,
        WireOnly only,
        boolean stream,
        Optional<Boolean> store) {
    /**
     * Reads a body without a memory.
     *
     * @throws InvalidParamException naming the field that is wrong
     */
    public static ResponsesBody read(Map<String, @Nullable Object> sent) {
        return read(sent, ResponseMemory.NONE);
    }

    /**
     * Reads a body.
     *
     * @param memory what the caller may refer to
     * @throws InvalidParamException naming the field that is wrong
     */
    public static ResponsesBody read(Map<String, @Nullable Object> sent, ResponseMemory memory) {
        StoredInput stored = StoredInput.of(sent, memory);
        Map<String, @Nullable Object> whole = stored.body();
        RequestFields body = new RequestFields("", whole);
        WireOnly only = new WireOnly();
        stored(body, only);
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
        Optional<Boolean> store = body.flag("store");
        if (store.orElse(false)) {
            only.hint("store", true);
        }
        body.left().forEach(only::unknown);
        return new ResponsesBody(
                sent,
                whole,
                stored.conversation(),
                stored.added(),
                messages,
                config.build(),
                tools,
                toolChoice,
                format,
                only,
                stream,
                store);
    }

    /**
     * Returns the id of the conversation that a body names.
     *
     * @throws InvalidParamException if it names none in the right form
     */
    public static Optional<String> conversationId(Map<String, @Nullable Object> sent) {
        return StoredInput.conversationId(sent);
    }

    /** What the provider stored before, which providers of other formats refuse. */
    private static void stored(RequestFields body, WireOnly only) {
        body.text("previous_response_id").ifPresent(id -> only.require("previous_response_id", id));
        body.any(StoredInput.CONVERSATION)
                .ifPresent(conversation -> only.require(StoredInput.CONVERSATION, conversation));
        if (body.flag("background").orElse(false)) {
            throw new InvalidParamException(
                    "background",
                    "unsupported_parameter",
                    "`background` is not supported: a response is there once its request has been answered.");
        }
    }

    /** Whether the answer is to be stored; OpenAI's default is that it is. */
    boolean isToBeStored() {
        return store.orElse(true);
    }

    /** The items that the model answers. */
    List<?> input() {
        return StoredInput.items(whole.get("input"));
    }

    public LLMRequest on(LLMRequest.Builder call) {
        return call.messages(messages)
                .config(config)
                .tools(tools.functions())
                .toolChoice(toolChoice.orElse(null))
                .responseFormat(format.orElse(null))
                .wireFields(only.fields(whole))
                .build();
    }
}
