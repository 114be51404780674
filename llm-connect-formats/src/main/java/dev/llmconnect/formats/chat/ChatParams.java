package dev.llmconnect.formats.chat;

import dev.llmconnect.RunConfig;
import dev.llmconnect.formats.endpoint.InvalidParamException;
import dev.llmconnect.formats.endpoint.RequestFields;
import dev.llmconnect.internal.ChoiceCount;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values of a chat request: those that every wire format can be asked for, and those that only this one knows. */
final class ChatParams {
    private static final String MAX_TOKENS = "max_tokens";
    private static final String MAX_COMPLETION_TOKENS = "max_completion_tokens";
    private static final double HIGHEST_PENALTY = 2;
    private static final int MAX_TOP_LOGPROBS = 20;

    private final RequestFields fields;
    private final ChatWireFields wire;
    private final RunConfig.Builder config = RunConfig.builder().withoutDefaults();

    private ChatParams(RequestFields fields, ChatWireFields wire) {
        this.fields = fields;
        this.wire = wire;
    }

    static RunConfig read(RequestFields fields, ChatWireFields wire) {
        return new ChatParams(fields, wire).read();
    }

    /** The model, which OpenAI's clients always name. */
    static String model(RequestFields fields) {
        return fields.text("model")
                .filter(name -> !name.isBlank())
                .orElseThrow(() -> new InvalidParamException(
                        "model", "missing_required_parameter", "you must provide a model parameter"));
    }

    private RunConfig read() {
        config.modelName(model(fields));
        fields.number("temperature", 0, RunConfig.MAX_TEMPERATURE)
                .ifPresent(value -> config.temperature(value.doubleValue()));
        maxTokens();
        fields.integer(ChoiceCount.NAME, 1, ChoiceCount.MAX).ifPresent(config::choices);
        param("top_p", fields.number("top_p", 0, 1));
        param("top_k", fields.integer("top_k", 1, Integer.MAX_VALUE));
        param("seed", fields.wholeNumber("seed"));
        param("reasoning_effort", fields.text("reasoning_effort"));
        param("verbosity", fields.text("verbosity"));
        fields.any("stop").ifPresent(this::stop);
        penalty("presence_penalty");
        penalty("frequency_penalty");
        fields.flag("parallel_tool_calls").ifPresent(this::parallel);
        ownOnly();
        return config.build();
    }

    private void param(String name, Optional<?> value) {
        value.ifPresent(given -> config.modelParam(name, given));
    }

    private void maxTokens() {
        Optional<Integer> old = fields.integer(MAX_TOKENS, 1, Integer.MAX_VALUE);
        Optional<Integer> now = fields.integer(MAX_COMPLETION_TOKENS, 1, Integer.MAX_VALUE);
        if (old.isPresent() && now.isPresent() && !old.equals(now)) {
            throw new InvalidParamException(
                    MAX_TOKENS,
                    "invalid_parameter_combination",
                    "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.");
        }
        old.ifPresent(config::maxTokens);
        now.ifPresent(config::maxCompletionTokens);
    }

    private void stop(Object value) {
        boolean known = value instanceof String
                || (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance));
        if (!known) {
            throw RequestFields.wrongType("stop", "a string or an array of strings", value);
        }
        config.modelParam("stop", value);
    }

    /** A penalty of 0 is none, so that a format without penalties can do without. */
    private void penalty(String name) {
        fields.number(name, -HIGHEST_PENALTY, HIGHEST_PENALTY).ifPresent(value -> {
            if (value.doubleValue() == 0) {
                wire.hint(name, value);
            } else {
                config.modelParam(name, value);
            }
        });
    }

    /** Several calls at once are what is usual; only to forbid them needs a word. */
    private void parallel(boolean allowed) {
        if (allowed) {
            wire.hint("parallel_tool_calls", true);
        } else {
            config.modelParam("parallel_tool_calls", false);
        }
    }

    private void ownOnly() {
        for (String name : List.of("user", "safety_identifier", "prompt_cache_key", "prompt_cache_retention")) {
            fields.text(name).ifPresent(value -> wire.hint(name, value));
        }
        for (String name : List.of("metadata", "prediction", "prompt_cache_options")) {
            fields.object(name).ifPresent(value -> wire.hint(name, value.left()));
        }
        fields.flag("store").ifPresent(value -> wire.hint("store", value));
        fields.text("service_tier").ifPresent(value -> wire.hint("service_tier", value));
        fields.list("modalities").ifPresent(value -> wire.hintIf(List.of(List.of("text")), "modalities", value));
        fields.flag("logprobs").ifPresent(value -> wire.hint("logprobs", value));
        fields.integer("top_logprobs", 0, MAX_TOP_LOGPROBS).ifPresent(value -> wire.hint("top_logprobs", value));
        fields.object("logit_bias").ifPresent(value -> wire.hintIf(List.of(Map.of()), "logit_bias", value.left()));
    }
}
