package dev.llmconnect;

import dev.llmconnect.internal.ChoiceCount;
import dev.llmconnect.internal.JsonValues;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of a call: the {@code config} object of the wire contract (section 2). Immutable and thread-safe.
 *
 * <p>Distinguishes set values from defaults: {@link #temperature()} returns the effective value, {@link #temperatureIfSet()} only
 * an explicit one. A default may be omitted where a model rejects it; an explicit value is never dropped silently.
 */
public final class RunConfig {
    /** Default model name: {@value}. */
    public static final String DEFAULT_MODEL_NAME = "gpt-4";
    /** Default temperature: {@value}. */
    public static final double DEFAULT_TEMPERATURE = 0.7;
    /** Default maximum of output tokens: {@value}. */
    public static final int DEFAULT_MAX_TOKENS = 2000;
    /** Default timeout of a call: 300 seconds. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);
    /** Maximum temperature: {@value}. */
    public static final double MAX_TEMPERATURE = 2;
    /** Maximum timeout of a call: one day. */
    public static final Duration MAX_TIMEOUT = Duration.ofDays(1);

    private static final double MAX_PENALTY = 2;
    private static final String MAX_COMPLETION_TOKENS = "max_completion_tokens";
    private static final List<String> MAX_TOKENS_NAMES = List.of(RunConfigReader.MAX_TOKENS, MAX_COMPLETION_TOKENS);

    private static final String MODEL_PARAMS_PATH = "model_params.";

    private static final RunConfig UNSET = new Builder().build();

    private final @Nullable String modelName;
    private final @Nullable Double temperature;
    private final @Nullable Integer maxTokens;
    private final boolean isMaxCompletionTokens;
    private final @Nullable Duration timeout;
    private final @Nullable Integer maxDepth;
    private final Map<String, Object> modelParams;
    private final boolean usesDefaults;
    private final Set<String> inherited;
    private final @Nullable UnsupportedParams unsupportedParams;
    private final @Nullable PromptCache promptCache;

    private RunConfig(Builder builder) {
        modelName = builder.modelName;
        temperature = builder.temperature;
        maxTokens = builder.maxTokens;
        isMaxCompletionTokens = builder.isMaxCompletionTokens;
        timeout = builder.timeout;
        maxDepth = builder.maxDepth;
        modelParams = Collections.unmodifiableMap(new LinkedHashMap<>(builder.modelParams));
        usesDefaults = builder.usesDefaults;
        inherited = Set.copyOf(builder.inherited);
        unsupportedParams = builder.unsupportedParams;
        promptCache = builder.promptCache;
    }

    /** A configuration with no values set. */
    public static RunConfig defaults() {
        return UNSET;
    }

    /** Returns a builder with no values set. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Parses a {@code config} object, or a map with the same fields. Absent and {@code null} fields are unset.
     *
     * @param path name of the map in messages, for example {@code config}
     * @param fields values as parsed from JSON: strings, numbers, booleans, lists, maps
     * @throws LLMInvalidRequestException if a name is unknown, or a value has a wrong type or is out of range; the message names
     *     the field
     */
    public static RunConfig fromMap(String path, Map<String, ?> fields) {
        return RunConfigReader.read(path, fields);
    }

    /** Model or profile. Default: {@value #DEFAULT_MODEL_NAME}. */
    public String modelName() {
        return modelName != null ? modelName : DEFAULT_MODEL_NAME;
    }

    /** Model or profile, if set. */
    public Optional<String> modelNameIfSet() {
        return Optional.ofNullable(modelName);
    }

    /** Temperature, 0 to 2. Default: {@value #DEFAULT_TEMPERATURE}. */
    public double temperature() {
        return temperature != null ? temperature : DEFAULT_TEMPERATURE;
    }

    /** Temperature, if set. */
    public Optional<Double> temperatureIfSet() {
        return Optional.ofNullable(temperature);
    }

    /** Maximum number of output tokens. Default: {@value #DEFAULT_MAX_TOKENS}. */
    public int maxTokens() {
        return maxTokens != null ? maxTokens : DEFAULT_MAX_TOKENS;
    }

    /** Maximum number of output tokens, if set. */
    public Optional<Integer> maxTokensIfSet() {
        return Optional.ofNullable(maxTokens);
    }

    /**
     * Whether {@link #maxTokensIfSet()} was set as {@code max_completion_tokens}, the newer of the two Chat Completions names.
     * That name is sent if nothing is known about the model, for example for an Azure deployment. Default: {@code false}.
     */
    public boolean isMaxCompletionTokens() {
        return isMaxCompletionTokens;
    }

    /** Timeout of the whole call, including retries and fallbacks. Default: 300 seconds. */
    public Duration timeout() {
        return timeout != null ? timeout : DEFAULT_TIMEOUT;
    }

    /** Timeout of the whole call, if set. */
    public Optional<Duration> timeoutIfSet() {
        return Optional.ofNullable(timeout);
    }

    /** Maximum nesting depth (wire contract, section 6); empty for no limit. */
    public Optional<Integer> maxDepth() {
        return Optional.ofNullable(maxDepth);
    }

    /** Nucleus sampling: cumulative probability of the most likely tokens to consider ({@code top_p}). */
    public Optional<Double> topP() {
        return number("top_p").map(Number::doubleValue);
    }

    /** Number of most likely tokens to consider ({@code top_k}). */
    public Optional<Integer> topK() {
        return number("top_k").map(Number::intValue);
    }

    /** Stop sequences ({@code stop}); empty if not set. */
    public List<String> stop() {
        Object value = modelParams.get("stop");
        if (value instanceof String one) {
            return List.of(one);
        }
        return value instanceof List<?> several
                ? several.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** Seed for reproducible sampling, as far as the provider supports it ({@code seed}). */
    public Optional<Long> seed() {
        return number("seed").map(Number::longValue);
    }

    /** Penalty for tokens by their frequency so far, -2 to 2 ({@code frequency_penalty}). */
    public Optional<Double> frequencyPenalty() {
        return number("frequency_penalty").map(Number::doubleValue);
    }

    /** Penalty for tokens that have occurred at all, -2 to 2 ({@code presence_penalty}). */
    public Optional<Double> presencePenalty() {
        return number("presence_penalty").map(Number::doubleValue);
    }

    /** Reasoning effort, for example {@code low}, {@code medium} or {@code high} ({@code reasoning_effort}). */
    public Optional<String> reasoningEffort() {
        return modelParams.get("reasoning_effort") instanceof String effort ? Optional.of(effort) : Optional.empty();
    }

    /** Whether the model may call several tools in parallel ({@code parallel_tool_calls}). */
    public Optional<Boolean> parallelToolCalls() {
        return modelParams.get("parallel_tool_calls") instanceof Boolean allowed
                ? Optional.of(allowed)
                : Optional.empty();
    }

    /** Number of answers to request ({@code n}), of which {@link LLMResponse#choices()} has those that came. */
    public Optional<Integer> choices() {
        return number(ChoiceCount.NAME).map(Number::intValue);
    }

    private Optional<Number> number(String name) {
        return modelParams.get(name) instanceof Number number ? Optional.of(number) : Optional.empty();
    }

    /** Parameters passed to the provider unchanged, as JSON values, including {@code null}. */
    public Map<String, Object> modelParams() {
        return modelParams;
    }

    /**
     * Whether the default temperature and maximum of tokens are sent if not set. Default: {@code true};
     * {@link Builder#withoutDefaults()} selects the provider's own defaults.
     */
    public boolean usesDefaults() {
        return usesDefaults;
    }

    /** Handling of parameters the model does not support; empty for the handling of the wire contract, section 2. */
    public Optional<UnsupportedParams> unsupportedParams() {
        return Optional.ofNullable(unsupportedParams);
    }

    /** Whether cache marks are added to calls without a {@link ContentPart.CacheMark}; empty for {@link PromptCache#OFF}. */
    public Optional<PromptCache> promptCache() {
        return Optional.ofNullable(promptCache);
    }

    /**
     * Whether a value is inherited from a lower layer, such as a profile. An inherited value yields to a conflicting value of the
     * call itself. Does not affect equality.
     *
     * @param name {@code temperature}, {@code max_tokens}, or a key of {@link #modelParams()}
     */
    public boolean isInherited(String name) {
        return inherited.contains(name);
    }

    /**
     * Returns this configuration with unset values taken from {@code base}, marked as {@linkplain #isInherited inherited}.
     * Entries of {@link #modelParams()} are merged individually. Temperature and maximum of tokens replace those of {@code base}
     * under any of their names.
     */
    public RunConfig mergedOver(RunConfig base) {
        Builder merged = base.toBuilder();
        if (sets(RunConfigReader.TEMPERATURE)) {
            merged.clearTemperature();
        }
        if (MAX_TOKENS_NAMES.stream().anyMatch(this::sets)) {
            merged.clearMaxTokens();
        }
        merged.inherited.addAll(merged.valueNames());
        merged.inherited.removeAll(valueNames());
        merged.inherited.addAll(inherited);
        if (modelName != null) {
            merged.modelName = modelName;
        }
        if (temperature != null) {
            merged.temperature = temperature;
        }
        if (maxTokens != null) {
            merged.maxTokens = maxTokens;
            merged.isMaxCompletionTokens = isMaxCompletionTokens;
        }
        if (timeout != null) {
            merged.timeout = timeout;
        }
        if (maxDepth != null) {
            merged.maxDepth = maxDepth;
        }
        if (unsupportedParams != null) {
            merged.unsupportedParams = unsupportedParams;
        }
        if (promptCache != null) {
            merged.promptCache = promptCache;
        }
        merged.modelParams.putAll(modelParams);
        merged.usesDefaults = usesDefaults && base.usesDefaults;
        return merged.build();
    }

    private boolean sets(String name) {
        return valueNames(temperature, maxTokens, modelParams).contains(name);
    }

    private Set<String> valueNames() {
        return valueNames(temperature, maxTokens, modelParams);
    }

    private static Set<String> valueNames(
            @Nullable Double temperature, @Nullable Integer maxTokens, Map<String, Object> modelParams) {
        Set<String> names = new HashSet<>(modelParams.keySet());
        if (temperature != null) {
            names.add(RunConfigReader.TEMPERATURE);
        }
        if (maxTokens != null) {
            names.add(RunConfigReader.MAX_TOKENS);
        }
        return names;
    }

    /** Returns a builder with the values of this configuration. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.modelName = modelName;
        builder.temperature = temperature;
        builder.maxTokens = maxTokens;
        builder.isMaxCompletionTokens = isMaxCompletionTokens;
        builder.timeout = timeout;
        builder.maxDepth = maxDepth;
        builder.modelParams.putAll(modelParams);
        builder.usesDefaults = usesDefaults;
        builder.inherited.addAll(inherited);
        builder.unsupportedParams = unsupportedParams;
        builder.promptCache = promptCache;
        return builder;
    }

    /** Returns the set fields by their contract names, with the timeout in whole seconds; {@link #fromMap} parses the result. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        modelNameIfSet().ifPresent(value -> map.put(RunConfigReader.MODEL_NAME, value));
        temperatureIfSet().ifPresent(value -> map.put(RunConfigReader.TEMPERATURE, value));
        Map<String, Object> params = new LinkedHashMap<>(modelParams);
        maxTokensIfSet()
                .ifPresent(value -> (isMaxCompletionTokens ? params : map)
                        .put(isMaxCompletionTokens ? MAX_COMPLETION_TOKENS : RunConfigReader.MAX_TOKENS, value));
        timeoutIfSet().ifPresent(value -> map.put(RunConfigReader.TIMEOUT_SECONDS, LLMException.wholeSeconds(value)));
        maxDepth().ifPresent(value -> map.put(RunConfigReader.MAX_DEPTH, value));
        unsupportedParams().ifPresent(value -> map.put(RunConfigReader.UNSUPPORTED_PARAMS, value.value()));
        promptCache().ifPresent(value -> map.put(RunConfigReader.PROMPT_CACHE, value.value()));
        if (!params.isEmpty()) {
            map.put(RunConfigReader.MODEL_PARAMS, Collections.unmodifiableMap(params));
        }
        return map;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RunConfig config
                && Objects.equals(modelName, config.modelName)
                && Objects.equals(temperature, config.temperature)
                && Objects.equals(maxTokens, config.maxTokens)
                && isMaxCompletionTokens == config.isMaxCompletionTokens
                && Objects.equals(timeout, config.timeout)
                && Objects.equals(maxDepth, config.maxDepth)
                && modelParams.equals(config.modelParams)
                && unsupportedParams == config.unsupportedParams
                && promptCache == config.promptCache
                && usesDefaults == config.usesDefaults;
    }

    @Override
    public int hashCode() {
        return Objects.hash(modelName, temperature, maxTokens, timeout, maxDepth, modelParams, usesDefaults);
    }

    @Override
    public String toString() {
        return "RunConfig" + toMap();
    }

    /**
     * Builder of a {@link RunConfig}. Each method throws {@link LLMInvalidRequestException} if a value is out of range. Not
     * thread-safe.
     */
    public static final class Builder {
        private @Nullable String modelName;
        private @Nullable Double temperature;
        private @Nullable Integer maxTokens;
        private boolean isMaxCompletionTokens;
        private @Nullable Duration timeout;
        private @Nullable Integer maxDepth;
        private final Map<String, Object> modelParams = new LinkedHashMap<>();
        private boolean usesDefaults = true;
        private final Set<String> inherited = new HashSet<>();
        private @Nullable UnsupportedParams unsupportedParams;
        private @Nullable PromptCache promptCache;

        private Builder() {}

        /** Sets the model: a model id of the provider, or the name of a profile; not blank. */
        public Builder modelName(String value) {
            require(!value.isBlank(), "model_name must not be blank");
            modelName = value;
            return this;
        }

        /** Sets the temperature, 0 to 2. */
        public Builder temperature(double value) {
            require(value >= 0 && value <= MAX_TEMPERATURE, "temperature must be a number between 0 and 2", value);
            temperature = value;
            inherited.remove(RunConfigReader.TEMPERATURE);
            return this;
        }

        /** Sets the maximum number of output tokens, at least 1. */
        public Builder maxTokens(int value) {
            require(value >= 1, "max_tokens must be an integer of at least 1", value);
            maxTokens = value;
            isMaxCompletionTokens = false;
            inherited.remove(RunConfigReader.MAX_TOKENS);
            return this;
        }

        /**
         * Sets the maximum number of output tokens, like {@link #maxTokens}, under the name {@code max_completion_tokens}; see
         * {@link RunConfig#isMaxCompletionTokens()}.
         */
        public Builder maxCompletionTokens(int value) {
            maxTokens(value);
            isMaxCompletionTokens = true;
            return this;
        }

        /** Unsets the temperature, including one in the model parameters. */
        public Builder clearTemperature() {
            temperature = null;
            return clearModelParam(RunConfigReader.TEMPERATURE);
        }

        /** Unsets the maximum number of output tokens, including one in the model parameters. */
        public Builder clearMaxTokens() {
            maxTokens = null;
            isMaxCompletionTokens = false;
            MAX_TOKENS_NAMES.forEach(this::clearModelParam);
            return this;
        }

        /** Sets the timeout of the whole call, more than zero and at most one day. */
        public Builder timeout(Duration value) {
            require(
                    !value.isNegative() && !value.isZero() && value.compareTo(MAX_TIMEOUT) <= 0,
                    "timeout must be more than 0 and at most 86400 seconds",
                    value);
            timeout = value;
            return this;
        }

        /** Sets the maximum nesting depth, at least 0. */
        public Builder maxDepth(int value) {
            require(value >= 0, "max_depth must be an integer of at least 0", value);
            maxDepth = value;
            return this;
        }

        /** Sets {@link RunConfig#topP()}, more than 0 and at most 1. */
        public Builder topP(double value) {
            require(value > 0 && value <= 1, "top_p must be a number above 0 and at most 1", value);
            return modelParam("top_p", value);
        }

        /** Sets {@link RunConfig#topK()}, at least 1. */
        public Builder topK(int value) {
            require(value >= 1, "top_k must be an integer of at least 1", value);
            return modelParam("top_k", value);
        }

        /** Replaces {@link RunConfig#stop()}. */
        public Builder stop(String... texts) {
            for (String text : texts) {
                require(!text.isEmpty(), "stop must not contain an empty string");
            }
            return modelParam("stop", List.of(texts));
        }

        /** Sets {@link RunConfig#seed()}. */
        public Builder seed(long value) {
            return modelParam("seed", value);
        }

        /** Sets {@link RunConfig#frequencyPenalty()}. */
        public Builder frequencyPenalty(double value) {
            return penalty("frequency_penalty", value);
        }

        /** Sets {@link RunConfig#presencePenalty()}. */
        public Builder presencePenalty(double value) {
            return penalty("presence_penalty", value);
        }

        private Builder penalty(String name, double value) {
            require(value >= -MAX_PENALTY && value <= MAX_PENALTY, name + " must be a number between -2 and 2", value);
            return modelParam(name, value);
        }

        /** Sets {@link RunConfig#reasoningEffort()}; not blank. */
        public Builder reasoningEffort(String effort) {
            require(!effort.isBlank(), "reasoning_effort must not be blank");
            return modelParam("reasoning_effort", effort);
        }

        /** Sets {@link RunConfig#parallelToolCalls()}. */
        public Builder parallelToolCalls(boolean allowed) {
            return modelParam("parallel_tool_calls", allowed);
        }

        /** Sets {@link RunConfig#choices()}, 1 to 128. Providers that give one answer only refuse more. */
        public Builder choices(int value) {
            require(value >= 1 && value <= ChoiceCount.MAX, "n must be an integer of 1 to 128", value);
            return modelParam(ChoiceCount.NAME, value);
        }

        /**
         * Sets a parameter that is passed to the provider unchanged, including {@code null}; for parameters without a method of
         * their own.
         */
        public Builder modelParam(String name, @Nullable Object value) {
            JsonValues.require(MODEL_PARAMS_PATH + name, value);
            modelParams.put(name, value);
            inherited.remove(name);
            return this;
        }

        /** Adds parameters that are passed to the provider unchanged. */
        public Builder modelParams(Map<String, ?> values) {
            values.forEach((name, value) -> JsonValues.require(MODEL_PARAMS_PATH + name, value));
            modelParams.putAll(values);
            inherited.removeAll(values.keySet());
            return this;
        }

        /** Removes a model parameter. */
        public Builder clearModelParam(String name) {
            modelParams.remove(name);
            inherited.remove(name);
            return this;
        }

        /** Sets {@link RunConfig#unsupportedParams()}. */
        public Builder unsupportedParams(UnsupportedParams value) {
            unsupportedParams = value;
            return this;
        }

        /** Sets {@link RunConfig#promptCache()}. */
        public Builder promptCache(PromptCache value) {
            promptCache = value;
            return this;
        }

        private Set<String> valueNames() {
            return RunConfig.valueNames(temperature, maxTokens, modelParams);
        }

        /** Leaves unset temperature and maximum of tokens to the provider, as clients of its own API expect. */
        public Builder withoutDefaults() {
            usesDefaults = false;
            return this;
        }

        /** Unsets the model, so that a lower layer selects it. */
        public Builder clearModelName() {
            modelName = null;
            return this;
        }

        /** Creates the configuration. */
        public RunConfig build() {
            return new RunConfig(this);
        }

        private static void require(boolean holds, String message) {
            if (!holds) {
                throw new LLMInvalidRequestException(message);
            }
        }

        /** The message is put together for a wrong value only. */
        private static void require(boolean holds, String rule, Object got) {
            if (!holds) {
                throw new LLMInvalidRequestException(rule + ", got " + got);
            }
        }
    }
}
