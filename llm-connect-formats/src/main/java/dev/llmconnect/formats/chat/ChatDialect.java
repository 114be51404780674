package dev.llmconnect.formats.chat;

import dev.llmconnect.formats.rules.RequestRules;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
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

    /** In place of a field for reasoning: it stands before the text, between the tags that many open models write. */
    public static final String THINK_TAGS = "<think>";

    /**
     * Models that think between their calls of tools, and go on from their earlier thoughts. Source: {@code interleaved} in
     * https://models.dev, where nine in ten models that have it are of these families.
     */
    private static final Pattern INTERLEAVING = Pattern.compile("glm|kimi|deepseek|mimo|minimax");

    private final @Nullable String maxTokensField;
    private final Set<String> refusedDefaults;
    private final boolean streamUsage;
    private final @Nullable String reasoningField;
    private final boolean onlyInterleavedReasoning;
    private final boolean anyReasoningField;
    private final boolean documentUrls;
    private final boolean reportsCost;
    private final boolean oneChoice;
    private final RequestRules rules;

    private ChatDialect(Builder builder) {
        maxTokensField = builder.maxTokensField;
        refusedDefaults = Set.copyOf(builder.refusedDefaults);
        streamUsage = builder.streamUsage;
        reasoningField = builder.reasoningField;
        onlyInterleavedReasoning = builder.onlyInterleavedReasoning;
        anyReasoningField = builder.anyReasoningField;
        documentUrls = builder.documentUrls;
        reportsCost = builder.reportsCost;
        oneChoice = builder.oneChoice;
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

    /**
     * The assistant message's field in which earlier reasoning of a model is wanted back, or {@link #THINK_TAGS}; {@code null} when it is
     * not.
     */
    public @Nullable String reasoningField(String model) {
        boolean wanted = !onlyInterleavedReasoning
                || INTERLEAVING.matcher(model.toLowerCase(Locale.ROOT)).find();
        return wanted ? reasoningField : null;
    }

    /**
     * Whether reasoning that a client of Chat Completions sends back reaches the provider in the field the client chose; for servers of
     * which nothing is known.
     */
    public boolean anyReasoningField() {
        return anyReasoningField;
    }

    /** Whether a document may be given by its address. */
    public boolean documentUrls() {
        return documentUrls;
    }

    /** Whether {@code usage.cost} is the price in US dollars. */
    public boolean reportsCost() {
        return reportsCost;
    }

    /** Whether it is known to give one answer only, and to refuse or ignore {@code n} above 1. */
    public boolean oneChoice() {
        return oneChoice;
    }

    /** What it accepts in a conversation. */
    public RequestRules rules() {
        return rules;
    }

    /** A builder that starts as a copy. */
    public Builder toBuilder() {
        Builder copy = new Builder();
        copy.maxTokensField = maxTokensField;
        copy.refusedDefaults = refusedDefaults;
        copy.streamUsage = streamUsage;
        copy.reasoningField = reasoningField;
        copy.onlyInterleavedReasoning = onlyInterleavedReasoning;
        copy.anyReasoningField = anyReasoningField;
        copy.documentUrls = documentUrls;
        copy.reportsCost = reportsCost;
        copy.oneChoice = oneChoice;
        copy.rules = rules;
        return copy;
    }

    /** Sets in what a dialect differs. Not thread-safe. */
    public static final class Builder {
        private @Nullable String maxTokensField;
        private Set<String> refusedDefaults = Set.of();
        private boolean streamUsage = true;
        private @Nullable String reasoningField;
        private boolean onlyInterleavedReasoning;
        private boolean anyReasoningField;
        private boolean documentUrls;
        private boolean reportsCost;
        private boolean oneChoice;
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
            return streamUsage(false);
        }

        /** Whether {@code stream_options.include_usage} is sent; it is by default. */
        public Builder streamUsage(boolean isSent) {
            streamUsage = isSent;
            return this;
        }

        /** Sends earlier reasoning back in this field of an assistant's message, or in {@link #THINK_TAGS}; by default it is left out. */
        public Builder reasoningField(@Nullable String field) {
            reasoningField = field;
            onlyInterleavedReasoning = false;
            anyReasoningField = false;
            return this;
        }

        /** Passes on reasoning in the field in which a client of Chat Completions sends it back; by default it is left out. */
        public Builder anyReasoningField() {
            anyReasoningField = true;
            return this;
        }

        /** As {@link #reasoningField}, for models only that think between calls of tools; for hosts of many makers' models. */
        public Builder interleavedReasoningField(String field) {
            reasoningField = field;
            onlyInterleavedReasoning = true;
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

        /** Refuses {@code n} above 1; by default it is sent. */
        public Builder oneChoice() {
            oneChoice = true;
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
