package dev.llmconnect.formats.execute;

import dev.llmconnect.EmbeddingInput;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.RunConfig;
import dev.llmconnect.WireFields;
import dev.llmconnect.internal.Prompts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the body of {@code POST /execute} and its siblings, as {@link CallWriter} writes it. Other fields are ignored. */
public final class CallReader {
    private static final String MODEL_PARAMS = "model_params";

    private CallReader() {}

    /**
     * Reads what is asked and the configuration; tags and session belong to the context of the call and are not read.
     *
     * @throws LLMInvalidRequestException naming the field that is wrong
     */
    public static LLMRequest.Builder read(Map<String, ?> body, LLMRequest.Builder call) {
        Object prompt = body.get(CallWriter.PROMPT);
        if (body.get(CallWriter.MESSAGES) == null) {
            call.prompt(prompt(prompt));
        } else if (prompt != null) {
            throw new LLMInvalidRequestException("prompt and messages exclude each other; send one of them");
        } else {
            call.messages(Messages.read(body.get(CallWriter.MESSAGES)));
        }
        common(body, call);
        return call.tools(Tools.read(body.get(CallWriter.TOOLS)))
                .toolChoice(Tools.readChoice(body.get(CallWriter.TOOL_CHOICE)))
                .responseFormat(Tools.readFormat(body.get(CallWriter.RESPONSE_FORMAT)));
    }

    private static String prompt(@Nullable Object value) {
        if (value == null || value instanceof String) {
            return Prompts.required((String) value);
        }
        throw new LLMInvalidRequestException("prompt must be a string, got " + CallFields.kind(value));
    }

    /**
     * Reads a call for embeddings.
     *
     * @throws LLMInvalidRequestException naming the field that is wrong
     */
    public static EmbeddingRequest.Builder read(Map<String, ?> body, EmbeddingRequest.Builder call) {
        Object input = body.get(CallWriter.INPUT);
        if (input instanceof String text) {
            call.text(text);
        } else if (input == null) {
            throw new LLMInvalidRequestException("input is missing; it must be a string or an array");
        } else {
            List<@Nullable Object> inputs = CallFields.list(CallWriter.INPUT, input);
            for (int i = 0; i < inputs.size(); i++) {
                call.input(input(CallWriter.INPUT + "[" + i + "]", inputs.get(i)));
            }
        }
        Object dimensions = body.get(CallWriter.DIMENSIONS);
        if (dimensions != null) {
            call.dimensions(whole(CallWriter.DIMENSIONS, dimensions));
        }
        common(body, call);
        return call;
    }

    private static EmbeddingInput input(String path, @Nullable Object value) {
        if (value instanceof String text) {
            return new EmbeddingInput.Text(text);
        }
        if (!(value instanceof List<?> ids)) {
            throw new LLMInvalidRequestException(
                    path + " must be a string or an array of token ids, got " + CallFields.kind(value));
        }
        List<Integer> tokens = new ArrayList<>(ids.size());
        for (Object id : ids) {
            tokens.add(whole(path + "[" + tokens.size() + "]", id));
        }
        return new EmbeddingInput.Tokens(tokens);
    }

    private static int whole(String path, @Nullable Object value) {
        if (value instanceof Number number && number.doubleValue() == number.intValue() && number.doubleValue() >= 0) {
            return number.intValue();
        }
        throw new LLMInvalidRequestException(
                path + " must be a whole number of at least 0, got " + CallFields.kind(value));
    }

    private static void common(Map<String, ?> body, LLMCall.Builder<?> call) {
        call.config(config(body)).wireFields(wireFields(body));
    }

    private static RunConfig config(Map<String, ?> body) {
        Object config = body.get(CallWriter.CONFIG);
        Map<String, ?> fields = config == null
                ? Map.of()
                : CallFields.of(CallWriter.CONFIG, config).fields();
        RunConfig own = RunConfig.fromMap(CallWriter.CONFIG, fields);
        if (Boolean.FALSE.equals(body.get(CallWriter.DEFAULTS))) {
            own = own.toBuilder().withoutDefaults().build();
        }
        List<@Nullable Object> inherited = CallFields.list(CallWriter.INHERITED, body.get(CallWriter.INHERITED));
        return inherited.isEmpty() ? own : withInherited(own, fields, inherited);
    }

    /** Marks values as inherited from a profile at the other end, so that they yield to what the call says itself. */
    private static RunConfig withInherited(RunConfig config, Map<String, ?> fields, List<@Nullable Object> names) {
        Map<String, @Nullable Object> base = new LinkedHashMap<>(fields);
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        CallFields.of(CallWriter.CONFIG, fields).map(MODEL_PARAMS).forEach((name, value) -> {
            if (names.contains(name)) {
                params.put(name, value);
            }
        });
        base.keySet().retainAll(names);
        base.put(MODEL_PARAMS, params);
        RunConfig.Builder own = config.toBuilder();
        params.keySet().forEach(own::clearModelParam);
        if (base.containsKey("temperature")) {
            own.clearTemperature();
        }
        if (base.containsKey("max_tokens")) {
            own.clearMaxTokens();
        }
        return own.build().mergedOver(RunConfig.fromMap(CallWriter.CONFIG, base));
    }

    private static WireFields wireFields(Map<String, ?> body) {
        if (body.get(CallWriter.WIRE_FIELDS) == null && body.get(CallWriter.WIRE_HINTS) == null) {
            return WireFields.NONE;
        }
        CallFields all = CallFields.of("the body", body);
        WireFields fields = WireFields.NONE;
        for (Map.Entry<String, Map<String, Object>> entry :
                all.maps(CallWriter.WIRE_FIELDS).entrySet()) {
            fields = fields.with(entry.getKey(), entry.getValue());
        }
        for (Map.Entry<String, Map<String, Object>> entry :
                all.maps(CallWriter.WIRE_HINTS).entrySet()) {
            fields = fields.withHints(entry.getKey(), entry.getValue());
        }
        return fields;
    }
}
