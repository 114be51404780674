package dev.llmconnect.formats.converse;

import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.messages.PlatformBetas;
import dev.llmconnect.formats.wire.Choices;
import dev.llmconnect.formats.wire.WireCall;
import dev.llmconnect.internal.ChoiceCount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where {@code model_params} stand in a Converse request. The fields of Converse itself stand at the top. {@code top_p} and
 * {@code stop} are {@code topP} and {@code stopSequences} of {@code inferenceConfig}, {@code max_completion_tokens} is its
 * {@code maxTokens}; {@code service_tier} is {@code serviceTier}; {@code tools} adds tools in Converse's words to those of the
 * request; {@code betas} are {@code anthropic_beta} for Claude. Everything else ({@code top_k}, {@code seed}, {@code thinking}, …) is for the model, in
 * {@code additionalModelRequestFields}; a model that does not know it says so.
 */
final class ConverseParams {
    /** Anthropic's betas, as a client of Anthropic's Messages names them. */
    static final String BETAS = "betas";

    private static final String ANTHROPIC_BETA = "anthropic_beta";
    private static final Set<String> TOP = Set.of(
            "messages",
            "system",
            "toolConfig",
            "inferenceConfig",
            "guardrailConfig",
            "additionalModelRequestFields",
            "additionalModelResponseFieldPaths",
            "promptVariables",
            "requestMetadata",
            "performanceConfig",
            "serviceTier",
            "outputConfig");
    private static final Map<String, String> INFERENCE = Map.of(
            "top_p", "topP",
            "topP", "topP",
            "stop", "stopSequences",
            "stop_sequences", "stopSequences",
            "stopSequences", "stopSequences",
            "temperature", "temperature",
            "max_tokens", "maxTokens",
            "max_completion_tokens", "maxTokens",
            "maxTokens", "maxTokens");

    private final Map<String, Object> top = new LinkedHashMap<>();
    private final Map<String, Object> inference = new LinkedHashMap<>();
    private final Map<String, Object> model = new LinkedHashMap<>();
    private final WireCall call;
    private Optional<String> effort = Optional.empty();
    private List<?> tools = List.of();

    private ConverseParams(WireCall call) {
        this.call = call;
    }

    static ConverseParams of(WireCall call, PlatformBetas betas) {
        ConverseParams params = new ConverseParams(call);
        call.request().config().modelParams().forEach(params::add);
        params.top.putAll(call.request().wireFields(ConverseWire.NAME));
        JsonNode.of(params.top.remove("inferenceConfig"))
                .object()
                .forEach((name, value) -> params.put(params.inference, name, value, "inferenceConfig." + name));
        JsonNode.of(params.top.remove("additionalModelRequestFields"))
                .object()
                .forEach(
                        (name, value) -> params.put(params.model, name, value, "additionalModelRequestFields." + name));
        if (ConverseWire.isClaude(call.model())) {
            params.betas(betas);
        }
        return params;
    }

    /** Those that the platform accepts, whoever named them. */
    private void betas(PlatformBetas known) {
        List<String> wanted = new ArrayList<>();
        for (Object value : Arrays.asList(top.remove(BETAS), model.remove(BETAS), model.remove(ANTHROPIC_BETA))) {
            JsonNode names = JsonNode.of(value);
            names.text().ifPresent(wanted::add);
            names.items().forEach(name -> name.text().ifPresent(wanted::add));
        }
        List<String> accepted = known.accepted(wanted, call::dropped);
        if (!accepted.isEmpty()) {
            model.put(ANTHROPIC_BETA, accepted);
        }
    }

    /** How hard to think, in the words of {@link ConverseReasoning}. */
    Optional<String> effort() {
        return effort;
    }

    /** Tools in Converse's own words. */
    List<?> tools() {
        return tools;
    }

    /** Fields of Converse. */
    Map<String, Object> top() {
        return top;
    }

    /** What all models know. */
    Map<String, Object> inference() {
        return inference;
    }

    /** What only this model knows. */
    Map<String, Object> model() {
        return model;
    }

    private void add(String name, Object value) {
        String inferenceName = INFERENCE.get(name);
        if (inferenceName != null) {
            boolean oneStop = inferenceName.equals("stopSequences") && value instanceof String;
            put(inference, inferenceName, oneStop ? List.of(value) : value, name);
        } else if (TOP.contains(name)) {
            top.put(name, value);
        } else if (name.equals("reasoning_effort") && value instanceof String word) {
            effort = Optional.of(word);
        } else if (name.equals("service_tier")) {
            put(top, "serviceTier", Map.of("type", value), name);
        } else if (name.equals("tools") && value instanceof List<?> list) {
            tools = list;
        } else if (name.equals(ChoiceCount.NAME)) {
            Choices.check(value, 1, call);
        } else if (name.equals("stream") || name.equals("modelId")) {
            throw call.cannotCarry("model_params." + name + "; the request sets it itself");
        } else {
            model.put(name, value);
        }
    }

    private void put(Map<String, Object> into, String name, Object value, String given) {
        Object before = into.putIfAbsent(name, value);
        if (before != null && !before.equals(value)) {
            throw call.cannotCarry("model_params." + given + " together with another value for " + name);
        }
    }

    /** Names the parameters, never their values. */
    @Override
    public String toString() {
        return "ConverseParams" + top.keySet() + inference.keySet() + model.keySet();
    }
}
