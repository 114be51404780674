package dev.llmconnect.testkit;

import dev.llmconnect.ContentPart;
import dev.llmconnect.Embedding;
import dev.llmconnect.EmbeddingInput;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMBudgetExceededException;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.Message;
import dev.llmconnect.Redactor;
import dev.llmconnect.ToolCall;
import dev.llmconnect.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Requests and failures in the form of a recording. */
final class RecordedCall {
    private RecordedCall() {}

    /** Returns the request without values that differ between runs. */
    static Map<String, Object> request(LLMCall call) {
        Map<String, Object> tree = new LinkedHashMap<>();
        if (!call.config().toMap().isEmpty()) {
            tree.put("config", call.config().toMap());
        }
        if (call instanceof EmbeddingRequest embedding) {
            tree.put(
                    "inputs",
                    embedding.inputs().stream().map(RecordedCall::input).toList());
            embedding.dimensions().ifPresent(length -> tree.put("dimensions", length));
            return redacted(tree);
        }
        LLMRequest request = (LLMRequest) call;
        tree.put(
                "messages",
                request.messages().stream().map(RecordedCall::message).toList());
        if (!request.tools().isEmpty()) {
            tree.put(
                    "tools",
                    request.tools().stream()
                            .map(tool -> Map.of("name", tool.name(), "parameters", tool.parameters()))
                            .toList());
        }
        request.toolChoice().ifPresent(choice -> tree.put("tool_choice", String.valueOf(choice)));
        request.responseFormat().ifPresent(format -> {
            tree.put("response_format", format.type());
            tree.put("schema", format.schema());
        });
        return redacted(tree);
    }

    private static Object input(EmbeddingInput input) {
        return input instanceof EmbeddingInput.Text text ? text.text() : ((EmbeddingInput.Tokens) input).ids();
    }

    private static Object message(Message message) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("role", message.role().value());
        List<Object> parts = new ArrayList<>();
        message.parts().forEach(part -> parts.add(part(part)));
        tree.put("parts", parts);
        return tree;
    }

    private static Object part(ContentPart part) {
        if (part instanceof ContentPart.Text text) {
            return text.text();
        }
        if (part instanceof ToolCall call) {
            return Map.of("tool_call", call.name(), "arguments", call.arguments());
        }
        if (part instanceof ContentPart.ToolResult result) {
            return Map.of("tool_result", result.text());
        }
        return part.toString();
    }

    /** Returns a tree without credentials and with sorted members, so that equal requests have equal texts. */
    static Map<String, Object> redacted(Map<?, ?> tree) {
        Map<String, Object> clean = new TreeMap<>();
        tree.forEach((key, value) -> clean.put(String.valueOf(key), redacted(value)));
        return clean;
    }

    private static @Nullable Object redacted(@Nullable Object tree) {
        if (tree instanceof Map<?, ?> map) {
            return redacted(map);
        }
        if (tree instanceof List<?> list) {
            List<@Nullable Object> clean = new ArrayList<>();
            list.forEach(item -> clean.add(redacted(item)));
            return clean;
        }
        return tree instanceof String text ? Redactor.redact(text) : tree;
    }

    static Map<String, Object> response(LLMResponse response) {
        Map<String, Object> tree = new LinkedHashMap<>(response.toMap());
        if (tree.get("metadata") instanceof Map<?, ?> metadata) {
            Map<Object, Object> kept = new LinkedHashMap<>(metadata);
            kept.remove("request_id"); // another one in each run
            tree.put("metadata", kept);
        }
        return redacted(tree);
    }

    @SuppressWarnings("unchecked") // names are texts in JSON
    static LLMResponse answer(Object tree) {
        return LLMResponse.fromMap((Map<String, ?>) tree);
    }

    static Map<String, Object> embeddings(EmbeddingResponse response) {
        List<Object> vectors = new ArrayList<>();
        for (Embedding embedding : response.embeddings()) {
            List<Float> values = new ArrayList<>();
            for (float value : embedding.toArray()) {
                values.add(value);
            }
            vectors.add(values);
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("model", response.model());
        tree.put("vectors", vectors);
        tree.put("input_tokens", response.usage().inputTokens());
        return tree;
    }

    static EmbeddingResponse embeddings(Map<?, ?> tree) {
        List<Embedding> embeddings = new ArrayList<>();
        for (Object vector : list(tree.get("vectors"))) {
            List<?> values = list(vector);
            float[] floats = new float[values.size()];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = ((Number) values.get(i)).floatValue();
            }
            embeddings.add(Embedding.of(floats));
        }
        return EmbeddingResponse.builder()
                .model(String.valueOf(tree.get("model")))
                .embeddings(embeddings)
                .usage(Usage.of(tree.get("input_tokens") instanceof Number count ? count.longValue() : 0, 0))
                .build();
    }

    /** Casts a tree to a list. */
    static List<?> list(@Nullable Object tree) {
        if (tree instanceof List<?> list) {
            return list;
        }
        throw new IllegalStateException("a list is missing");
    }

    /** Casts a tree to an object. */
    static Map<?, ?> object(@Nullable Object tree) {
        if (tree instanceof Map<?, ?> object) {
            return object;
        }
        throw new IllegalStateException("an object is missing");
    }

    static LLMException failure(Map<?, ?> tree) {
        String message = String.valueOf(tree.get("message"));
        return switch (String.valueOf(tree.get("type"))) {
            case "LLMAPIError" -> new LLMApiException(message);
            case "LLMRateLimitError" -> new LLMRateLimitException(message);
            case "LLMTimeoutError" -> new LLMTimeoutException(message);
            case "LLMConfigurationError" -> new LLMConfigurationException(message);
            case "LLMBudgetExceededError" -> new LLMBudgetExceededException(message);
            case "InvalidRequestError" -> new LLMInvalidRequestException(message);
            default -> new LLMException(message);
        };
    }
}
