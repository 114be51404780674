package dev.llmconnect.server.internal.ollama;

import dev.llmconnect.ModelInfo;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Models as Ollama lists and describes them. What Ollama knows of a file on its disk is unknown here, and empty. What a model can do is
 * unknown as well, so that every model that is not for embeddings is said to take tools and images; its provider refuses what it cannot
 * do.
 */
final class OllamaModels {
    private static final String UNKNOWN_TIME = "1970-01-01T00:00:00Z";
    private static final String ARCHITECTURE = "llm-connect";

    private OllamaModels() {}

    static Map<String, Object> list(List<ModelInfo> models) {
        return Map.of("models", models.stream().map(OllamaModels::entry).toList());
    }

    private static Map<String, Object> entry(ModelInfo model) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", model.id());
        entry.put("model", model.id());
        entry.put("modified_at", UNKNOWN_TIME);
        entry.put("size", 0);
        entry.put("digest", digest(model.id()));
        entry.put("details", details(model));
        return entry;
    }

    /** What {@code /api/show} answers. */
    static Map<String, Object> description(ModelInfo model) {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("general.architecture", ARCHITECTURE);
        info.put("general.basename", model.id());
        model.contextTokens().ifPresent(size -> info.put(ARCHITECTURE + ".context_length", size));
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("modelfile", "");
        tree.put("parameters", "");
        tree.put("template", "");
        tree.put("details", details(model));
        tree.put("model_info", info);
        tree.put(
                "capabilities",
                isForEmbeddings(model) ? List.of("embedding") : List.of("completion", "tools", "vision"));
        tree.put("modified_at", UNKNOWN_TIME);
        return tree;
    }

    private static boolean isForEmbeddings(ModelInfo model) {
        return model.id().toLowerCase(Locale.ROOT).contains("embed");
    }

    private static Map<String, Object> details(ModelInfo model) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("parent_model", "");
        details.put("format", "");
        details.put("family", model.provider());
        details.put("families", List.of(model.provider()));
        details.put("parameter_size", "");
        details.put("quantization_level", "");
        return details;
    }

    /** Clients show the first characters of a digest, and tell models apart by it. */
    private static String digest(String id) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
