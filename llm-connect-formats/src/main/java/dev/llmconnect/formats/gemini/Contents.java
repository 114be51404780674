package dev.llmconnect.formats.gemini;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.wire.WireCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The conversation as Gemini wants it: turns of {@code user} and {@code model}, with all instructions taken out into
 * {@code systemInstruction}, wherever they stood.
 */
final class Contents {
    private static final String DEVELOPER = "developer";

    private final WireCall call;
    private final List<Object> contents = new ArrayList<>();
    private final List<Object> instructions = new ArrayList<>();
    private final FunctionTurns functions;
    private Optional<String> mediaResolution = Optional.empty();

    Contents(WireCall call) {
        this.call = call;
        this.functions = new FunctionTurns(call, this::part);
    }

    void add(Message message) {
        if (message.role().equals(Role.SYSTEM) || message.role().value().equals(DEVELOPER)) {
            message.parts().forEach(part -> instructions.add(instruction(part)));
        } else if (message.role().equals(Role.ASSISTANT)) {
            model(message);
        } else if (message.role().equals(Role.USER) || message.role().equals(Role.TOOL)) {
            user(message);
        } else {
            throw call.cannotCarry("a message of the role " + message.role());
        }
    }

    /** The turns. */
    List<Object> list() {
        endResults();
        if (contents.isEmpty()) {
            throw call.cannotCarry("instructions without a user message");
        }
        return contents;
    }

    /** The instructions together, if any. */
    Optional<Map<String, Object>> systemInstruction() {
        return instructions.isEmpty() ? Optional.empty() : Optional.of(Map.of("parts", instructions));
    }

    /** How closely to look at the media, which Gemini is told for all of them at once. */
    Optional<String> mediaResolution() {
        return mediaResolution;
    }

    private Map<String, Object> instruction(ContentPart part) {
        if (part instanceof Text text) {
            return text(text.text());
        }
        throw call.cannotCarry("instructions other than text");
    }

    private void user(Message message) {
        List<Object> said = new ArrayList<>();
        for (ContentPart part : message.parts()) {
            if (part instanceof ToolResult result) {
                functions.result(result);
            } else {
                said.add(part(part));
            }
        }
        if (!said.isEmpty()) {
            turn("user", said);
        } else if (message.parts().isEmpty()) {
            turn("user", List.of(text("")));
        }
    }

    private void model(Message message) {
        List<Object> parts = new ArrayList<>();
        functions.begin();
        for (ContentPart part : message.parts()) {
            if (part instanceof ToolCall toolCall) {
                parts.add(functions.call(toolCall));
            } else if (part instanceof Reasoning reasoning) {
                reasoning(reasoning, parts);
            } else if (!(part instanceof Text text) || !text.text().isEmpty()) {
                // Gemini refuses an empty text where there was none to begin with.
                parts.add(part(part));
            }
        }
        if (!parts.isEmpty()) {
            turn("model", parts);
        }
    }

    private static void reasoning(Reasoning reasoning, List<Object> parts) {
        Object before = parts.isEmpty() ? null : parts.get(parts.size() - 1);
        if (Signatures.belongsToPartBefore(reasoning) && before instanceof Map<?, ?> map) {
            Map<Object, Object> signed = new LinkedHashMap<>(map);
            signed.put(Signatures.FIELD, reasoning.signature());
            parts.set(parts.size() - 1, signed);
        } else if (!reasoning.text().isEmpty() || reasoning.raw().containsKey(Signatures.FIELD)) {
            parts.add(Signatures.part(reasoning));
        }
    }

    private Map<String, Object> part(ContentPart part) {
        if (part instanceof Text text) {
            return text(text.text());
        }
        if (part instanceof Media media) {
            look(media);
            return MediaParts.part(media, call);
        }
        if (part instanceof Opaque opaque && opaque.wire().equals(GeminiWire.NAME)) {
            return opaque.raw();
        }
        String kind =
                part instanceof Opaque opaque ? opaque.wire() : part.getClass().getSimpleName();
        throw call.cannotCarry("a part of kind " + kind + " here");
    }

    private void look(Media media) {
        String detail = media.detail();
        if (detail == null || detail.equals("auto")) {
            return;
        }
        String wanted =
                switch (detail) {
                    case "low" -> "MEDIA_RESOLUTION_LOW";
                    case "high" -> "MEDIA_RESOLUTION_HIGH";
                    default -> throw call.cannotCarry("the detail " + detail + " of an image");
                };
        if (!mediaResolution.orElse(wanted).equals(wanted)) {
            throw call.cannotCarry("images of different detail in one request");
        }
        mediaResolution = Optional.of(wanted);
    }

    private void turn(String role, List<Object> parts) {
        endResults();
        Map<String, Object> turn = new LinkedHashMap<>();
        turn.put("role", role);
        turn.put("parts", parts);
        contents.add(turn);
    }

    /** Results that follow each other are one turn, however many messages they came in. */
    private void endResults() {
        List<Object> results = functions.takeResults();
        if (!results.isEmpty()) {
            turn("user", results);
        }
    }

    private static Map<String, Object> text(String words) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("text", words);
        return part;
    }
}
