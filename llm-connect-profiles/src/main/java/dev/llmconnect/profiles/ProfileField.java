package dev.llmconnect.profiles;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a profile may set. This is the whole list: reading, environment variables, error messages and {@code docs/profiles.md} are made
 * from it.
 */
public enum ProfileField {
    /** The provider that answers. */
    PROVIDER(
            "provider",
            "PROVIDER",
            "string",
            FieldCheck.TEXT,
            "The provider that answers, whatever `--provider` is. The only field that must be set."),
    /** The provider's model. */
    MODEL(
            "model",
            "MODEL",
            "string",
            FieldCheck.TEXT,
            "The provider's model id. Unset: the server's `--model`, else the provider's own default."),
    /** How freely the model chooses its words. */
    TEMPERATURE(
            "temperature",
            "TEMPERATURE",
            "number, 0 to 2",
            FieldCheck.CALL_VALUE,
            "How freely the model chooses its words."),
    /** The longest answer. */
    MAX_TOKENS("max_tokens", "MAX_TOKENS", "integer, from 1", FieldCheck.CALL_VALUE, "The longest answer, in tokens."),
    /** The deepest nesting of calls. */
    MAX_DEPTH(
            "max_depth",
            "MAX_DEPTH",
            "integer, from 0",
            FieldCheck.CALL_VALUE,
            "How deep calls may be nested; a deeper one is refused before anything is spent."),
    /** The time for the whole call. */
    TIMEOUT_SECONDS(
            "timeout_seconds",
            "TIMEOUT_SECONDS",
            "integer, 1 to 86400",
            FieldCheck.CALL_VALUE,
            "The time for the whole call, every retry and fallback included, counted from its start."),
    /** What is passed to the provider as it is. */
    MODEL_PARAMS(
            "model_params",
            null,
            "object",
            FieldCheck.CALL_VALUE,
            "Passed to the provider as it is. Each entry is layered by itself; `null` is sent as `null`."),
    /** One entry of {@link #MODEL_PARAMS} that has an environment variable. */
    REASONING_EFFORT(
            "model_params.reasoning_effort",
            "REASONING_EFFORT",
            "string",
            FieldCheck.ANYTHING,
            "How much a reasoning model thinks, in the provider's words."),
    /** The address of the provider's API. */
    BASE_URL(
            "base_url",
            null,
            "http or https URL",
            FieldCheck.URL,
            "The address of the provider's API, for providers that have one. Unset: as for `--provider`."),
    /** The environment variable that holds the provider's key. */
    API_KEY_ENV(
            "api_key_env",
            null,
            "name of a variable",
            FieldCheck.VARIABLE,
            "The environment variable that holds the key (never the key itself). Unset: the provider's customary one.");

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

    /** The name in a definition, for example {@code max_tokens}. */
    public String key() {
        return key;
    }

    /** What follows {@link Profile#environmentPrefix()} in the name of the variable that overrides this field. */
    public Optional<String> variableSuffix() {
        return Optional.ofNullable(variableSuffix);
    }

    /** The type and range, for documents. */
    public String accepted() {
        return accepted;
    }

    /** What it does, one or two sentences in Markdown, for documents. */
    public String description() {
        return description;
    }

    /** The names in a definition. */
    static List<String> keys() {
        return Arrays.stream(values()).map(ProfileField::key).toList();
    }

    static Optional<ProfileField> of(String key) {
        return Arrays.stream(values()).filter(field -> field.key.equals(key)).findFirst();
    }

    /** Throws what {@link FieldCheck#check} throws. */
    void check(String profile, Object value) {
        check.check(profile, key, value);
    }

    /** A variable's text as JSON would hold it; text that is no number stays, for {@link #check} to complain about. */
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
