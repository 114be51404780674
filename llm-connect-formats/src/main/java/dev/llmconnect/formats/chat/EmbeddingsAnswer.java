package dev.llmconnect.formats.chat;

import dev.llmconnect.Embedding;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.formats.endpoint.AnswerFacts;
import dev.llmconnect.internal.EmbeddingValues;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Vectors as OpenAI's list of {@code embedding} objects. */
public final class EmbeddingsAnswer {
    private EmbeddingsAnswer() {}

    public static Map<String, Object> of(EmbeddingResponse answer, boolean base64) {
        List<Object> data = new ArrayList<>();
        for (int i = 0; i < answer.embeddings().size(); i++) {
            Embedding vector = answer.embeddings().get(i);
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("object", "embedding");
            item.put("index", i);
            item.put("embedding", base64 ? bytes(vector) : new EmbeddingValues(vector));
            data.add(item);
        }
        Map<String, Object> usage = new LinkedHashMap<>();
        usage.put("prompt_tokens", answer.usage().inputTokens());
        usage.put("total_tokens", answer.usage().totalTokens());
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("object", "list");
        tree.put("data", data);
        tree.put("model", answer.model());
        tree.put("usage", usage);
        tree.put(AnswerFacts.FIELD, answer.metadata().toMapWithoutExtras());
        return tree;
    }

    /** 32-bit floats, the lowest byte first, as the clients of every language unpack them. */
    private static String bytes(Embedding vector) {
        ByteBuffer bytes =
                ByteBuffer.allocate(vector.dimensions() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : vector.toArray()) {
            bytes.putFloat(value);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
