package dev.llmconnect.profiles;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All fields of a profile; the single source of parsing, environment variables, error messages and {@code docs/profiles.md}. */
public enum ProfileField {
    /** Name of the provider. */
    PROVIDER(
            "provider",
            "PROVIDER",
            "string",
            FieldCheck.TEXT,
            "The provider that answers, whatever `--provider` is; case-insensitive. The only required field."),
    /** Model of the provider. */
    MODEL(
            "model",
            "MODEL",
            "string",
            FieldCheck.TEXT,
            "The provider's model id. Default: the server's `--model`, else the provider's default model."),
    /** The sampling temperature. */
    TEMPERATURE("temperature", "TEMPERATURE", "number, 0 to 2", FieldCheck.CALL_VALUE, "Sampling temperature."),
    /** The maximum number of output tokens. */
    MAX_TOKENS(
            "max_tokens",
            "MAX_TOKENS",
            "integer, from 1",
            FieldCheck.CALL_VALUE,
            "Maximum number of tokens in an answer."),
    /** The maximum depth of nested calls. */
    MAX_DEPTH(
            "max_depth",
            "MAX_DEPTH",
            "integer, from 0",
            FieldCheck.CALL_VALUE,
            "Maximum depth of nested calls; a deeper call is refused before it costs anything."),
    /** The timeout of the whole call. */
    TIMEOUT_SECONDS(
            "timeout_seconds",
            "TIMEOUT_SECONDS",
            "integer, 1 to 86400",
            FieldCheck.CALL_VALUE,
            "Timeout of the whole call, retries and fallbacks included."),
    /** Parameters passed to the provider unchanged. */
    MODEL_PARAMS(
            "model_params",
            null,
            "object",
            FieldCheck.CALL_VALUE,
            "Parameters passed to the provider unchanged. Each entry is layered separately; `null` is sent as `null`."),
    /** Entry of {@link #MODEL_PARAMS} with its own environment variable. */
    REASONING_EFFORT(
            "model_params.reasoning_effort",
            "REASONING_EFFORT",
            "string",
            FieldCheck.ANYTHING,
            "Reasoning effort, as the provider names it."),
    /** Handling of parameters the provider does not support. */
    UNSUPPORTED_PARAMS(
            "unsupported_params",
            "UNSUPPORTED_PARAMS",
            "`drop` or `refuse`",
            FieldCheck.CALL_VALUE,
            "What to do with a parameter that the provider or the model is known not to support: `drop` omits it and names"
                    + " it in `dropped_params`, `refuse` returns 400 and names it. Default: the server's `--unsupported-params`,"
                    + " else a default is omitted, and a value that was set is sent, translated or refused."),
    /** Whether cache marks are added to prompts. */
    PROMPT_CACHE(
            "prompt_cache",
            "PROMPT_CACHE",
            "`auto` or `off`",
            FieldCheck.CALL_VALUE,
            "`auto` marks tools, instructions and the user's last two turns for providers that cache only what is"
                    + " marked, unless the request has its own marks. Default: off."),
    /** The base URL of the provider's API. */
    BASE_URL(
            "base_url",
            null,
            "http or https URL",
            FieldCheck.URL,
            "Base URL of the provider's API, for providers that have one. Default: as for `--provider`."),
    /** Environment variable with the provider's key. */
    API_KEY_ENV(
            "api_key_env",
            null,
            "name of a variable",
            FieldCheck.VARIABLE,
            "Environment variable that holds the API key, never the key itself. Default: the provider's customary one."),
    /** File with the provider's key. */
    API_KEY(
            "api_key",
            null,
            "`${file:PATH}`",
            FieldCheck.FILE,
            "File that holds the API key, or several keys separated by commas or line ends; never the key itself. It is"
                    + " read together with the definition. Excludes `api_key_env`."),
    /** Message field for earlier reasoning. */
    REASONING_FIELD(
            "reasoning_field",
            "REASONING_FIELD",
            "name of a field, `<think>` or `none`",
            FieldCheck.FIELD_NAME,
            "Field of an assistant message that returns earlier reasoning to the provider, such as `reasoning_content`;"
                    + " `<think>` for tags before the text, `none` for not at all. This and the next five fields apply to"
                    + " `openai-compatible` and the providers of the catalogue. Default: as in the catalogue."),
    /** Parameter name for the maximum number of output tokens. */
    MAX_TOKENS_FIELD(
            "max_tokens_field",
            "MAX_TOKENS_FIELD",
            "`max_tokens` or `max_completion_tokens`",
            FieldCheck.MAX_TOKENS_NAME,
            "Field for the maximum number of tokens, whatever the model."),
    /** Whether the provider reports usage in streams on request. */
    STREAM_USAGE(
            "stream_usage",
            "STREAM_USAGE",
            "true or false",
            FieldCheck.FLAG,
            "Whether the provider supports `stream_options.include_usage`."),
    /** Whether a default temperature is sent. */
    DEFAULT_TEMPERATURE(
            "default_temperature",
            "DEFAULT_TEMPERATURE",
            "true or false",
            FieldCheck.FLAG,
            "Whether to send a temperature if the caller set none."),
    /** Whether user and assistant turns must alternate. */
    ALTERNATING_TURNS(
            "alternating_turns",
            "ALTERNATING_TURNS",
            "true or false",
            FieldCheck.FLAG,
            "Whether the provider requires user and assistant turns to alternate."),
    /** Whether the provider supports cache marks. */
    CACHE_MARKS(
            "cache_marks",
            "CACHE_MARKS",
            "true or false",
            FieldCheck.FLAG,
            "Whether the provider accepts `cache_control` on parts and tools.");

    /** Fields that are provider settings of the same name; they do not apply to another provider. */
    static final Set<ProfileField> DIALECT = Collections.unmodifiableSet(EnumSet.range(REASONING_FIELD, CACHE_MARKS));

    private final String key;
    private final @Nullable String variableSuffix;
    private final String accepted;
    private final FieldCheck check;
    private final String description;

    ProfileField(String key, @Nullable String variableSuffix, String accepted, FieldCheck check, String description) {
        this.key = key;
        this.variableSuffix = variableSuffix;
        this.accepted = accepted;
        this.check = check;
        this.description = description;
    }

    /** Name in a definition, for example {@code max_tokens}. */
    public String key() {
        return key;
    }

    /** Suffix, after {@link Profile#environmentPrefix()}, of the variable that overrides the field. */
    public Optional<String> variableSuffix() {
        return Optional.ofNullable(variableSuffix);
    }

    /** Type and range, for documentation. */
    public String accepted() {
        return accepted;
    }

    /** Description in one or two sentences of Markdown, for documentation. */
    public String description() {
        return description;
    }

    /** Names of all fields. */
    static List<String> keys() {
        return Arrays.stream(values()).map(ProfileField::key).toList();
    }

    static Optional<ProfileField> of(String key) {
        return Arrays.stream(values()).filter(field -> field.key.equals(key)).findFirst();
    }

    /** Validates a value; see {@link FieldCheck#check}. */
    void check(String profile, Object value) {
        check.check(profile, key, value);
    }

    /** Parses a variable's text to a JSON value; text that cannot be parsed is returned for {@link #check} to report. */
    Object fromVariable(String text) {
        String stripped = text.strip();
        if (check != FieldCheck.CALL_VALUE) {
            return stripped;
        }
        try {
            return new BigDecimal(stripped);
        } catch (NumberFormatException e) {
            return stripped;
        }
    }
}
