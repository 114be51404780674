package dev.llmconnect.server.internal.endpoint;

import static dev.llmconnect.server.internal.openapi.JsonSchemas.anything;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.between;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.count;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.listOf;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.mapOf;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.nonEmptyText;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.number;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.object;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.text;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.truth;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.formats.execute.AnswerForm;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Schemas and switches of {@code POST /execute} (the wire contract, sections 2 and 7). */
public final class ExecuteBody {
    private static final Map<String, Object> CONFIG = object().optional("model_name", nonEmptyText())
            .optional("temperature", number())
            .optional("max_tokens", between(1, Integer.MAX_VALUE))
            .optional("timeout_seconds", between(1, 86_400))
            .optional("max_depth", count())
            .optional("model_params", mapOf(anything()))
            .open()
            .build();

    private static final Map<String, Object> MESSAGE = object().required("role", text())
            .optional("content", anything())
            .open()
            .build();

    private static final Map<String, Object> TOOL = object().optional("name", text())
            .optional("description", text())
            .optional("parameters", mapOf(anything()))
            .optional("strict", truth())
            .open()
            .build();

    /** What a request holds: either {@code prompt} or {@code messages}. */
    public static final Map<String, Object> SCHEMA = object().optional("prompt", nonEmptyText())
            .optional("messages", listOf(MESSAGE))
            .optional("tools", listOf(TOOL))
            .optional("tool_choice", anything())
            .optional("response_format", mapOf(anything()))
            .optional("config", CONFIG)
            .optional("stream", truth())
            .optional(AnswerForm.PARTS, truth())
            .optional("tags", mapOf(text()))
            .optional("session", text())
            .open()
            .build();

    /** What a request for embeddings holds. */
    static final Map<String, Object> EMBEDDING_SCHEMA = object().required("input", anything())
            .optional("dimensions", count())
            .optional("config", CONFIG)
            .optional("tags", mapOf(text()))
            .optional("session", text())
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
            .optional("alternatives", listOf(mapOf(anything())))
            .open()
            .build();

    /** What an answer with embeddings holds. */
    static final Map<String, Object> EMBEDDINGS_SCHEMA = object().required("model", text())
            .required("embeddings", listOf(listOf(number())))
            .required("usage", USAGE)
            .required("metadata", mapOf(anything()))
            .open()
            .build();

    private ExecuteBody() {}

    /**
     * Reads a switch, which is off by default.
     *
     * @throws LLMInvalidRequestException if it is neither true nor false
     */
    static boolean flag(Map<String, @Nullable Object> body, String name) {
        Object value = body.get(name);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        throw new LLMInvalidRequestException(name + " must be true or false, got "
                + (value instanceof Map
                        ? "an object"
                        : value instanceof Iterable ? "an array" : value instanceof Number ? "a number" : "a string"));
    }
}
