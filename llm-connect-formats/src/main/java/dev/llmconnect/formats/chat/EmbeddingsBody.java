package dev.llmconnect.formats.chat;

import dev.llmconnect.EmbeddingInput;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.WireFields;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.InvalidParamException;
import dev.llmconnect.formats.endpoint.RequestFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code POST /v1/embeddings} takes.
 *
 * @param dimensions how long each vector shall be
 * @param base64 whether the vectors shall come as bytes in Base64
 */
public record EmbeddingsBody(
        RunConfig config,
        List<EmbeddingInput> inputs,
        Optional<Integer> dimensions,
        boolean base64,
        WireFields wireFields) {
    private static final String INPUT = "input";

    /**
     * Reads a body.
     *
     * @throws LLMInvalidRequestException naming the field that is wrong, or the place where the body is not JSON
     */
    public static EmbeddingsBody read(Map<String, @Nullable Object> sent) {
        RequestFields fields = new RequestFields("", sent);
        String model = ChatParams.model(fields);
        List<EmbeddingInput> inputs = inputs(fields.any(INPUT).orElseThrow(() -> fields.missing(INPUT)));
        Optional<Integer> dimensions = fields.integer("dimensions", 1, Integer.MAX_VALUE);
        boolean base64 = isBase64(fields);
        WireFields wire = fields.text("user")
                .map(user -> WireFields.NONE.withHints(WireFormat.OPENAI_EMBEDDINGS, Map.of("user", user)))
                .orElse(WireFields.NONE);
        if (!fields.left().isEmpty()) {
            wire = wire.with(WireFormat.OPENAI_EMBEDDINGS, fields.left());
        }
        RunConfig config =
                RunConfig.builder().withoutDefaults().modelName(model).build();
        return new EmbeddingsBody(config, inputs, dimensions, base64, wire);
    }

    private static boolean isBase64(RequestFields fields) {
        return switch (fields.text("encoding_format").orElse("float")) {
            case "float" -> false;
            case "base64" -> true;
            default -> throw fields.wrongValue("encoding_format", "'float' or 'base64'");
        };
    }

    /** A text, several texts, a text in tokens, or several of these. */
    private static List<EmbeddingInput> inputs(Object input) {
        if (input instanceof String text) {
            return List.of(text(INPUT, text));
        }
        if (!(input instanceof List<?> list)) {
            throw wrong(INPUT, input);
        }
        if (list.isEmpty()) {
            throw new InvalidParamException(INPUT, "empty_array", "Invalid 'input': empty array.");
        }
        if (list.get(0) instanceof Number) {
            return List.of(tokens(INPUT, list));
        }
        List<EmbeddingInput> inputs = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            inputs.add(input(INPUT + "[" + i + "]", list.get(i)));
        }
        return inputs;
    }

    private static EmbeddingInput input(String path, @Nullable Object item) {
        if (item instanceof String text) {
            return text(path, text);
        }
        if (item instanceof List<?> tokens) {
            return tokens(path, tokens);
        }
        throw wrong(path, item);
    }

    private static EmbeddingInput text(String path, String text) {
        if (text.isEmpty()) {
            throw new InvalidParamException(path, "invalid_value", "Invalid '" + path + "': it must not be empty.");
        }
        return new EmbeddingInput.Text(text);
    }

    private static EmbeddingInput tokens(String path, List<?> list) {
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            if (!(list.get(i) instanceof Long id) || id < 0 || id > Integer.MAX_VALUE) {
                throw RequestFields.wrongType(path + "[" + i + "]", "a token's number", list.get(i));
            }
            ids.add(id.intValue());
        }
        if (ids.isEmpty()) {
            throw new InvalidParamException(path, "empty_array", "Invalid '" + path + "': empty array.");
        }
        return new EmbeddingInput.Tokens(ids);
    }

    private static InvalidParamException wrong(String path, @Nullable Object got) {
        return RequestFields.wrongType(path, "a string, an array of strings or an array of tokens", got);
    }

    public EmbeddingRequest request(EmbeddingRequest.Builder call) {
        call.config(config).inputs(inputs).wireFields(wireFields);
        dimensions.ifPresent(call::dimensions);
        return call.build();
    }
}
