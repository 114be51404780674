package dev.llmconnect;

import dev.llmconnect.internal.Prompts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request for a completion: messages, tools, configuration and {@link CallContext context}. Immutable and thread-safe; can be
 * executed any number of times. A decorator modifies a request with {@link #toBuilder()} and passes the copy on.
 */
public final class LLMRequest extends LLMCall {
    private final List<Message> messages;
    private final List<Tool> tools;
    private final @Nullable ToolChoice toolChoice;
    private final @Nullable ResponseFormat responseFormat;

    private LLMRequest(Builder builder) {
        super(builder);
        messages = List.copyOf(builder.messages);
        tools = List.copyOf(builder.tools);
        toolChoice = builder.toolChoice;
        responseFormat = builder.responseFormat;
    }

    private LLMRequest(LLMRequest request, RunConfig config, CallContext context) {
        super(request, config, context);
        messages = request.messages;
        tools = request.tools;
        toolChoice = request.toolChoice;
        responseFormat = request.responseFormat;
    }

    /**
     * Creates a request with one user message and default configuration.
     *
     * @throws LLMInvalidRequestException if the prompt is {@code null} or empty
     */
    public static LLMRequest of(String prompt) {
        return of(prompt, RunConfig.defaults());
    }

    /**
     * Creates a request with one user message.
     *
     * @throws LLMInvalidRequestException if the prompt is {@code null} or empty
     */
    public static LLMRequest of(String prompt, RunConfig config) {
        return builder().prompt(prompt).config(config).build();
    }

    /** Returns a builder with no messages. */
    public static Builder builder() {
        return new Builder();
    }

    /** Messages of the conversation; a prompt is a single user message. */
    public List<Message> messages() {
        return messages;
    }

    /** Tools the model may call. */
    public List<Tool> tools() {
        return tools;
    }

    /** Whether the model may, must or must not call a tool. */
    public Optional<ToolChoice> toolChoice() {
        return Optional.ofNullable(toolChoice);
    }

    /** Format of the answer. */
    public Optional<ResponseFormat> responseFormat() {
        return Optional.ofNullable(responseFormat);
    }

    @Override
    public LLMRequest begin() {
        return context().hasBegun() ? this : copy(config(), context().begin());
    }

    @Override
    LLMRequest copy(RunConfig values, CallContext context) {
        return new LLMRequest(this, values, context);
    }

    @Override
    void checkAsked() {
        if (messages.isEmpty()) {
            throw new LLMInvalidRequestException("a request needs at least one message");
        }
    }

    @Override
    public Builder toBuilder() {
        Builder builder = new Builder().startedAs(this);
        builder.messages.addAll(messages);
        builder.tools.addAll(tools);
        builder.toolChoice = toolChoice;
        builder.responseFormat = responseFormat;
        return builder;
    }

    /** Returns the request id, the number of messages and the depth, never the content. */
    @Override
    public String toString() {
        return "LLMRequest[" + requestId() + ", " + messages.size() + " message(s), depth " + depth() + "]";
    }

    /** Builder of an {@link LLMRequest}. Not thread-safe. */
    public static final class Builder extends LLMCall.Builder<Builder> {
        private final List<Message> messages = new ArrayList<>();
        private final List<Tool> tools = new ArrayList<>();
        private @Nullable ToolChoice toolChoice;
        private @Nullable ResponseFormat responseFormat;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * Adds a user message.
         *
         * @throws LLMInvalidRequestException if the text is {@code null} or empty
         */
        public Builder prompt(String text) {
            return message(Message.user(Prompts.required(text)));
        }

        /**
         * Adds a user message with attachments after its text.
         *
         * @throws LLMInvalidRequestException if the text is {@code null} or empty
         */
        public Builder prompt(String text, ContentPart... attachments) {
            List<ContentPart> parts = new ArrayList<>();
            parts.add(new ContentPart.Text(Prompts.required(text)));
            parts.addAll(List.of(attachments));
            return message(Message.user(parts));
        }

        /** Adds a message. */
        public Builder message(Message message) {
            messages.add(message);
            return this;
        }

        /** Replaces the messages. */
        public Builder messages(List<Message> conversation) {
            messages.clear();
            messages.addAll(conversation);
            return this;
        }

        /** Replaces the tools. Default: none. */
        public Builder tools(List<Tool> available) {
            tools.clear();
            tools.addAll(available);
            return this;
        }

        /** Sets whether the model may, must or must not call a tool. Default: {@code null}, the model decides. */
        public Builder toolChoice(@Nullable ToolChoice choice) {
            toolChoice = choice;
            return this;
        }

        /** Sets the format of the answer. Default: {@code null}, text. */
        public Builder responseFormat(@Nullable ResponseFormat format) {
            responseFormat = format;
            return this;
        }

        @Override
        public LLMRequest build() {
            return new LLMRequest(this);
        }
    }
}
