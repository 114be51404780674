package dev.llmconnect.providers.openai;

import dev.llmconnect.providers.rules.RequestRules;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one provider's Chat Completions differ from OpenAI's, on the sending side only: answers are read in every shape from every
 * provider. Immutable and thread-safe.
 */
public final class ChatDialect {
    /** OpenAI's own, which is also the start of every other. */
    public static final ChatDialect OPENAI = new ChatDialect(new Builder().rules(RequestRules.OPENAI_CHAT));

    /** OpenRouter's. */
    public static final ChatDialect OPENROUTER = builder()
            .rules(RequestRules.CACHING_CHAT)
            .documentUrls()
            .reportsCost()
            .build();

    private final @Nullable String maxTokensField;
    private final Set<String> refusedDefaults;
    private final boolean streamUsage;
    private final @Nullable String reasoningField;
    private final boolean documentUrls;
    private final boolean reportsCost;
    private final RequestRules rules;

    private ChatDialect(Builder builder) {
        maxTokensField = builder.maxTokensField;
        refusedDefaults = Set.copyOf(builder.refusedDefaults);
        streamUsage = builder.streamUsage;
        reasoningField = builder.reasoningField;
        documentUrls = builder.documentUrls;
        reportsCost = builder.reportsCost;
        rules = builder.rules;
    }

    /** A dialect of a compatible API, which differs from OpenAI's in nothing yet. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The field for the longest answer; {@code null} for {@code max_tokens}, or {@code max_completion_tokens} where the model is known
     * to want that.
     */
    public @Nullable String maxTokensField() {
        return maxTokensField;
    }

    /** Defaults of the wire contract, by its names, that this provider takes from no model. */
    public Set<String> refusedDefaults() {
        return refusedDefaults;
    }

    /** Whether {@code stream_options.include_usage} is understood. */
    public boolean streamUsage() {
        return streamUsage;
    }

    /** The assistant message's field in which earlier reasoning is wanted back; {@code null} when it is not. */
    public @Nullable String reasoningField() {
        return reasoningField;
    }

    /** Whether a document may be given by its address. */
    public boolean documentUrls() {
        return documentUrls;
    }

    /** Whether {@code usage.cost} is the price in US dollars. */
    public boolean reportsCost() {
        return reportsCost;
    }

    /** What it accepts in a conversation. */
    public RequestRules rules() {
        return rules;
    }

    /** Sets in what a dialect differs. Not thread-safe. */
    public static final class Builder {
        private @Nullable String maxTokensField;
        private Set<String> refusedDefaults = Set.of();
        private boolean streamUsage = true;
        private @Nullable String reasoningField;
        private boolean documentUrls;
        private boolean reportsCost;
        private RequestRules rules = RequestRules.COMPATIBLE_CHAT;

        private Builder() {}

        /** The field for the longest answer, whatever the model; by default the model decides. */
        public Builder maxTokensField(@Nullable String field) {
            maxTokensField = field;
            return this;
        }

        /** Defaults of the wire contract that are never sent; none by default. */
        public Builder refusedDefaults(Set<String> names) {
            refusedDefaults = names;
            return this;
        }

        /** Leaves out {@code stream_options.include_usage}. */
        public Builder withoutStreamUsage() {
            streamUsage = false;
            return this;
        }

        /** Sends earlier reasoning back in this field of an assistant's message; by default it is left out. */
        public Builder reasoningField(@Nullable String field) {
            reasoningField = field;
            return this;
        }

        /** Sends documents by their address. */
        public Builder documentUrls() {
            documentUrls = true;
            return this;
        }

        /** Reads {@code usage.cost} as a price in US dollars. */
        public Builder reportsCost() {
            reportsCost = true;
            return this;
        }

        /** What it accepts in a conversation; {@link RequestRules#COMPATIBLE_CHAT} by default. */
        public Builder rules(RequestRules accepted) {
            rules = accepted;
            return this;
        }

        /** The dialect. */
        public ChatDialect build() {
            return new ChatDialect(this);
        }
    }
}
