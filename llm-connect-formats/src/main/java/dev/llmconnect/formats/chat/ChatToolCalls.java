package dev.llmconnect.formats.chat;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.ToolCall;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.AnswerFacts;
import dev.llmconnect.formats.endpoint.RequestFields;
import dev.llmconnect.formats.json.StrictJsonParser;
import dev.llmconnect.internal.CacheControl;
import dev.llmconnect.internal.SignedCallId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tool calls as elements of {@code tool_calls}, both ways. What a provider attached and wants back goes along in an object of ours,
 * which a client gives back that gives back the whole message.
 */
final class ChatToolCalls {
    private static final String TYPE = "type";
    private static final String FUNCTION = "function";
    private static final String CUSTOM = "custom";
    /** The field in which Google's OpenAI-compatible endpoint keeps thought signatures. */
    private static final String EXTRA_CONTENT = SignedCallId.EXTRA_CONTENT;

    private ChatToolCalls() {}

    /** A call that the model made. */
    static Map<String, Object> write(ToolCall call) {
        boolean custom = CUSTOM.equals(call.extras().get(TYPE));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", call.id());
        map.put(TYPE, custom ? CUSTOM : FUNCTION);
        map.put(custom ? CUSTOM : FUNCTION, inner(custom, call.name(), call.argumentsJson()));
        map.putAll(attached(call.extras()));
        return map;
    }

    /** The name and what the call is given, in the object that the type names. */
    static Map<String, Object> inner(boolean custom, String name, String given) {
        Map<String, Object> inner = new LinkedHashMap<>();
        inner.put("name", name);
        inner.put(argumentsField(custom), given);
        return inner;
    }

    /** Where what the call is given stands. */
    static String argumentsField(boolean custom) {
        return custom ? "input" : "arguments";
    }

    /** What the provider attached to a call, as fields beside its type. */
    static Map<String, Object> attached(Map<String, Object> all) {
        Map<String, Object> extras = new LinkedHashMap<>(all);
        extras.remove(TYPE);
        Map<String, Object> fields = new LinkedHashMap<>();
        Object own = extras.remove(EXTRA_CONTENT);
        if (extras.remove(SignedCallId.SIGNATURE) instanceof String signature && own == null) {
            own = SignedCallId.extraContent(signature);
        }
        if (own != null) {
            fields.put(EXTRA_CONTENT, own);
        }
        if (!extras.isEmpty()) {
            fields.put(AnswerFacts.FIELD, extras);
        }
        return fields;
    }

    /** A call that a client gives back. */
    static List<ContentPart> read(RequestFields call) {
        String id = call.requiredText("id");
        boolean custom = call.text(TYPE).orElse(FUNCTION).equals(CUSTOM);
        String kind = custom ? CUSTOM : FUNCTION;
        RequestFields inner = call.object(kind).orElseThrow(() -> call.missing(kind));
        String name = inner.requiredText("name");
        String given = inner.text(argumentsField(custom)).orElse("");
        Map<String, Object> extras = new LinkedHashMap<>();
        if (custom) {
            extras.put(TYPE, CUSTOM);
        }
        call.object(EXTRA_CONTENT).ifPresent(extra -> extras.put(EXTRA_CONTENT, extra.left()));
        SignedCallId.signature(extras).ifPresent(signature -> extras.put(SignedCallId.SIGNATURE, signature));
        call.object(AnswerFacts.FIELD).ifPresent(extra -> extras.putAll(extra.left()));
        String text = given.isBlank() && !custom ? "{}" : given;
        ToolCall read =
                ToolCall.of(id, name, custom ? Map.of() : parsed(text), text).withExtras(extras);
        if (call.left().isEmpty()) {
            return List.of(read);
        }
        List<ContentPart> parts = new ArrayList<>(List.of(read, new Hint(WireFormat.OPENAI_CHAT, call.left())));
        CacheControl.read(call.left().get(CacheControl.FIELD)).ifPresent(parts::add);
        return parts;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // a null in a JSON object is a value like any other
    private static Map<String, Object> parsed(String arguments) {
        try {
            return (Map) StrictJsonParser.object(arguments.getBytes(StandardCharsets.UTF_8));
        } catch (LLMInvalidRequestException e) {
            // What a model wrote need not be JSON; the text is there for the provider to judge.
            return Map.of();
        }
    }
}
