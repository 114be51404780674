package dev.llmconnect;

import dev.llmconnect.internal.Prompts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a model, with which values, in which {@link CallContext context}. Immutable and thread-safe; it can be executed any number
 * of times. A decorator narrows it with {@link #toBuilder()} and passes the narrower one on.
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
     * One user message with nothing set.
     *
     * @throws LLMInvalidRequestException when the prompt is {@code null} or empty
     */
    public static LLMRequest of(String prompt) {
        return of(prompt, RunConfig.defaults());
    }

    /**
     * One user message.
     *
     * @throws LLMInvalidRequestException when the prompt is {@code null} or empty
     */
    public static LLMRequest of(String prompt, RunConfig config) {
        return builder().prompt(prompt).config(config).build();
    }

    /** Starts with no message. */
    public static Builder builder() {
        return new Builder();
    }

    /** The conversation; a prompt is one user message. */
    public List<Message> messages() {
        return messages;
    }

    /** The tools the model may call. */
    public List<Tool> tools() {
        return tools;
    }

    /** Whether it may, must or must not call one. */
    public Optional<ToolChoice> toolChoice() {
        return Optional.ofNullable(toolChoice);
    }

    /** The form the answer shall have. */
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

    /** Names the call, never what is asked. */
    @Override
    public String toString() {
        return "LLMRequest[" + requestId() + ", " + messages.size() + " message(s), depth " + depth() + "]";
    }

    /** Sets the parts of a request. Not thread-safe. */
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
         * @throws LLMInvalidRequestException when the text is {@code null} or empty
         */
        public Builder prompt(String text) {
            return message(Message.user(Prompts.required(text)));
        }

        /** Adds a message. */
        public Builder message(Message message) {
            messages.add(message);
            return this;
        }

        /** Replaces the conversation. */
        public Builder messages(List<Message> conversation) {
            messages.clear();
            messages.addAll(conversation);
            return this;
        }

        /** Replaces the tools the model may call; none by default. */
        public Builder tools(List<Tool> available) {
            tools.clear();
            tools.addAll(available);
            return this;
        }

        /** Whether a tool may, must or must not be called; the model decides by default. */
        public Builder toolChoice(@Nullable ToolChoice choice) {
            toolChoice = choice;
            return this;
        }

        /** The form of the answer; text by default. */
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
