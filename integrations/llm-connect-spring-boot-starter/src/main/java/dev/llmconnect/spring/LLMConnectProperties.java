package dev.llmconnect.spring;

import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMProfileException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.profiles.Profiles;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties under {@code llm-connect}.
 *
 * @param provider Provider of calls that name no profile. The default, mock, needs no key and costs nothing.
 * @param model Model of calls and profiles that name none. Default: the provider's.
 * @param temperature Sampling temperature, from 0 to 2, of calls and profiles that set none.
 * @param maxTokens Maximum number of tokens in an answer, for calls and profiles that set none.
 * @param timeout Timeout of a whole call, retries and fallbacks included, for calls and profiles that set none.
 * @param settings Settings of the provider, for example api-key and base-url. Default: the provider's variables.
 * @param profiles Profiles by name. Each one is also a bean of that name.
 * @param strictProfiles Whether a model name that is not a profile is refused.
 * @param policy Policies of all calls. A profile's own take precedence.
 * @param shutdownTimeout Time that running calls have to finish at shutdown, before they are cancelled.
 */
@ConfigurationProperties(LLMConnectProperties.PREFIX)
record LLMConnectProperties(
        @DefaultValue("mock") String provider,
        @Nullable String model,
        @Nullable Double temperature,
        @Nullable Integer maxTokens,
        @Nullable Duration timeout,
        @DefaultValue Map<String, String> settings,
        @DefaultValue Map<String, ProfileProperties> profiles,
        @DefaultValue("false") boolean strictProfiles,
        @NestedConfigurationProperty @DefaultValue PolicyProperties policy,
        @DefaultValue("20s") Duration shutdownTimeout) {
    static final String PREFIX = "llm-connect";

    /**
     * Loads the profiles of these properties and of the variables.
     *
     * @throws LLMProfileException if a definition is invalid; the message names the profile and the field
     */
    Profiles loadProfiles(Map<String, String> variables, LLMAdapters registry) {
        Map<String, Object> definitions = new LinkedHashMap<>();
        profiles.forEach((name, profile) -> definitions.put(name, profile.toDefinition()));
        return Profiles.load(variables, registry, PREFIX + ".profiles", definitions);
    }

    /** Values used where neither a call nor its profile sets one. */
    RunConfig defaults() {
        RunConfig.Builder config = RunConfig.builder();
        if (model != null) {
            config.modelName(model);
        }
        if (temperature != null) {
            config.temperature(temperature);
        }
        if (maxTokens != null) {
            config.maxTokens(maxTokens);
        }
        if (timeout != null) {
            config.timeout(timeout);
        }
        return config.build();
    }
}
