package dev.llmconnect.providers.openai;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.formats.chat.ChatDialect;
import dev.llmconnect.formats.rules.RequestRules;
import dev.llmconnect.internal.BooleanText;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.ProviderSetting;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings that tell in what a server's Chat Completions differ from OpenAI's: what the catalogue knows of its providers can be told
 * of every server, and corrected for those. Immutable and thread-safe.
 */
public final class DialectSettings {
    /** Settings that only a profile or a program sets; for the many providers of the catalogue. */
    public static final DialectSettings WITHOUT_VARIABLES = new DialectSettings(null);

    private static final Pattern FIELD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
    private static final String NONE = "none";
    private static final Set<String> TAKEN = Set.of(
            "role",
            "content",
            "name",
            "refusal",
            "tool_calls",
            "tool_call_id",
            "function_call",
            "audio",
            "annotations");
    private static final Set<String> MAXIMA = Set.of("max_tokens", "max_completion_tokens");

    private final ProviderSetting reasoningField;
    private final ProviderSetting maxTokensField;
    private final ProviderSetting streamUsage;
    private final ProviderSetting defaultTemperature;
    private final ProviderSetting alternatingTurns;
    private final ProviderSetting cacheMarks;

    private DialectSettings(@Nullable String provider) {
        reasoningField = setting(
                provider,
                "reasoning_field",
                "the field of an assistant message that returns earlier reasoning; `<think>` for tags before the text,"
                        + " `none` for not at all");
        maxTokensField = setting(
                provider,
                "max_tokens_field",
                "the field for the maximum number of tokens, `max_tokens` or `max_completion_tokens`");
        streamUsage = setting(provider, "stream_usage", "whether the provider supports `stream_options.include_usage`");
        defaultTemperature =
                setting(provider, "default_temperature", "whether to send a temperature if the caller set none");
        alternatingTurns = setting(
                provider, "alternating_turns", "whether the provider requires user and assistant turns to alternate");
        cacheMarks =
                setting(provider, "cache_marks", "whether the provider accepts `cache_control` on parts and tools");
    }

    /** Settings that variables such as {@code LLM_CONNECT_OPENAI_COMPATIBLE_REASONING_FIELD} set too. */
    public static DialectSettings withVariables(String provider) {
        return new DialectSettings(provider);
    }

    /** All of them. */
    public List<ProviderSetting> all() {
        return List.of(reasoningField, maxTokensField, streamUsage, defaultTemperature, alternatingTurns, cacheMarks);
    }

    /**
     * The dialect with what is set.
     *
     * @throws LLMConfigurationException naming the provider and a setting with a value that is not accepted
     */
    public ChatDialect apply(AdapterSettings settings, String provider, ChatDialect known) {
        ChatDialect.Builder dialect = known.toBuilder();
        settings.value(reasoningField).ifPresent(field -> {
            boolean usable = field.equals(ChatDialect.THINK_TAGS)
                    || (FIELD.matcher(field).matches() && !TAKEN.contains(field));
            require(usable, provider, reasoningField, "a field of its own in a message, `<think>` or `none`");
            dialect.reasoningField(field.equals(NONE) ? null : field);
        });
        settings.value(maxTokensField).ifPresent(field -> {
            require(MAXIMA.contains(field), provider, maxTokensField, "max_tokens or max_completion_tokens");
            dialect.maxTokensField(field);
        });
        flag(settings, provider, streamUsage).ifPresent(dialect::streamUsage);
        flag(settings, provider, defaultTemperature)
                .ifPresent(sent -> dialect.refusedDefaults(sent ? Set.of() : Set.of("temperature")));
        Optional<Boolean> alternating = flag(settings, provider, alternatingTurns);
        Optional<Boolean> marks = flag(settings, provider, cacheMarks);
        require(
                !(alternating.orElse(false) && marks.orElse(false)),
                provider,
                cacheMarks,
                "no where alternating_turns is yes");
        if (alternating.isPresent() || marks.isPresent()) {
            dialect.rules(
                    alternating.orElse(false)
                            ? RequestRules.ALTERNATING_CHAT
                            : marks.orElse(false) ? RequestRules.CACHING_CHAT : RequestRules.COMPATIBLE_CHAT);
        }
        return dialect.build();
    }

    private static Optional<Boolean> flag(AdapterSettings settings, String provider, ProviderSetting setting) {
        return settings.value(setting).map(text -> {
            Optional<Boolean> value = BooleanText.parse(text);
            require(value.isPresent(), provider, setting, "yes or no");
            return value.orElseThrow();
        });
    }

    private static void require(boolean holds, String provider, ProviderSetting setting, String accepted) {
        if (!holds) {
            throw new LLMConfigurationException(setting.name() + " of " + provider + " must be " + accepted);
        }
    }

    private static ProviderSetting setting(@Nullable String provider, String name, String description) {
        List<String> variables = provider == null
                ? List.of()
                : List.of(
                        "LLM_CONNECT_" + ProviderSetting.variablePart(provider) + "_" + name.toUpperCase(Locale.ROOT));
        return ProviderSetting.builder(name)
                .variables(variables)
                .description(description)
                .build();
    }
}
