package dev.llmconnect.formats.chat;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Refusal;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.FinishReason;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.WireCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Assembles one choice from its message or from its deltas, by the same rules, so that both come to the same. */
final class ChatChoiceReader {
    private final WireCall call;
    private final Pieces content = new Pieces();
    private final Pieces reasoning = new Pieces();
    private final Pieces refusal = new Pieces();
    private final ReasoningDetails details = new ReasoningDetails();
    private final ToolCalls toolCalls;
    private final Citations citations = new Citations();
    private final ChatMedia media;
    private final UnknownChoiceFields unknown = new UnknownChoiceFields();
    private final Map<String, Object> extras = new LinkedHashMap<>();
    private Consumer<StreamEvent> events = event -> {};
    private final ThinkTags text = new ThinkTags(this::think, this::say);
    private String repeated = "";
    private @Nullable String finish;
    /** The items of {@code reasoning_details} then repeat what the other field has said; in a stream they may do so in a later chunk. */
    private boolean thoughtInWords;

    /** @param id makes the ids of its tool calls, where it has none, differ from those of other choices and answers */
    ChatChoiceReader(WireCall call, Supplier<String> id) {
        this.call = call;
        this.media = new ChatMedia(call);
        this.toolCalls = new ToolCalls(call, id);
    }

    /** Whether the provider has said why it stopped. */
    boolean isFinished() {
        return finish != null;
    }

    /** Takes a choice that is all there. */
    void whole(JsonNode choice) {
        JsonNode message = choice.get("message");
        message(message, false);
        message.items("tool_calls").forEach(toolCall -> toolCalls.addWhole(toolCall, events));
        stopped(choice);
        text.finish();
        toolCalls.finish(isCutOff(), events);
    }

    private boolean isCutOff() {
        return finish != null && ChatFinish.of(finish).equals(FinishReason.LENGTH);
    }

    /** Takes what a chunk has of this choice. */
    void chunk(JsonNode choice, Consumer<StreamEvent> out) {
        events = out;
        JsonNode delta = choice.has("delta") ? choice.get("delta") : choice.get("message");
        message(delta, true);
        delta.items("tool_calls").forEach(piece -> toolCalls.addPiece(piece, events));
        stopped(choice);
        if (choice.has("delta") && choice.filled("finish_reason").isPresent()) {
            // Perplexity repeats the whole text beside its pieces.
            repeated = choice.get("message").filled("content").orElse(repeated);
        }
    }

    /** Where the end repeats the text, the pieces must have come to the same. */
    private void compareWithRepetition() {
        if (!repeated.isEmpty()
                && reasoning.isEmpty()
                && !repeated.strip().equals(content.toString().strip())) {
            throw call.failures().malformed("the text at the end of the stream differs from its pieces");
        }
    }

    /** Gives what was held back. */
    void finish(Consumer<StreamEvent> out) {
        events = out;
        text.finish();
        compareWithRepetition();
        toolCalls.finish(isCutOff(), events);
    }

    /** Takes sources that stand beside the choices. */
    void sources(JsonNode body) {
        citations.ofAnswer(body);
    }

    private void message(JsonNode message, boolean piece) {
        String details = this.details.add(message.items("reasoning_details"), piece);
        String thought = message.filled("reasoning_content")
                .or(() -> message.filled("reasoning"))
                .orElse("");
        if (!thought.isEmpty()) {
            thoughtInWords = true;
            think(thought);
        } else if (!details.isEmpty() && !thoughtInWords) {
            think(details);
        }
        content(message.get("content"));
        message.filled("refusal").ifPresent(this::refuse);
        toolCalls.addLegacy(message.get("function_call"), events);
        citations.ofMessage(message);
        media.ofMessage(message);
        unknown.ofMessage(message);
        if (message.has("extra_content")) {
            extras.put("extra_content", message.object("extra_content"));
        }
    }

    private void content(JsonNode said) {
        if (said.isText()) {
            said.text().filter(words -> !words.isEmpty()).ifPresent(text::accept);
        } else if (said.isArray()) {
            said.items().forEach(this::part);
        } else if (said.exists()) {
            // Cloudflare gives a structured answer parsed already.
            text.accept(Json.text(said.raw()));
        }
    }

    private void part(JsonNode part) {
        part.text().filter(words -> !words.isEmpty()).ifPresent(text::accept);
        part.filled("text").ifPresent(text::accept);
        part.filled("refusal").ifPresent(this::refuse);
        media.ofPart(part);
        JsonNode thinking = part.get("thinking");
        thinking.text().filter(words -> !words.isEmpty()).ifPresent(this::think);
        thinking.items().forEach(item -> item.filled("text").ifPresent(this::think));
    }

    private void think(String words) {
        reasoning.append(words);
        events.accept(new StreamEvent.Reasoning(words));
    }

    private void say(String words) {
        content.append(words);
        events.accept(new StreamEvent.Text(words));
    }

    private void refuse(String more) {
        refusal.append(more);
        events.accept(new StreamEvent.Refusal(more));
    }

    private void stopped(JsonNode choice) {
        unknown.ofChoice(choice);
        // Some repeat the reason on a later chunk; the first one counts.
        if (finish == null) {
            finish = choice.filled("finish_reason").orElse(null);
        }
    }

    FinishReason finishReason() {
        return finish == null ? FinishReason.STOP : ChatFinish.of(finish);
    }

    /** The reason in the provider's word; {@code null} if it gave none. */
    @Nullable
    String providerFinishReason() {
        return finish;
    }

    /** What the provider said of this choice that has no other place, in the form of a choice. */
    Map<String, Object> unknown() {
        return unknown.whole();
    }

    /** In the order in which a model makes them; Chat Completions tell no other. */
    List<ContentPart> parts() {
        List<ToolCall> calls = toolCalls.assemble();
        List<ContentPart> parts = new ArrayList<>(details.parts(reasoning.toString()));
        if (!extras.isEmpty()) {
            parts.add(new Opaque(ChatWire.NAME, extras));
        }
        if (!content.isEmpty()) {
            parts.add(new Text(content.toString()));
        }
        parts.addAll(citations.list());
        if (!refusal.isEmpty()) {
            parts.add(new Refusal(refusal.toString()));
        }
        parts.addAll(media.list());
        parts.addAll(calls);
        return parts;
    }
}
