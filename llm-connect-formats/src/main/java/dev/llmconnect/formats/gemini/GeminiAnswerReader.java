package dev.llmconnect.formats.gemini;

import dev.llmconnect.Choice;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ResponseMetadata;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.Usage;
import dev.llmconnect.formats.failures.ErrorBody;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.WireCall;
import dev.llmconnect.internal.ChoiceCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Assembles an answer from its one piece or from the chunks of a stream: they have the same form, so both come to the same. The candidate
 * with the index 0 is the answer, whose events are told; candidates beyond those that were asked for are left out.
 */
final class GeminiAnswerReader {
    private final WireCall call;
    private final int asked;
    private final GeminiCandidateReader first;
    /** The further candidates, by index; only those that have begun. */
    private final Map<Integer, GeminiCandidateReader> others;

    private String model = "";
    private String id = "";
    private JsonNode usage = JsonNode.MISSING;
    private JsonNode promptFeedback = JsonNode.MISSING;
    private boolean answered;

    GeminiAnswerReader(WireCall call) {
        this.call = call;
        this.asked = ChoiceCount.of(call.request());
        this.first = new GeminiCandidateReader(call);
        this.others = asked == 1 ? Map.of() : new TreeMap<>();
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
        List<JsonNode> candidates = chunk.items("candidates");
        for (int i = 0; i < candidates.size(); i++) {
            candidate(candidates.get(i), i, events);
        }
    }

    /** Google leaves out an index of 0. */
    private void candidate(JsonNode candidate, int position, Consumer<StreamEvent> events) {
        long index = candidate.number("index").orElse(position);
        if (!candidate.isObject() || index < 0 || index >= asked) {
            return;
        }
        if (index == 0) {
            answered = true;
            first.accept(candidate, id, events);
        } else {
            others.computeIfAbsent((int) index, missing -> new GeminiCandidateReader(call))
                    .accept(candidate, id((int) index), GeminiAnswerReader::untold);
        }
    }

    private String id(int index) {
        return id + "_" + index;
    }

    /** A stream tells its first candidate only; the others are known at its end. */
    private static void untold(StreamEvent event) {}

    /** Whether there was an answer, or word that there will be none. */
    boolean isAnswer() {
        return answered || isBlocked();
    }

    /**
     * Whether Google has said of each candidate that has begun why it stopped. More may follow all the same, after a tool of its own.
     */
    boolean isFinished() {
        return (first.isFinished() && others.values().stream().allMatch(GeminiCandidateReader::isFinished))
                || isBlocked();
    }

    private boolean isBlocked() {
        return promptFeedback.scalar("blockReason").isPresent();
    }

    void finish(Consumer<StreamEvent> events) {
        first.finish(id, events);
        others.forEach((index, candidate) -> candidate.finish(id(index), GeminiAnswerReader::untold));
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
                .parts(first.parts())
                .usage(usage.exists() ? TokenCounts.read(usage) : Usage.NONE);
        ResponseMetadata.Builder known = ResponseMetadata.builder();
        if (!id.isEmpty()) {
            known.providerRequestId(id);
        }
        if (!first.isFinished() && isBlocked()) {
            answer.finishReason(FinishReason.CONTENT_FILTER)
                    .providerFinishReason(promptFeedback.scalar("blockReason").orElse(null));
            known.extra("prompt_feedback", promptFeedback.object());
            promptFeedback.filled("blockReasonMessage").ifPresent(message -> known.extra("finish_message", message));
        } else {
            answer.finishReason(first.finishReason()).providerFinishReason(first.providerFinishReason());
        }
        first.into(known);
        if (!others.isEmpty()) {
            alternatives(answer);
        }
        return answer.metadata(known.build()).build();
    }

    /** What Google says of them beyond their parts stands in the form of its answer. */
    private void alternatives(LLMResponse.Builder answer) {
        List<Choice> alternatives = new ArrayList<>(others.size());
        List<Map<String, Object>> fields = new ArrayList<>(others.size() + 1);
        fields.add(Map.of());
        for (GeminiCandidateReader other : others.values()) {
            alternatives.add(Choice.builder()
                    .parts(other.parts())
                    .finishReason(other.finishReason())
                    .providerFinishReason(other.providerFinishReason())
                    .build());
            fields.add(other.fields());
        }
        answer.alternatives(alternatives);
        if (fields.stream().anyMatch(candidate -> !candidate.isEmpty())) {
            answer.wireFields(GeminiWire.NAME, Map.of(GeminiAnswerWriter.CANDIDATES, fields));
        }
    }
}
