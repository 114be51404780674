package dev.llmconnect.formats.ollama;

import dev.llmconnect.ResponseFormat;
import dev.llmconnect.RunConfig;
import dev.llmconnect.WireFields;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.RequestFields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /api/chat} and {@code /api/generate} take beside the prompt. Settings of Ollama's own runner and unknown fields are hints:
 * Ollama gets them, other providers do not, which {@code dropped_params} reports.
 *
 * <p>Source: <a href="https://docs.ollama.com/modelfile#valid-parameters-and-values">Ollama's parameters</a>.
 */
public final class OllamaParams {
    private static final double MAX_PENALTY = 2;
    private static final String LATEST = ":latest";
    private static final String DEFAULT_EFFORT = "medium";

    private final RequestFields body;
    private final RunConfig.Builder config = RunConfig.builder().withoutDefaults();
    private final Map<String, Object> required = new LinkedHashMap<>();
    private final Map<String, Object> hints = new LinkedHashMap<>();
    private final @Nullable ResponseFormat format;

    private OllamaParams(RequestFields body) {
        this.body = body;
        config.modelName(model(body));
        format = format();
        body.object("options").ifPresent(this::options);
        body.any("think").ifPresent(this::think);
        body.flag("logprobs").ifPresent(value -> (value ? required : hints).put("logprobs", value));
        body.integer("top_logprobs", 0, Integer.MAX_VALUE)
                .ifPresent(value -> (value > 0 ? required : hints).put("top_logprobs", value));
    }

    /** Takes the parameters out of a body, whose remaining fields are the caller's to take before {@link #wireFields}. */
    static OllamaParams read(RequestFields body) {
        return new OllamaParams(body);
    }

    /** The model, without the tag that Ollama adds to a name that has none. */
    public static String model(RequestFields body) {
        String name = body.text("model")
                .or(() -> body.text("name"))
                .filter(given -> !given.isBlank())
                .orElseThrow(() -> body.missing("model"));
        return name.endsWith(LATEST) && name.length() > LATEST.length()
                ? name.substring(0, name.length() - LATEST.length())
                : name;
    }

    RunConfig config() {
        return config.build();
    }

    Optional<ResponseFormat> responseFormat() {
        return Optional.ofNullable(format);
    }

    /** Adds a field that changes the answer and that only Ollama knows. */
    void require(String name, Object value) {
        required.put(name, value);
    }

    /** What only Ollama knows, everything left of the body included. */
    WireFields wireFields() {
        Map<String, Object> all = new LinkedHashMap<>(hints);
        body.left().forEach(all::put);
        return WireFields.NONE.with(WireFormat.OLLAMA_CHAT, required).withHints(WireFormat.OLLAMA_CHAT, all);
    }

    private void options(RequestFields options) {
        options.number("temperature", 0, RunConfig.MAX_TEMPERATURE)
                .ifPresent(value -> config.temperature(value.doubleValue()));
        // Negative numbers stand for "as many as fit", which is what other providers do without a limit.
        options.integer("num_predict", Integer.MIN_VALUE, Integer.MAX_VALUE)
                .filter(count -> count > 0)
                .ifPresent(config::maxTokens);
        options.number("top_p", 0, 1).ifPresent(value -> config.modelParam("top_p", value));
        options.integer("top_k", 0, Integer.MAX_VALUE).ifPresent(value -> config.modelParam("top_k", value));
        options.wholeNumber("seed").ifPresent(value -> config.modelParam("seed", value));
        options.any("stop").ifPresent(value -> stop(options, value));
        Map<String, Object> runner = new LinkedHashMap<>();
        for (String name : List.of("presence_penalty", "frequency_penalty")) {
            options.number(name, -MAX_PENALTY, MAX_PENALTY).ifPresent(value -> {
                if (value.doubleValue() == 0) {
                    runner.put(name, value);
                } else {
                    config.modelParam(name, value);
                }
            });
        }
        runner.putAll(options.left());
        if (!runner.isEmpty()) {
            hints.put("options", runner);
        }
    }

    private void stop(RequestFields options, Object value) {
        boolean known = value instanceof String
                || (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance));
        if (!known) {
            throw RequestFields.wrongType(options.path("stop"), "an array of strings", value);
        }
        if (!value.equals(List.of())) {
            config.modelParam("stop", value);
        }
    }

    private void think(Object value) {
        boolean known = value instanceof Boolean
                || List.of("low", "medium", "high", "max").contains(value);
        if (!known) {
            throw body.wrongValue("think", "true, false, 'low', 'medium', 'high' or 'max'");
        }
        hints.put("think", value);
        if (!value.equals(false)) {
            config.modelParam("reasoning_effort", value.equals(true) ? DEFAULT_EFFORT : value);
        }
    }

    private @Nullable ResponseFormat format() {
        Object value = body.any("format").orElse("");
        if (value.equals("")) {
            return null;
        }
        if (value.equals("json")) {
            return ResponseFormat.JSON_OBJECT;
        }
        if (value instanceof Map<?, ?>) {
            @SuppressWarnings("unchecked") // the parser makes no other maps
            Map<String, Object> schema = (Map<String, Object>) value;
            return ResponseFormat.builder("json_schema")
                    .name("answer")
                    .schema(schema)
                    .build();
        }
        throw body.wrongValue("format", "'json' or a JSON schema");
    }
}
