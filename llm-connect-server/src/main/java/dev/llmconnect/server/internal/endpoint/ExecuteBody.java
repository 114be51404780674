package dev.llmconnect.server.internal.endpoint;

import static dev.llmconnect.server.internal.openapi.JsonSchemas.anything;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.between;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.count;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.mapOf;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.nonEmptyText;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.number;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.object;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.text;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.truth;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.internal.Prompts;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code POST /execute} takes (the wire contract, sections 2 and 7). Fields beside these are ignored.
 *
 * @param prompt not empty
 * @param config what the call sets; unset where the body has nothing
 * @param stream whether the answer shall come as events
 */
public record ExecuteBody(String prompt, RunConfig config, boolean stream) {
    private static final Map<String, Object> CONFIG = object().optional("model_name", nonEmptyText())
            .optional("temperature", number())
            .optional("max_tokens", between(1, Integer.MAX_VALUE))
            .optional("timeout_seconds", between(1, 86_400))
            .optional("max_depth", count())
            .optional("model_params", mapOf(anything()))
            .open()
            .build();

    /** What a request holds. */
    public static final Map<String, Object> SCHEMA = object().required("prompt", nonEmptyText())
            .optional("config", CONFIG)
            .optional("stream", truth())
            .optional("tags", mapOf(text()))
            .open()
            .build();

    private static final Map<String, Object> USAGE = object().required("prompt_tokens", count())
            .required("completion_tokens", count())
            .required("total_tokens", count())
            .open()
            .build();

    /** What an answer holds. */
    public static final Map<String, Object> ANSWER_SCHEMA = object().required("content", text())
            .required("model", text())
            .required("usage", USAGE)
            .required("finish_reason", text())
            .required("metadata", mapOf(anything()))
            .open()
            .build();

    /**
     * Reads a body.
     *
     * @throws LLMInvalidRequestException naming the field that is wrong, or the place where the body is not JSON
     */
    static ExecuteBody read(Map<String, @Nullable Object> fields) {
        return new ExecuteBody(
                prompt(fields.get("prompt")), config(fields.get("config")), stream(fields.get("stream")));
    }

    private static String prompt(@Nullable Object value) {
        if (value == null || value instanceof String) {
            return Prompts.required((String) value);
        }
        throw new LLMInvalidRequestException("prompt must be a string, got " + kind(value));
    }

    private static RunConfig config(@Nullable Object value) {
        if (value == null) {
            return RunConfig.defaults();
        }
        if (value instanceof Map<?, ?>) {
            @SuppressWarnings("unchecked") // the parser makes no other maps
            Map<String, ?> fields = (Map<String, ?>) value;
            return RunConfig.fromMap("config", fields);
        }
        throw new LLMInvalidRequestException("config must be an object, got " + kind(value));
    }

    private static boolean stream(@Nullable Object value) {
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        throw new LLMInvalidRequestException("stream must be true or false, got " + kind(value));
    }

    private static String kind(Object value) {
        if (value instanceof Map) {
            return "an object";
        }
        if (value instanceof List) {
            return "an array";
        }
        if (value instanceof Number) {
            return "a number";
        }
        return value instanceof String ? "a string" : "a boolean";
    }
}
