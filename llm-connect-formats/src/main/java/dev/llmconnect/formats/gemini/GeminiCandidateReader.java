package dev.llmconnect.formats.gemini;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.FinishReason;
import dev.llmconnect.ResponseMetadata;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.WireCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Assembles one candidate from its one piece or from what the chunks of a stream have of it, which has the same form. */
final class GeminiCandidateReader {
    private final WireCall call;
    private final AnswerParts parts = new AnswerParts();
    private final FunctionCalls calls;
    private final Grounding grounding = new Grounding();
    private final LogProbabilities probabilities = new LogProbabilities();
    private JsonNode ratings = JsonNode.MISSING;
    private @Nullable String finish;
    private String finishMessage = "";

    GeminiCandidateReader(WireCall call) {
        this.call = call;
        this.calls = new FunctionCalls(call.failures());
    }

    /**
     * Takes what a chunk has of this candidate.
     *
     * @param id makes the ids of its function calls, where it has none, differ from those of other candidates and answers
     */
    void accept(JsonNode candidate, String id, Consumer<StreamEvent> events) {
        candidate.get("content").items("parts").forEach(part -> part(part, id, events));
        candidate.scalar("finishReason").filter(GeminiFinish::says).ifPresent(word -> finish = word);
        finishMessage = candidate.filled("finishMessage").orElse(finishMessage);
        if (!candidate.items("safetyRatings").isEmpty()) {
            ratings = candidate.get("safetyRatings");
        }
        grounding.accept(candidate);
        probabilities.accept(candidate.get("logprobsResult"));
    }

    /** Gives the function call that was still open. */
    void finish(String id, Consumer<StreamEvent> events) {
        calls.finish(id, events).ifPresent(parts::add);
    }

    private void part(JsonNode part, String id, Consumer<StreamEvent> events) {
        String signature = part.textOrEmpty(Signatures.FIELD);
        if (part.has("functionCall")) {
            calls.accept(part, id, events).ifPresent(parts::add);
        } else if (part.has("inlineData")) {
            inlineData(part.get("inlineData"), signature);
        } else if (part.has("text")) {
            text(call.text(part, "text"), part.isTrue("thought"), signature, events);
        } else if (!part.object().isEmpty()) {
            // Code and its result, calls of Google's own tools, and whatever will come.
            parts.add(new Opaque(GeminiWire.NAME, part.object()));
        }
    }

    private void text(String words, boolean thought, String signature, Consumer<StreamEvent> events) {
        parts.text(words, thought, signature);
        if (!words.isEmpty()) {
            events.accept(thought ? new StreamEvent.Reasoning(words) : new StreamEvent.Text(words));
        }
    }

    private void inlineData(JsonNode data, String signature) {
        parts.add(Media.ofBase64(data.textOrEmpty("mimeType"), data.textOrEmpty("data")), signature);
    }

    /** Whether Google has said why it stopped. */
    boolean isFinished() {
        return finish != null;
    }

    FinishReason finishReason() {
        return finish == null ? FinishReason.STOP : GeminiFinish.of(finish);
    }

    /** The reason in Google's word; {@code null} if it gave none. */
    @Nullable
    String providerFinishReason() {
        return finish;
    }

    /** The parts, then the sources. */
    List<ContentPart> parts() {
        List<ContentPart> all = new ArrayList<>(parts.list());
        all.addAll(grounding.citations());
        return all;
    }

    /** Adds to the metadata what Google says of the answer beyond its parts. */
    void into(ResponseMetadata.Builder known) {
        if (finishReason().equals(FinishReason.CONTENT_FILTER) && ratings.exists()) {
            known.extra(
                    "safety_ratings",
                    ratings.items().stream().map(JsonNode::object).toList());
        }
        if (!finishMessage.isEmpty()) {
            known.extra("finish_message", finishMessage);
        }
        grounding.into(known);
        probabilities.into(known);
    }

    /** The same for a further candidate, in the form of a candidate. */
    Map<String, Object> fields() {
        ResponseMetadata.Builder known = ResponseMetadata.builder();
        into(known);
        Map<String, Object> fields = new LinkedHashMap<>();
        GeminiAnswerWriter.putExtras(fields, known.build().extras());
        return fields;
    }
}
