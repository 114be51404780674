package dev.llmconnect;

import dev.llmconnect.internal.Suggestions;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses a {@link RunConfig} from JSON values and reports exactly what is invalid. The only place with the names of its fields.
 */
final class RunConfigReader {
    static final String MODEL_NAME = "model_name";
    static final String TEMPERATURE = "temperature";
    static final String MAX_TOKENS = "max_tokens";
    static final String TIMEOUT_SECONDS = "timeout_seconds";
    static final String MAX_DEPTH = "max_depth";
    static final String MODEL_PARAMS = "model_params";
    static final String UNSUPPORTED_PARAMS = "unsupported_params";
    static final String PROMPT_CACHE = "prompt_cache";

    private static final List<String> FIELDS = List.of(
            MODEL_NAME,
            TEMPERATURE,
            MAX_TOKENS,
            TIMEOUT_SECONDS,
            MAX_DEPTH,
            MODEL_PARAMS,
            UNSUPPORTED_PARAMS,
            PROMPT_CACHE);
    private static final int MAX_ECHO = 60;

    private final String path;
    private final RunConfig.Builder builder = RunConfig.builder();

    private RunConfigReader(String path) {
        this.path = path;
    }

    static RunConfig read(String path, Map<String, ?> fields) {
        RunConfigReader reader = new RunConfigReader(path);
        fields.forEach(reader::read);
        return reader.builder.build();
    }

    private void read(String name, @Nullable Object value) {
        if (!FIELDS.contains(name)) {
            throw new LLMInvalidRequestException("unknown " + path + " field `" + cut(name) + "`"
                    + Suggestions.didYouMean(name, FIELDS) + "; accepted: " + String.join(", ", FIELDS));
        }
        if (value == null) {
            return;
        }
        switch (name) {
            case MODEL_NAME -> builder.modelName(text(name, value));
            case TEMPERATURE -> builder.temperature(temperature(name, value));
            case MAX_TOKENS -> builder.maxTokens(integer(name, value, 1, Integer.MAX_VALUE));
            case TIMEOUT_SECONDS ->
                builder.timeout(Duration.ofSeconds(integer(name, value, 1, (int) RunConfig.MAX_TIMEOUT.toSeconds())));
            case MAX_DEPTH -> builder.maxDepth(integer(name, value, 0, Integer.MAX_VALUE));
            case UNSUPPORTED_PARAMS ->
                builder.unsupportedParams(UnsupportedParams.of(String.valueOf(value))
                        .orElseThrow(() -> wrong(name, "drop or refuse", value)));
            case PROMPT_CACHE ->
                builder.promptCache(
                        PromptCache.of(String.valueOf(value)).orElseThrow(() -> wrong(name, "auto or off", value)));
            default -> builder.modelParams(params(name, value));
        }
    }

    private String text(String name, Object value) {
        if (value instanceof String text && !text.isBlank()) {
            return text;
        }
        throw wrong(name, "a string that is not blank", value);
    }

    private double temperature(String name, Object value) {
        if (value instanceof Number number
                && number.doubleValue() >= 0
                && number.doubleValue() <= RunConfig.MAX_TEMPERATURE) {
            return number.doubleValue();
        }
        throw wrong(name, "a number between 0 and 2", value);
    }

    private int integer(String name, Object value, int lowest, int highest) {
        if (value instanceof Number number
                && number.doubleValue() >= lowest
                && number.doubleValue() <= highest
                && isWhole(number)) {
            return number.intValue();
        }
        String range = highest == Integer.MAX_VALUE ? "of at least " + lowest : "between " + lowest + " and " + highest;
        throw wrong(name, "an integer " + range, value);
    }

    /**
     * Returns whether a number has no fraction. Called only within the range of an int, so that huge exponents are not expanded.
     */
    private static boolean isWhole(Number number) {
        if (number instanceof BigDecimal decimal) {
            return decimal.signum() == 0 || decimal.stripTrailingZeros().scale() <= 0;
        }
        return number instanceof BigInteger || number.doubleValue() == Math.rint(number.doubleValue());
    }

    private Map<String, Object> params(String name, Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> params = new LinkedHashMap<>();
            map.forEach((key, entry) -> params.put(String.valueOf(key), entry));
            return params;
        }
        throw wrong(name, "an object", value);
    }

    private LLMInvalidRequestException wrong(String name, String accepted, Object got) {
        return new LLMInvalidRequestException(path + "." + name + " must be " + accepted + ", got " + shown(got));
    }

    private static String shown(Object value) {
        if (value instanceof Map) {
            return "an object";
        }
        if (value instanceof Collection) {
            return "an array";
        }
        String text = cut(String.valueOf(value));
        return value instanceof String ? "\"" + text + "\"" : text;
    }

    private static String cut(String text) {
        return Redactor.redact(text, MAX_ECHO);
    }
}
