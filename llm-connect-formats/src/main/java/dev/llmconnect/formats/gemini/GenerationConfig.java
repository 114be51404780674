package dev.llmconnect.formats.gemini;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.RunConfig;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.BodyBuilder;
import dev.llmconnect.formats.wire.Choices;
import dev.llmconnect.formats.wire.WireCall;
import dev.llmconnect.internal.ChoiceCount;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The object {@code generationConfig}, in which Gemini wants most of what others take beside the messages. Model parameters get into
 * it under Gemini's own names, in either spelling ({@code topK}, {@code top_k}), and under OpenAI's.
 */
final class GenerationConfig {
    private static final String TEMPERATURE = "temperature";
    private static final String MAX_OUTPUT_TOKENS = "maxOutputTokens";
    private static final String THINKING_CONFIG = "thinkingConfig";
    private static final String CANDIDATE_COUNT = "candidateCount";
    /** Source: {@code candidateCount} in https://ai.google.dev/api/generate-content#generationconfig. */
    static final int MAX_CANDIDATES = 8;

    /** Source: the fields of {@code GenerationConfig} in the references of both of Google's APIs. */
    private static final Set<String> FIELDS = Set.of(
            TEMPERATURE,
            MAX_OUTPUT_TOKENS,
            THINKING_CONFIG,
            "stopSequences",
            "topP",
            "topK",
            "seed",
            "presencePenalty",
            "frequencyPenalty",
            CANDIDATE_COUNT,
            "responseLogprobs",
            "logprobs",
            "responseMimeType",
            "responseSchema",
            "responseJsonSchema",
            "responseModalities",
            "mediaResolution",
            "speechConfig",
            "imageConfig",
            "audioTimestamp",
            "enableAffectiveDialog",
            "enableEnhancedCivicAnswers",
            "routingConfig",
            "modelSelectionConfig");

    private static final Pattern UNDERSCORE = Pattern.compile("_([a-z])");
    private static final Pattern WITHOUT_JSON_SCHEMA = Pattern.compile("gemini-(1|2\\.0)");

    private final WireCall call;
    private final BodyBuilder fields = new BodyBuilder();
    private final Map<String, Object> others = new LinkedHashMap<>();

    GenerationConfig(WireCall call) {
        this.call = call;
        RunConfig config = call.request().config();
        Map<String, Object> params = config.modelParams();
        temperature(config, params);
        fields.putMaxTokens(MAX_OUTPUT_TOKENS, call);
        call.request().responseFormat().ifPresent(this::responseFormat);
        // In Gemini's own form it says more than an effort.
        boolean isOwn = JsonNode.of(call.request().wireFields(GeminiWire.NAME).get("generationConfig"))
                .has(THINKING_CONFIG);
        if (params.get("reasoning_effort") != null && !isOwn) {
            thinking(params.get("reasoning_effort"), params);
        }
        params.forEach(this::param);
    }

    /** A field that the messages ask for. */
    GenerationConfig put(String name, Object value) {
        fields.params(Map.of(name, value));
        return this;
    }

    Map<String, Object> build() {
        return fields.build();
    }

    /** The model parameters that belong elsewhere. */
    Map<String, Object> others() {
        return others;
    }

    private void temperature(RunConfig config, Map<String, Object> params) {
        if (config.temperatureIfSet().isPresent()) {
            fields.put(TEMPERATURE, config.temperature());
        } else if (!config.usesDefaults()) {
            return;
        } else if (!call.traits().refusesTemperature()) {
            fields.putDefault(TEMPERATURE, config.temperature());
        } else if (!params.containsKey(TEMPERATURE)) {
            call.dropped(TEMPERATURE);
        }
    }

    private void thinking(Object effort, Map<String, Object> params) {
        Map<String, Object> config = ThinkingStyle.config(effort, call);
        for (String spelling : List.of(THINKING_CONFIG, "thinking_config")) {
            JsonNode own = JsonNode.of(params.get(spelling));
            if (own.has("includeThoughts") || own.has("include_thoughts")) {
                config.remove("includeThoughts");
            }
        }
        fields.put(THINKING_CONFIG, config);
    }

    private void param(String name, Object value) {
        switch (name) {
            case "reasoning_effort" -> {}
            case "stop" -> add("stopSequences", value instanceof String one ? List.of(one) : value);
            case "max_tokens", "max_completion_tokens" -> add(MAX_OUTPUT_TOKENS, value);
            case "top_logprobs" -> add("logprobs", value);
            case "logprobs" -> add(value instanceof Boolean ? "responseLogprobs" : name, value);
            case ChoiceCount.NAME -> candidates(value);
            case "logit_bias" -> throw call.refused("logit_bias");
            case "response_format" -> responseFormat(format(JsonNode.of(value)));
            case "generationConfig", "generation_config" ->
                JsonNode.of(value).object().forEach(this::nested);
            default -> {
                if (FIELDS.contains(camelCase(name))) {
                    nested(name, value);
                } else {
                    others.put(name, value);
                }
            }
        }
    }

    /** A field by Gemini's name, in either spelling. */
    private void nested(String name, Object value) {
        String field = camelCase(name);
        if (field.equals(CANDIDATE_COUNT)) {
            candidates(value);
        } else if (field.equals(THINKING_CONFIG)) {
            Map<String, Object> inner = new LinkedHashMap<>();
            JsonNode.of(value).object().forEach((key, member) -> inner.put(camelCase(key), member));
            add(field, inner);
        } else {
            add(field, value);
        }
    }

    private void add(String field, Object value) {
        fields.params(Collections.singletonMap(field, value));
    }

    /** One is what Gemini gives anyway; 0 is how Google's clients write a count that is not set. */
    private void candidates(Object value) {
        long count = JsonNode.of(value).number().orElse(1);
        if (count != 0) {
            Choices.check(value, MAX_CANDIDATES, call);
        }
        if (count > 1) {
            add(CANDIDATE_COUNT, value);
        }
    }

    private void responseFormat(ResponseFormat format) {
        if (format.type().equals("text")) {
            return;
        }
        put("responseMimeType", "application/json");
        if (format.type().equals("json_schema")) {
            boolean old = WITHOUT_JSON_SCHEMA.matcher(call.model()).find();
            put(old ? "responseSchema" : "responseJsonSchema", format.schema());
        }
    }

    private static ResponseFormat format(JsonNode param) {
        JsonNode schema = param.get("json_schema");
        return switch (param.textOrEmpty("type")) {
            case "text" -> ResponseFormat.TEXT;
            case "json_object" -> ResponseFormat.JSON_OBJECT;
            case "json_schema" -> ResponseFormat.jsonSchema(schema.textOrEmpty("name"), schema.object("schema"));
            default ->
                throw new LLMInvalidRequestException(
                        "model_params.response_format.type must be text, json_object or json_schema");
        };
    }

    /** Google's JSON takes both spellings of a name, but not both at once. */
    static String camelCase(String name) {
        return UNDERSCORE.matcher(name).replaceAll(GenerationConfig::capital);
    }

    private static String capital(MatchResult match) {
        return match.group(1).toUpperCase(Locale.ROOT);
    }
}
