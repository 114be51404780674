package dev.llmconnect.server.internal.openai;

import dev.llmconnect.ModelInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Models as the clients of three APIs know them. When a model was made nobody here knows; both want to be told. */
public final class ModelShapes {
    private static final String BEGINNING_OF_TIME = "1970-01-01T00:00:00Z";

    private ModelShapes() {}

    /** OpenAI's list. */
    public static Map<String, Object> list(List<ModelInfo> models) {
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("object", "list");
        list.put("data", models.stream().map(ModelShapes::model).toList());
        return list;
    }

    /** OpenAI's model, with the sizes that are known under the names that OpenRouter made common. */
    static Map<String, Object> model(ModelInfo model) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", model.id());
        map.put("object", "model");
        map.put("created", 0);
        map.put("owned_by", model.provider());
        model.contextTokens().ifPresent(size -> map.put("context_length", size));
        model.maxOutputTokens().ifPresent(size -> map.put("max_completion_tokens", size));
        return map;
    }

    /** Anthropic's list, all on one page. */
    static Map<String, Object> anthropicList(List<ModelInfo> models) {
        Map<String, @Nullable Object> list = new LinkedHashMap<>();
        list.put("data", models.stream().map(ModelShapes::anthropicModel).toList());
        list.put("has_more", false);
        list.put("first_id", models.isEmpty() ? null : models.get(0).id());
        list.put(
                "last_id",
                models.isEmpty() ? null : models.get(models.size() - 1).id());
        return nullable(list);
    }

    /** Anthropic's model. */
    static Map<String, Object> anthropicModel(ModelInfo model) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("type", "model");
        map.put("id", model.id());
        map.put("display_name", model.id());
        map.put("created_at", BEGINNING_OF_TIME);
        return map;
    }

    /** Gemini's list, all on one page. */
    public static Map<String, Object> geminiList(List<ModelInfo> models) {
        return Map.of("models", models.stream().map(ModelShapes::geminiModel).toList());
    }

    /** Gemini's model. What a model can do is unknown here; its provider refuses what it cannot. */
    public static Map<String, Object> geminiModel(ModelInfo model) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", "models/" + model.id());
        map.put("version", "");
        map.put("displayName", model.id());
        map.put("description", "");
        model.contextTokens().ifPresent(size -> map.put("inputTokenLimit", size));
        model.maxOutputTokens().ifPresent(size -> map.put("outputTokenLimit", size));
        map.put("supportedGenerationMethods", List.of("generateContent", "countTokens", "embedContent"));
        return map;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // a null in a JSON object is a value like any other
    private static Map<String, Object> nullable(Map<String, @Nullable Object> map) {
        return (Map) map;
    }
}
