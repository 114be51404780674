package dev.llmconnect;

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
 * The values of a call: the {@code config} of the wire contract, section 2. Immutable and thread-safe.
 *
 * <p>It knows <em>set</em> from <em>default</em>: {@link #temperature()} is the value to use, {@link #temperatureIfSet()} tells
 * whether anybody asked for it. A default may be left out where a model refuses it; a value that was set is never dropped silently.
 */
public final class RunConfig {
    /** The model when nothing names one: {@value}. */
    public static final String DEFAULT_MODEL_NAME = "gpt-4";
    /** The temperature when nothing sets one: {@value}. */
    public static final double DEFAULT_TEMPERATURE = 0.7;
    /** The longest answer, in tokens, when nothing sets one: {@value}. */
    public static final int DEFAULT_MAX_TOKENS = 2000;
    /** The time for a whole call when nothing sets one: 300 seconds. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);
    /** The highest temperature that is accepted: {@value}. */
    public static final double MAX_TEMPERATURE = 2;
    /** The longest time for a call: one day. */
    public static final Duration MAX_TIMEOUT = Duration.ofDays(1);

    private static final double MAX_PENALTY = 2;
    private static final String MAX_COMPLETION_TOKENS = "max_completion_tokens";
    private static final List<String> MAX_TOKENS_NAMES = List.of(RunConfigReader.MAX_TOKENS, MAX_COMPLETION_TOKENS);

    private static final RunConfig UNSET = new Builder().build();

    private final @Nullable String modelName;
    private final @Nullable Double temperature;
    private final @Nullable Integer maxTokens;
    private final boolean isMaxCompletionTokens;
    private final @Nullable Duration timeout;
    private final @Nullable Integer maxDepth;
    private final Map<String, Object> modelParams;
    private final boolean defaultsApply;
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
        defaultsApply = builder.defaultsApply;
        inherited = Set.copyOf(builder.inherited);
        unsupportedParams = builder.unsupportedParams;
        promptCache = builder.promptCache;
    }

    /** Nothing set, so every value is its default. */
    public static RunConfig defaults() {
        return UNSET;
    }

    /** Starts with nothing set. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads the {@code config} object of a request, or another map with the same fields. An absent or {@code null} field is unset.
     *
     * @param path how messages name the map, for example {@code config}
     * @param fields values as a JSON parser gives them: strings, numbers, booleans, lists, maps
     * @throws LLMInvalidRequestException for an unknown name, a wrong type or a value out of range; the message names the field
     */
    public static RunConfig fromMap(String path, Map<String, ?> fields) {
        return RunConfigReader.read(path, fields);
    }

    /** The model to use; {@value #DEFAULT_MODEL_NAME} when unset. */
    public String modelName() {
        return modelName != null ? modelName : DEFAULT_MODEL_NAME;
    }

    /** The model somebody asked for. */
    public Optional<String> modelNameIfSet() {
        return Optional.ofNullable(modelName);
    }

    /** The temperature to use, 0 to 2; {@value #DEFAULT_TEMPERATURE} when unset. */
    public double temperature() {
        return temperature != null ? temperature : DEFAULT_TEMPERATURE;
    }

    /** The temperature somebody asked for. */
    public Optional<Double> temperatureIfSet() {
        return Optional.ofNullable(temperature);
    }

    /** The longest answer to ask for, in tokens; {@value #DEFAULT_MAX_TOKENS} when unset. */
    public int maxTokens() {
        return maxTokens != null ? maxTokens : DEFAULT_MAX_TOKENS;
    }

    /** The longest answer somebody asked for, in tokens. */
    public Optional<Integer> maxTokensIfSet() {
        return Optional.ofNullable(maxTokens);
    }

    /**
     * Whether {@link #maxTokensIfSet()} was set as {@code max_completion_tokens}, the newer of the two names that Chat Completions have
     * for it. A provider is asked by that name where nothing is known of its model, such as an Azure deployment; false by default.
     */
    public boolean isMaxCompletionTokens() {
        return isMaxCompletionTokens;
    }

    /** The time for the whole call, every retry and fallback included; 300 seconds when unset. */
    public Duration timeout() {
        return timeout != null ? timeout : DEFAULT_TIMEOUT;
    }

    /** The time somebody asked for. */
    public Optional<Duration> timeoutIfSet() {
        return Optional.ofNullable(timeout);
    }

    /** The deepest nesting of calls that is allowed (the contract's section 6); empty for no limit. */
    public Optional<Integer> maxDepth() {
        return Optional.ofNullable(maxDepth);
    }

    /** Nucleus sampling: only the most likely tokens whose probabilities sum up to this are considered ({@code top_p}). */
    public Optional<Double> topP() {
        return number("top_p").map(Number::doubleValue);
    }

    /** Only this many of the most likely tokens are considered ({@code top_k}). */
    public Optional<Integer> topK() {
        return number("top_k").map(Number::intValue);
    }

    /** The texts at which the answer ends ({@code stop}); empty when none is set. */
    public List<String> stop() {
        Object value = modelParams.get("stop");
        if (value instanceof String one) {
            return List.of(one);
        }
        return value instanceof List<?> several
                ? several.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** The seed of the sampling, for answers that repeat as far as the provider can ({@code seed}). */
    public Optional<Long> seed() {
        return number("seed").map(Number::longValue);
    }

    /** How much tokens are avoided the more often they have occurred, -2 to 2 ({@code frequency_penalty}). */
    public Optional<Double> frequencyPenalty() {
        return number("frequency_penalty").map(Number::doubleValue);
    }

    /** How much tokens are avoided that have occurred at all, -2 to 2 ({@code presence_penalty}). */
    public Optional<Double> presencePenalty() {
        return number("presence_penalty").map(Number::doubleValue);
    }

    /** How long the model reasons, for example {@code low}, {@code medium} or {@code high} ({@code reasoning_effort}). */
    public Optional<String> reasoningEffort() {
        return modelParams.get("reasoning_effort") instanceof String effort ? Optional.of(effort) : Optional.empty();
    }

    /** Whether the model may call several tools at once ({@code parallel_tool_calls}). */
    public Optional<Boolean> parallelToolCalls() {
        return modelParams.get("parallel_tool_calls") instanceof Boolean allowed
                ? Optional.of(allowed)
                : Optional.empty();
    }

    private Optional<Number> number(String name) {
        return modelParams.get(name) instanceof Number number ? Optional.of(number) : Optional.empty();
    }

    /** What is passed to the provider as it is; values as a JSON parser gives them, {@code null} included. */
    public Map<String, Object> modelParams() {
        return modelParams;
    }

    /**
     * Whether a provider is asked for the default temperature and length where nothing sets them; true unless
     * {@link Builder#withoutDefaults()} said that the provider's own shall hold.
     */
    public boolean defaultsApply() {
        return defaultsApply;
    }

    /** What happens to parameters that the provider or its model does not take; empty for what the contract says, section 2. */
    public Optional<UnsupportedParams> unsupportedParams() {
        return Optional.ofNullable(unsupportedParams);
    }

    /** Whether prompts are marked for the provider's cache where the call has no {@link ContentPart.CacheMark}; empty for no. */
    public Optional<PromptCache> promptCache() {
        return Optional.ofNullable(promptCache);
    }

    /**
     * Whether a value comes from a lower layer, such as a profile, and not from the call itself. An inherited value gives way to what the
     * call asks for if both cannot hold. Two configurations with the same values are equal, wherever the values come from.
     *
     * @param name {@code temperature}, {@code max_tokens}, or a key of {@link #modelParams()}
     */
    public boolean isInherited(String name) {
        return inherited.contains(name);
    }

    /**
     * This configuration where it is set, else {@code base}, whose values are then {@linkplain #isInherited inherited}. Single entries of
     * {@link #modelParams()} are layered too. A temperature or a maximum of tokens replaces that of {@code base} under any of its names.
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
        merged.defaultsApply = defaultsApply && base.defaultsApply;
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

    /** A builder that starts with what is set here. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.modelName = modelName;
        builder.temperature = temperature;
        builder.maxTokens = maxTokens;
        builder.isMaxCompletionTokens = isMaxCompletionTokens;
        builder.timeout = timeout;
        builder.maxDepth = maxDepth;
        builder.modelParams.putAll(modelParams);
        builder.defaultsApply = defaultsApply;
        builder.inherited.addAll(inherited);
        builder.unsupportedParams = unsupportedParams;
        builder.promptCache = promptCache;
        return builder;
    }

    /** The fields that are set, by the contract's names, the time in whole seconds; {@link #fromMap} reads them back. */
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
                && defaultsApply == config.defaultsApply;
    }

    @Override
    public int hashCode() {
        return Objects.hash(modelName, temperature, maxTokens, timeout, maxDepth, modelParams, defaultsApply);
    }

    @Override
    public String toString() {
        return "RunConfig" + toMap();
    }

    /** Sets values; each method refuses what is out of range with an {@link LLMInvalidRequestException}. Not thread-safe. */
    public static final class Builder {
        private @Nullable String modelName;
        private @Nullable Double temperature;
        private @Nullable Integer maxTokens;
        private boolean isMaxCompletionTokens;
        private @Nullable Duration timeout;
        private @Nullable Integer maxDepth;
        private final Map<String, Object> modelParams = new LinkedHashMap<>();
        private boolean defaultsApply = true;
        private final Set<String> inherited = new HashSet<>();
        private @Nullable UnsupportedParams unsupportedParams;
        private @Nullable PromptCache promptCache;

        private Builder() {}

        /** A model id of the provider, or the name of a profile; not blank. */
        public Builder modelName(String value) {
            require(!value.isBlank(), "model_name must not be blank");
            modelName = value;
            return this;
        }

        /** How freely the model chooses its words, 0 to 2. */
        public Builder temperature(double value) {
            require(
                    value >= 0 && value <= MAX_TEMPERATURE,
                    "temperature must be a number between 0 and 2, got " + value);
            temperature = value;
            inherited.remove(RunConfigReader.TEMPERATURE);
            return this;
        }

        /** The longest answer in tokens, at least 1. */
        public Builder maxTokens(int value) {
            require(value >= 1, "max_tokens must be an integer of at least 1, got " + value);
            maxTokens = value;
            isMaxCompletionTokens = false;
            inherited.remove(RunConfigReader.MAX_TOKENS);
            return this;
        }

        /** The longest answer in tokens, as {@link #maxTokens}, under the name {@link RunConfig#isMaxCompletionTokens()} tells of. */
        public Builder maxCompletionTokens(int value) {
            maxTokens(value);
            isMaxCompletionTokens = true;
            return this;
        }

        /** Forgets the temperature, also one among the model parameters. */
        public Builder clearTemperature() {
            temperature = null;
            return clearModelParam(RunConfigReader.TEMPERATURE);
        }

        /** Forgets the longest answer, also one among the model parameters. */
        public Builder clearMaxTokens() {
            maxTokens = null;
            isMaxCompletionTokens = false;
            MAX_TOKENS_NAMES.forEach(this::clearModelParam);
            return this;
        }

        /** The time for the whole call, more than nothing and at most a day. */
        public Builder timeout(Duration value) {
            require(
                    !value.isNegative() && !value.isZero() && value.compareTo(MAX_TIMEOUT) <= 0,
                    "timeout must be more than 0 and at most 86400 seconds, got " + value);
            timeout = value;
            return this;
        }

        /** The deepest nesting of calls, at least 0. */
        public Builder maxDepth(int value) {
            require(value >= 0, "max_depth must be an integer of at least 0, got " + value);
            maxDepth = value;
            return this;
        }

        /** See {@link RunConfig#topP()}; more than 0 and at most 1. */
        public Builder topP(double value) {
            require(value > 0 && value <= 1, "top_p must be a number above 0 and at most 1, got " + value);
            return modelParam("top_p", value);
        }

        /** See {@link RunConfig#topK()}; at least 1. */
        public Builder topK(int value) {
            require(value >= 1, "top_k must be an integer of at least 1, got " + value);
            return modelParam("top_k", value);
        }

        /** See {@link RunConfig#stop()}; replaces those that were set. */
        public Builder stop(String... texts) {
            for (String text : texts) {
                require(!text.isEmpty(), "stop must not hold an empty text");
            }
            return modelParam("stop", List.of(texts));
        }

        /** See {@link RunConfig#seed()}. */
        public Builder seed(long value) {
            return modelParam("seed", value);
        }

        /** See {@link RunConfig#frequencyPenalty()}. */
        public Builder frequencyPenalty(double value) {
            return penalty("frequency_penalty", value);
        }

        /** See {@link RunConfig#presencePenalty()}. */
        public Builder presencePenalty(double value) {
            return penalty("presence_penalty", value);
        }

        private Builder penalty(String name, double value) {
            require(
                    value >= -MAX_PENALTY && value <= MAX_PENALTY,
                    name + " must be a number between -2 and 2, got " + value);
            return modelParam(name, value);
        }

        /** See {@link RunConfig#reasoningEffort()}; not blank. */
        public Builder reasoningEffort(String effort) {
            require(!effort.isBlank(), "reasoning_effort must not be blank");
            return modelParam("reasoning_effort", effort);
        }

        /** See {@link RunConfig#parallelToolCalls()}. */
        public Builder parallelToolCalls(boolean allowed) {
            return modelParam("parallel_tool_calls", allowed);
        }

        /** One value that is passed to the provider as it is, {@code null} included; for what has no method of its own. */
        public Builder modelParam(String name, @Nullable Object value) {
            modelParams.put(name, value);
            inherited.remove(name);
            return this;
        }

        /** Values that are passed to the provider as they are, added to those there. */
        public Builder modelParams(Map<String, ?> values) {
            modelParams.putAll(values);
            inherited.removeAll(values.keySet());
            return this;
        }

        /** Forgets a model parameter. */
        public Builder clearModelParam(String name) {
            modelParams.remove(name);
            inherited.remove(name);
            return this;
        }

        /** See {@link RunConfig#unsupportedParams()}. */
        public Builder unsupportedParams(UnsupportedParams value) {
            unsupportedParams = value;
            return this;
        }

        /** See {@link RunConfig#promptCache()}. */
        public Builder promptCache(PromptCache value) {
            promptCache = value;
            return this;
        }

        private Set<String> valueNames() {
            return RunConfig.valueNames(temperature, maxTokens, modelParams);
        }

        /** Leaves temperature and length to the provider where nothing sets them, as clients of its own API expect. */
        public Builder withoutDefaults() {
            defaultsApply = false;
            return this;
        }

        /** Forgets the model, so that a lower layer names it. */
        public Builder clearModelName() {
            modelName = null;
            return this;
        }

        /** The configuration. */
        public RunConfig build() {
            return new RunConfig(this);
        }

        private static void require(boolean holds, String message) {
            if (!holds) {
                throw new LLMInvalidRequestException(message);
            }
        }
    }
}
