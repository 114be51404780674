package dev.llmconnect.formats.gemini;

import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ResponseMetadata;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.Usage;
import dev.llmconnect.formats.failures.ErrorBody;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.WireCall;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Assembles an answer from its one piece or from the chunks of a stream: they have the same form, so both come to the same. */
final class GeminiAnswerReader {
    private final WireCall call;
    private final AnswerParts parts = new AnswerParts();
    private final FunctionCalls calls;
    private final Grounding grounding = new Grounding();
    private final LogProbabilities probabilities = new LogProbabilities();
    private String model = "";
    private String id = "";
    private JsonNode usage = JsonNode.MISSING;
    private JsonNode promptFeedback = JsonNode.MISSING;
    private JsonNode ratings = JsonNode.MISSING;
    private @Nullable String finish;
    private String finishMessage = "";
    private boolean answered;

    GeminiAnswerReader(WireCall call) {
        this.call = call;
        this.calls = new FunctionCalls(call.failures());
    }

    /** Takes a chunk, or the whole. */
    void accept(JsonNode chunk, Consumer<StreamEvent> events) {
        boolean told = !chunk.object("error").isEmpty()
                || !chunk.items("error").isEmpty()
                || chunk.filled("error").isPresent();
        if (told || (!chunk.has("candidates") && !ErrorBody.of(chunk).message().isEmpty())) {
            throw call.failures().reported(chunk);
        }
        model = model.isEmpty() ? chunk.textOrEmpty("modelVersion") : model;
        id = id.isEmpty() ? chunk.textOrEmpty("responseId") : id;
        if (TokenCounts.areIn(chunk.get("usageMetadata"))) {
            // Each chunk counts everything so far.
            usage = chunk.get("usageMetadata");
        }
        if (chunk.get("promptFeedback").isObject()) {
            promptFeedback = chunk.get("promptFeedback");
        }
        for (JsonNode candidate : chunk.items("candidates")) {
            // Of several candidates only the first is the answer; its index is left out, being 0.
            if (candidate.isObject() && candidate.number("index").orElse(0) == 0) {
                answered = true;
                candidate(candidate, events);
            }
        }
    }

    /** Whether there was an answer, or word that there will be none. */
    boolean isAnswer() {
        return answered || isBlocked();
    }

    /** Whether Google has said why it stopped. More may follow all the same, after a tool of its own. */
    boolean isFinished() {
        return finish != null || isBlocked();
    }

    private boolean isBlocked() {
        return promptFeedback.scalar("blockReason").isPresent();
    }

    void finish(Consumer<StreamEvent> events) {
        calls.finish(id, events).ifPresent(parts::add);
    }

    private void candidate(JsonNode candidate, Consumer<StreamEvent> events) {
        candidate.get("content").items("parts").forEach(part -> part(part, events));
        candidate.scalar("finishReason").filter(GeminiFinish::says).ifPresent(word -> finish = word);
        finishMessage = candidate.filled("finishMessage").orElse(finishMessage);
        if (!candidate.items("safetyRatings").isEmpty()) {
            ratings = candidate.get("safetyRatings");
        }
        grounding.accept(candidate);
        probabilities.accept(candidate.get("logprobsResult"));
    }

    private void part(JsonNode part, Consumer<StreamEvent> events) {
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

    /** What is known before the first part. */
    LLMResponse soFar() {
        return LLMResponse.builder()
                .model(model)
                .usage(usage.exists() ? TokenCounts.read(usage) : Usage.NONE)
                .metadata(known -> known.providerRequestId(id.isEmpty() ? null : id))
                .build();
    }

    LLMResponse assemble() {
        LLMResponse.Builder answer = LLMResponse.builder()
                .model(model)
                .parts(parts.list())
                .usage(usage.exists() ? TokenCounts.read(usage) : Usage.NONE);
        grounding.citations().forEach(answer::part);
        ResponseMetadata.Builder known = ResponseMetadata.builder();
        ended(answer, known);
        if (!id.isEmpty()) {
            known.providerRequestId(id);
        }
        grounding.into(known);
        probabilities.into(known);
        return answer.metadata(known.build()).build();
    }

    private void ended(LLMResponse.Builder answer, ResponseMetadata.Builder known) {
        FinishReason reason = finish == null ? FinishReason.STOP : GeminiFinish.of(finish);
        String word = finish;
        String message = finishMessage;
        if (finish == null && isBlocked()) {
            reason = FinishReason.CONTENT_FILTER;
            word = promptFeedback.scalar("blockReason").orElse(null);
            message = promptFeedback.textOrEmpty("blockReasonMessage");
            known.extra("prompt_feedback", promptFeedback.object());
        } else if (reason.equals(FinishReason.CONTENT_FILTER) && ratings.exists()) {
            known.extra(
                    "safety_ratings",
                    ratings.items().stream().map(JsonNode::object).toList());
        }
        answer.finishReason(reason).providerFinishReason(word);
        if (!message.isEmpty()) {
            known.extra("finish_message", message);
        }
    }
}
