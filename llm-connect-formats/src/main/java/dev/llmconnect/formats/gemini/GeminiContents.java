package dev.llmconnect.formats.gemini;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.ToolCall;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.InvalidParamException;
import dev.llmconnect.formats.endpoint.RequestFields;
import dev.llmconnect.formats.endpoint.ToolCallMatcher;
import dev.llmconnect.formats.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code systemInstruction} and {@code contents} as one conversation, in which results of functions are turns of their own. Not
 * thread-safe.
 */
final class GeminiContents {
    private static final String CONTENTS = "contents";
    private static final String PARTS = "parts";
    private static final String FUNCTION_RESPONSE = "functionResponse";
    private static final String FUNCTION_CALL = "functionCall";
    private static final String INLINE_DATA = "inlineData";
    private static final String FILE_DATA = "fileData";
    /** Files that only Google can reach. */
    private static final String OWN_FILES = "https://generativelanguage.googleapis.com/";

    private final List<Message> messages = new ArrayList<>();
    /** The provider of this format does not send an id that begins so: where the client gave none, Gemini gets none. */
    private final ToolCallMatcher calls = new ToolCallMatcher("gemini_call_");

    private final ModelTurn model = new ModelTurn();

    private GeminiContents() {}

    static List<Message> read(RequestFields body) {
        GeminiContents conversation = new GeminiContents();
        body.any("systemInstruction").ifPresent(value -> conversation.system(body.path("systemInstruction"), value));
        List<RequestFields> contents = ProtoFields.objects(body, CONTENTS);
        if (contents.isEmpty()) {
            throw body.missing(CONTENTS);
        }
        contents.forEach(conversation::add);
        conversation.endModelTurn();
        return conversation.messages;
    }

    /** The texts of a content, which has nothing else. */
    static String text(RequestFields content) {
        if (!content.has(PARTS)) {
            throw content.missing(PARTS);
        }
        StringBuilder text = new StringBuilder();
        for (RequestFields part : ProtoFields.objects(content, PARTS)) {
            text.append(part.requiredText("text"));
        }
        return text.toString();
    }

    private void system(String path, Object value) {
        String text = value instanceof String plain ? plain : text(ProtoFields.of(path, value));
        if (!text.isEmpty()) {
            messages.add(Message.system(text));
        }
    }

    private void add(RequestFields content) {
        String role = content.text("role").orElse("user");
        List<RequestFields> parts = ProtoFields.objects(content, PARTS);
        switch (role) {
            case "model" -> parts.forEach(this::modelPart);
            case "user", "function", "tool", "" -> {
                if (parts.isEmpty()) {
                    throw content.missing(PARTS);
                }
                user(parts);
            }
            case "system" -> {
                endModelTurn();
                parts.forEach(part -> messages.add(Message.system(part.requiredText("text"))));
            }
            default -> throw content.wrongValue("role", "'user' or 'model'");
        }
    }

    /** Contents of the model that follow each other are one turn, which some clients keep in the pieces of its stream. */
    private void endModelTurn() {
        List<ContentPart> parts = model.take();
        if (!parts.isEmpty()) {
            messages.add(Message.assistant(parts));
        }
    }

    private void user(List<RequestFields> parts) {
        endModelTurn();
        List<ContentPart> turn = new ArrayList<>();
        boolean results = false;
        for (RequestFields part : parts) {
            boolean isResult = part.has(FUNCTION_RESPONSE);
            if (isResult != results && !turn.isEmpty()) {
                messages.add(Message.of(results ? Role.TOOL : Role.USER, turn));
                turn = new ArrayList<>();
            }
            results = isResult;
            turn.add(isResult ? result(part) : userPart(part));
        }
        messages.add(Message.of(results ? Role.TOOL : Role.USER, turn));
    }

    private void modelPart(RequestFields part) {
        Map<String, Object> whole = new LinkedHashMap<>(part.left());
        String signature = part.text(Signatures.FIELD).orElse("");
        boolean thought = part.flag(Signatures.THOUGHT).orElse(false);
        if (part.has(FUNCTION_CALL)) {
            model.add(call(part, signature), "");
        } else if (part.has("text") && thought) {
            model.thought(part.requiredText("text"), signature);
        } else if (part.has("text")) {
            model.text(part.requiredText("text"), signature);
        } else {
            ContentPart media = media(part, whole);
            model.add(media, media instanceof Opaque ? "" : signature);
        }
    }

    private static ContentPart userPart(RequestFields part) {
        Map<String, Object> whole = new LinkedHashMap<>(part.left());
        return part.has("text") ? new Text(part.requiredText("text")) : media(part, whole);
    }

    /** An image, a document, a sound or a film; what only Gemini knows stays as it is. */
    private static ContentPart media(RequestFields part, Map<String, Object> whole) {
        if (whole.isEmpty()) {
            throw new InvalidParamException(
                    part.path("text"),
                    "missing_required_parameter",
                    "Missing required parameter: '" + part.path("text") + "'.");
        }
        Optional<RequestFields> data = ProtoFields.object(part, INLINE_DATA);
        Optional<RequestFields> file = ProtoFields.object(part, FILE_DATA);
        boolean plain = part.left().isEmpty();
        if (data.isPresent() && plain) {
            return Media.fromBase64(
                            data.get().requiredText("mimeType"),
                            Base64Text.standard(data.get().requiredText("data")))
                    .name(data.get().text("displayName").orElse(null))
                    .build();
        }
        if (file.isPresent() && plain) {
            String type = file.get().text("mimeType").orElse("image/*");
            String uri = file.get().requiredText("fileUri");
            if (uri.startsWith("http") && !uri.startsWith(OWN_FILES)) {
                return Media.ofUrl(type, uri);
            }
        }
        return new Opaque(WireFormat.GEMINI_GENERATE, whole);
    }

    private ToolCall call(RequestFields part, String signature) {
        RequestFields call = ProtoFields.object(part, FUNCTION_CALL).orElseThrow(() -> part.missing(FUNCTION_CALL));
        String name = call.requiredText("name");
        Map<String, Object> arguments = call.tree("args").orElse(Map.of());
        String json = new String(JsonText.bytes(arguments), StandardCharsets.UTF_8);
        return ToolCall.of(calls.add(call.text("id"), name), name, arguments, json)
                .withExtras(ThoughtSignature.extras(signature));
    }

    private ToolResult result(RequestFields part) {
        RequestFields response =
                ProtoFields.object(part, FUNCTION_RESPONSE).orElseThrow(() -> part.missing(FUNCTION_RESPONSE));
        Optional<String> id = response.text("id");
        ToolCallMatcher.Match call = calls.match(id, Optional.of(response.requiredText("name")));
        Map<String, Object> said = response.tree("response").orElse(Map.of());
        List<ContentPart> content = new ArrayList<>(List.of(new Text(words(said))));
        for (RequestFields media : ProtoFields.objects(response, PARTS)) {
            content.add(media(media, new LinkedHashMap<>(media.left())));
        }
        return ToolResult.of(call.id(), call.tool(), content, said.keySet().equals(Set.of("error")));
    }

    /** The one text under {@code output} or {@code error}, as Google names these keys; else the object. */
    private static String words(Map<String, Object> response) {
        Object only = response.size() == 1 ? response.values().iterator().next() : "";
        boolean isWord = response.containsKey("output") || response.containsKey("error");
        return isWord && only instanceof String text
                ? text
                : new String(JsonText.bytes(response), StandardCharsets.UTF_8);
    }
}
