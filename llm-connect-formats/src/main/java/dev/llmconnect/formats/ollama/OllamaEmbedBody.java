package dev.llmconnect.formats.ollama;

import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.RunConfig;
import dev.llmconnect.WireFields;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.IncomingCall;
import dev.llmconnect.formats.endpoint.RequestFields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code /api/embed} and its predecessor {@code /api/embeddings} take. */
public final class OllamaEmbedBody {
    private OllamaEmbedBody() {}

    /**
     * Reads a request.
     *
     * @param field the field with the text or the texts
     */
    public static EmbeddingRequest read(IncomingCall http, String field) {
        RequestFields body = new RequestFields("", http.json());
        EmbeddingRequest.Builder call = http.newEmbedding()
                .config(RunConfig.builder()
                        .withoutDefaults()
                        .modelName(OllamaParams.model(body))
                        .build());
        Object input = body.any(field).orElseThrow(() -> body.missing(field));
        if (input instanceof String text) {
            call.text(text);
        } else if (input instanceof List<?> texts) {
            addAll(field, texts, call);
        } else {
            throw RequestFields.wrongType(field, "a string or an array of strings", input);
        }
        body.integer("dimensions", 0, Integer.MAX_VALUE)
                .filter(count -> count > 0)
                .ifPresent(call::dimensions);
        return call.wireFields(WireFields.NONE.withHints(WireFormat.OLLAMA_EMBED, body.left()))
                .build();
    }

    private static void addAll(String field, List<? extends @Nullable Object> texts, EmbeddingRequest.Builder call) {
        for (int i = 0; i < texts.size(); i++) {
            if (!(texts.get(i) instanceof String text)) {
                throw RequestFields.wrongType(field + "[" + i + "]", "a string", texts.get(i));
            }
            call.text(text);
        }
    }
}
