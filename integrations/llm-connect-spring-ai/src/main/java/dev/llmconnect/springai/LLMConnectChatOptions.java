package dev.llmconnect.springai;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.model.tool.DefaultToolCallingChatOptions;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;

/**
 * Options of {@link LLMConnectChatModel}: Spring AI's portable ones, tools, and a JSON schema, which is sent as the provider's
 * structured output. The model may be a profile.
 */
public final class LLMConnectChatOptions extends DefaultToolCallingChatOptions implements StructuredOutputChatOptions {
    private final @Nullable String outputSchema;

    private LLMConnectChatOptions(DefaultToolCallingChatOptions options, @Nullable String outputSchema) {
        super(
                options.getToolCallbacks(),
                options.getToolContext(),
                options.getModel(),
                options.getFrequencyPenalty(),
                options.getMaxTokens(),
                options.getPresencePenalty(),
                options.getStopSequences(),
                options.getTemperature(),
                options.getTopK(),
                options.getTopP());
        this.outputSchema = outputSchema;
    }

    /** Returns a builder without values. */
    public static Builder builder() {
        return new Builder();
    }

    /** JSON schema of the answer; {@code null} for text. */
    @Override
    public @Nullable String getOutputSchema() {
        return outputSchema;
    }

    @Override
    public Builder mutate() {
        return new Builder()
                .outputSchema(outputSchema)
                .toolCallbacks(getToolCallbacks())
                .toolContext(getToolContext())
                .model(getModel())
                .frequencyPenalty(getFrequencyPenalty())
                .maxTokens(getMaxTokens())
                .presencePenalty(getPresencePenalty())
                .stopSequences(getStopSequences())
                .temperature(getTemperature())
                .topK(getTopK())
                .topP(getTopP());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LLMConnectChatOptions options
                && super.equals(other)
                && Objects.equals(outputSchema, options.outputSchema);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), outputSchema);
    }

    /** Builder of {@link LLMConnectChatOptions}. Not thread-safe. */
    public static final class Builder extends DefaultToolCallingChatOptions.Builder<Builder>
            implements StructuredOutputChatOptions.Builder<Builder> {
        private @Nullable String outputSchema;

        private Builder() {}

        /** Sets the JSON schema of the answer. Default: none. */
        @Override
        public Builder outputSchema(@Nullable String schema) {
            outputSchema = schema;
            return this;
        }

        /** Takes the values that are set in another builder. */
        @Override
        public Builder combineWith(ChatOptions.Builder<?> other) {
            super.combineWith(other);
            if (other instanceof Builder builder && builder.outputSchema != null) {
                outputSchema = builder.outputSchema;
            }
            return this;
        }

        @Override
        public Builder clone() {
            return super.clone();
        }

        @Override
        public LLMConnectChatOptions build() {
            return new LLMConnectChatOptions((DefaultToolCallingChatOptions) super.build(), outputSchema);
        }
    }
}
