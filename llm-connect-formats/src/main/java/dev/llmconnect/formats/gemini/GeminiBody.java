package dev.llmconnect.formats.gemini;

import dev.llmconnect.LLMRequest;
import dev.llmconnect.WireFields;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.CallLabels;
import dev.llmconnect.formats.endpoint.IncomingCall;
import dev.llmconnect.formats.endpoint.RequestFields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code generateContent} takes. What only Google knows is carried to it; others refuse what would change the answer, and leave out
 * the rest, such as safety settings.
 */
public final class GeminiBody {
    private static final String GENERATION_CONFIG = "generationConfig";
    private static final String CACHED_CONTENT = "cachedContent";
    private static final String WRAPPED = "generateContentRequest";

    private GeminiBody() {}

    /**
     * Reads a request.
     *
     * @param model the model of the path
     */
    public static LLMRequest read(IncomingCall http, String model) {
        return read(http, model, ProtoFields.of("", http.json()));
    }

    /** Reads a request whose tokens are to be counted: contents alone, or a whole request. */
    public static LLMRequest readForCount(IncomingCall http, String model) {
        RequestFields body = ProtoFields.of("", http.json());
        return read(http, model, ProtoFields.object(body, WRAPPED).orElse(body));
    }

    private static LLMRequest read(IncomingCall http, String model, RequestFields body) {
        @Nullable Object labels = body.left().get("labels");
        GeminiParams params = GeminiParams.read(model, body);
        LLMRequest.Builder call = http.newCall()
                .context(CallLabels.withMetadata(http.context(), labels, null))
                .messages(GeminiContents.read(body))
                .config(params.config())
                .responseFormat(params.responseFormat().orElse(null));
        GeminiTools tools = GeminiTools.read(body);
        call.tools(tools.functions()).toolChoice(tools.functions().isEmpty() ? null : tools.choice());
        body.any("model");
        Map<String, Object> required = new LinkedHashMap<>();
        Map<String, Object> hints = new LinkedHashMap<>();
        putUnlessEmpty(required, GENERATION_CONFIG, params.required());
        putUnlessEmpty(hints, GENERATION_CONFIG, params.hints());
        putUnlessEmpty(hints, "toolConfig", tools.config());
        if (!tools.others().isEmpty()) {
            required.put("tools", tools.others());
        }
        body.any(CACHED_CONTENT).ifPresent(name -> required.put(CACHED_CONTENT, name));
        hints.putAll(body.left());
        return call.wireFields(wireFields(required, hints)).build();
    }

    /** Both parts of {@code generationConfig} go to Google together. */
    private static WireFields wireFields(Map<String, Object> required, Map<String, Object> hints) {
        if (required.get(GENERATION_CONFIG) instanceof Map<?, ?> values
                && hints.remove(GENERATION_CONFIG) instanceof Map<?, ?> more) {
            Map<Object, Object> all = new LinkedHashMap<>(more);
            all.putAll(values);
            required.put(GENERATION_CONFIG, all);
        }
        return WireFields.NONE.with(WireFormat.GEMINI_GENERATE, required).withHints(WireFormat.GEMINI_GENERATE, hints);
    }

    private static void putUnlessEmpty(Map<String, Object> fields, String name, Map<String, Object> value) {
        if (!value.isEmpty()) {
            fields.put(name, value);
        }
    }

    /** The name of a model without the folder of Google's lists. */
    public static String model(String path) {
        return List.of("models/", "tunedModels/").stream()
                .filter(path::startsWith)
                .findFirst()
                .map(folder -> path.substring(folder.length()))
                .filter(name -> !name.isEmpty())
                .orElse(path);
    }
}
