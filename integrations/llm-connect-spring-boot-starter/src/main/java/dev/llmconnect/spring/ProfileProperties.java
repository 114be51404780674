package dev.llmconnect.spring;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A profile: a name for a provider, a model and call values. The fields are those of docs/profiles.md.
 *
 * @param provider Provider that answers.
 * @param model Provider's model id. Default: llm-connect.model, else the provider's default model.
 * @param temperature Sampling temperature, from 0 to 2.
 * @param maxTokens Maximum number of tokens in an answer.
 * @param maxDepth Maximum depth of nested calls.
 * @param timeout Timeout of the whole call, retries and fallbacks included, in whole seconds.
 * @param modelParams Parameters passed to the provider unchanged, for example top-p or reasoning-effort.
 * @param unsupportedParams What to do with a parameter that the provider is known not to support: drop or refuse.
 * @param promptCache Whether cache marks are added to prompts: auto or off.
 * @param baseUrl Base URL of the provider's API.
 * @param apiKeyEnv Variable or property that holds the API key, for example HOUSE_API_KEY; never the key itself.
 * @param apiKeyFile File that holds the API key.
 * @param reasoningField Field of an assistant message that returns earlier reasoning to the provider.
 * @param maxTokensField Field for the maximum number of tokens: max_tokens or max_completion_tokens.
 * @param streamUsage Whether the provider supports stream_options.include_usage.
 * @param defaultTemperature Whether to send a temperature if the caller set none.
 * @param alternatingTurns Whether the provider requires user and assistant turns to alternate.
 * @param cacheMarks Whether the provider accepts cache_control on parts and tools.
 * @param policy Policies of calls with this profile.
 */
record ProfileProperties(
        @Nullable String provider,
        @Nullable String model,
        @Nullable Double temperature,
        @Nullable Integer maxTokens,
        @Nullable Integer maxDepth,
        @Nullable Duration timeout,
        @DefaultValue Map<String, Object> modelParams,
        @Nullable String unsupportedParams,
        @Nullable String promptCache,
        @Nullable String baseUrl,
        @Nullable String apiKeyEnv,
        @Nullable String apiKeyFile,
        @Nullable String reasoningField,
        @Nullable String maxTokensField,
        @Nullable Boolean streamUsage,
        @Nullable Boolean defaultTemperature,
        @Nullable Boolean alternatingTurns,
        @Nullable Boolean cacheMarks,
        @NestedConfigurationProperty @DefaultValue PolicyProperties policy) {

    /** Names the provider and the model, and no address, which may hold credentials. */
    @Override
    public String toString() {
        return "ProfileProperties[provider=" + provider + ", model=" + model + "]";
    }

    /** Returns the profile's definition in JSON, with the fields that are set. */
    Map<String, Object> toDefinition() {
        return new Definition()
                .put("provider", provider)
                .put("model", model)
                .put("temperature", temperature)
                .put("max_tokens", maxTokens)
                .put("max_depth", maxDepth)
                .putSeconds("timeout_seconds", timeout)
                .put("model_params", PropertyTree.json(modelParams))
                .put("unsupported_params", unsupportedParams)
                .put("prompt_cache", promptCache)
                .put("base_url", baseUrl)
                .put("api_key_env", apiKeyEnv)
                .put("api_key", apiKeyFile == null ? null : "${file:" + apiKeyFile + "}")
                .put("reasoning_field", reasoningField)
                .put("max_tokens_field", maxTokensField)
                .put("stream_usage", streamUsage)
                .put("default_temperature", defaultTemperature)
                .put("alternating_turns", alternatingTurns)
                .put("cache_marks", cacheMarks)
                .putAll(policy.toDefinition())
                .fields();
    }
}
