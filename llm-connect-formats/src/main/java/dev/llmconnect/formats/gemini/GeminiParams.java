package dev.llmconnect.formats.gemini;

import dev.llmconnect.ResponseFormat;
import dev.llmconnect.RunConfig;
import dev.llmconnect.formats.endpoint.RequestFields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code generationConfig}: values that every provider can be asked for, and those that only Google knows. To be used by one thread.
 *
 * <p>Source: <a href="https://ai.google.dev/api/generate-content#generationconfig">the reference of GenerationConfig</a>.
 */
final class GeminiParams {
    private static final double MAX_PENALTY = 2;
    private static final double MEDIUM_FROM = 4_096;
    private static final double HIGH_FROM = 16_384;
    private static final String THINKING = "thinkingConfig";
    private static final String MIME_TYPE = "responseMimeType";
    private static final String MODALITIES = "responseModalities";

    private final RunConfig.Builder config = RunConfig.builder().withoutDefaults();
    private final Map<String, Object> required = new LinkedHashMap<>();
    private final Map<String, Object> hints = new LinkedHashMap<>();
    private @Nullable ResponseFormat format;

    private GeminiParams(String model) {
        config.modelName(model);
    }

    static GeminiParams read(String model, RequestFields body) {
        GeminiParams params = new GeminiParams(model);
        ProtoFields.object(body, "generationConfig").ifPresent(params::all);
        return params;
    }

    RunConfig config() {
        return config.build();
    }

    Optional<ResponseFormat> responseFormat() {
        return Optional.ofNullable(format);
    }

    /** What changes the answer and only Google knows. */
    Map<String, Object> required() {
        return required;
    }

    /** What other providers may leave out. */
    Map<String, Object> hints() {
        return hints;
    }

    private void all(RequestFields fields) {
        fields.number("temperature", 0, RunConfig.MAX_TEMPERATURE)
                .ifPresent(value -> config.temperature(value.doubleValue()));
        fields.integer("maxOutputTokens", 1, Integer.MAX_VALUE).ifPresent(config::maxTokens);
        param("top_p", fields.number("topP", 0, 1));
        param("top_k", fields.number("topK", 0, Integer.MAX_VALUE).map(Number::intValue));
        param("seed", fields.wholeNumber("seed"));
        stop(fields);
        penalty(fields, "presencePenalty", "presence_penalty");
        penalty(fields, "frequencyPenalty", "frequency_penalty");
        fields.integer("candidateCount", 0, GenerationConfig.MAX_CANDIDATES)
                .filter(count -> count > 0)
                .ifPresent(config::choices);
        format(fields);
        thinking(fields);
        ownOnly(fields);
        hints.putAll(fields.left());
    }

    private void param(String name, Optional<?> value) {
        value.ifPresent(given -> config.modelParam(name, given));
    }

    private void stop(RequestFields fields) {
        List<@Nullable Object> stop = fields.list("stopSequences").orElse(List.of());
        if (!stop.stream().allMatch(String.class::isInstance)) {
            throw RequestFields.wrongType(fields.path("stopSequences"), "an array of strings", stop);
        }
        if (!stop.isEmpty()) {
            config.modelParam("stop", stop);
        }
    }

    /** A penalty of 0 is none, so that a format without penalties can do without. */
    private void penalty(RequestFields fields, String name, String param) {
        fields.number(name, -MAX_PENALTY, MAX_PENALTY).ifPresent(value -> {
            if (value.doubleValue() == 0) {
                hints.put(name, value);
            } else {
                config.modelParam(param, value);
            }
        });
    }

    private void format(RequestFields fields) {
        String type = fields.text(MIME_TYPE).orElse("text/plain");
        Optional<Map<String, Object>> schema = fields.tree("responseSchema")
                .map(GeminiSchema::toJsonSchema)
                .or(() -> fields.tree("responseJsonSchema"))
                .or(() -> fields.tree("_responseJsonSchema"));
        if (type.equals("application/json")) {
            format = schema.map(form -> ResponseFormat.builder("json_schema")
                            .name("answer")
                            .schema(form)
                            .build())
                    .orElse(ResponseFormat.JSON_OBJECT);
        } else if (!type.equals("text/plain")) {
            required.put(MIME_TYPE, type);
            schema.ifPresent(form -> required.put("responseSchema", form));
        }
    }

    private void thinking(RequestFields fields) {
        RequestFields thinking = ProtoFields.object(fields, THINKING).orElse(null);
        if (thinking == null) {
            return;
        }
        hints.put(THINKING, new LinkedHashMap<>(thinking.left()));
        Optional<String> level = thinking.text("thinkingLevel")
                .filter(word -> !word.equals("THINKING_LEVEL_UNSPECIFIED"))
                .map(word -> word.toLowerCase(Locale.ROOT));
        Optional<String> budget = thinking.number("thinkingBudget", -1, Integer.MAX_VALUE)
                .filter(tokens -> tokens.doubleValue() > 0)
                .map(tokens -> effort(tokens.doubleValue()));
        param("reasoning_effort", level.or(() -> budget));
    }

    private static String effort(double tokens) {
        if (tokens < MEDIUM_FROM) {
            return "low";
        }
        return tokens < HIGH_FROM ? "medium" : "high";
    }

    private void ownOnly(RequestFields fields) {
        fields.list(MODALITIES).ifPresent(value -> (isText(value) ? hints : required).put(MODALITIES, value));
        fields.flag("responseLogprobs").ifPresent(value -> (value ? required : hints).put("responseLogprobs", value));
        for (String name : List.of("logprobs", "speechConfig", "imageConfig")) {
            fields.any(name).ifPresent(value -> required.put(name, value));
        }
    }

    private static boolean isText(List<?> modalities) {
        return modalities.stream().allMatch("TEXT"::equals);
    }
}
