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
            "The provider that answers, whatever `--provider` is; in any case. The only required field."),
    /** Model of the provider. */
    MODEL(
            "model",
            "MODEL",
            "string",
            FieldCheck.TEXT,
            "The provider's model id. Default: the server's `--model`, else the provider's default model."),
    /** The sampling temperature. */
    TEMPERATURE("temperature", "TEMPERATURE", "number, 0 to 2", FieldCheck.CALL_VALUE, "The sampling temperature."),
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
            "The timeout of the whole call, retries and fallbacks included."),
    /** Parameters passed to the provider unchanged. */
    MODEL_PARAMS(
            "model_params",
            null,
            "object",
            FieldCheck.CALL_VALUE,
            "Parameters passed to the provider as they are. Each entry is layered by itself; `null` is sent as"
                    + " `null`."),
    /** Entry of {@link #MODEL_PARAMS} with its own environment variable. */
    REASONING_EFFORT(
            "model_params.reasoning_effort",
            "REASONING_EFFORT",
            "string",
            FieldCheck.ANYTHING,
            "The reasoning effort, in the provider's words."),
    /** Handling of parameters the provider does not support. */
    UNSUPPORTED_PARAMS(
            "unsupported_params",
            "UNSUPPORTED_PARAMS",
            "`drop` or `refuse`",
            FieldCheck.CALL_VALUE,
            "What happens to a parameter that the provider or its model is known not to take: `drop` leaves it out and"
                    + " names it in `dropped_params`, `refuse` answers 400 with its name. Default: the server's"
                    + " `--unsupported-params`, else as the contract says."),
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
            "The base URL of the provider's API, for providers that have one. Default: as for `--provider`."),
    /** Environment variable with the provider's key. */
    API_KEY_ENV(
            "api_key_env",
            null,
            "name of a variable",
            FieldCheck.VARIABLE,
            "The environment variable that holds the key, never the key itself. Default: the provider's customary"
                    + " one."),
    /** File with the provider's key. */
    API_KEY(
            "api_key",
            null,
            "`${file:PATH}`",
            FieldCheck.FILE,
            "The file that holds the key, or several keys with commas or line ends between them; never the key itself."
                    + " It is read with the definition. Instead of `api_key_env`."),
    /** Message field for earlier reasoning. */
    REASONING_FIELD(
            "reasoning_field",
            "REASONING_FIELD",
            "name of a field, `<think>` or `none`",
            FieldCheck.FIELD_NAME,
            "The field of an assistant's message in which earlier reasoning goes back, such as `reasoning_content`, or"
                    + " `<think>` for tags before the text. This and the next five are for `openai-compatible` and the"
                    + " catalogue's providers. Default: as the catalogue says."),
    /** Parameter name for the maximum number of output tokens. */
    MAX_TOKENS_FIELD(
            "max_tokens_field",
            "MAX_TOKENS_FIELD",
            "`max_tokens` or `max_completion_tokens`",
            FieldCheck.MAX_TOKENS_NAME,
            "The field for the maximum of tokens, whatever the model."),
    /** Whether the provider reports usage in streams on request. */
    STREAM_USAGE(
            "stream_usage",
            "STREAM_USAGE",
            "true or false",
            FieldCheck.FLAG,
            "Whether the server knows `stream_options.include_usage`."),
    /** Whether a default temperature is sent. */
    DEFAULT_TEMPERATURE(
            "default_temperature",
            "DEFAULT_TEMPERATURE",
            "true or false",
            FieldCheck.FLAG,
            "Whether a temperature is sent that nobody asked for."),
    /** Whether user and assistant turns must alternate. */
    ALTERNATING_TURNS(
            "alternating_turns",
            "ALTERNATING_TURNS",
            "true or false",
            FieldCheck.FLAG,
            "Whether the server takes user and assistant in turn only."),
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
