package dev.llmconnect.formats.chat;

import dev.llmconnect.Choice;
import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.Cost;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ResponseMetadata;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.ToolCall;
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
 * Assembles an answer from one body or from its chunks. The choice with the index 0 is the answer, whose events are told; choices
 * beyond those that were asked for are left out.
 */
final class ChatAnswerReader {
    private final WireCall call;
    private final ChatDialect dialect;
    private final int asked;
    private final ChatChoiceReader first;
    /** The further choices, by index; only those that have begun. */
    private final Map<Integer, ChatChoiceReader> others;

    private final UnknownFields unknown = new UnknownFields();
    private String model = "";
    private String id = "";
    private JsonNode usage = JsonNode.MISSING;
    private boolean begun;
    private boolean started;

    ChatAnswerReader(WireCall call, ChatDialect dialect) {
        this.call = call;
        this.dialect = dialect;
        this.asked = ChoiceCount.of(call.request());
        this.others = asked == 1 ? Map.of() : new TreeMap<>();
        this.first = new ChatChoiceReader(call, () -> id);
    }

    /** Whether the answer itself has begun. */
    boolean isBegun() {
        return begun;
    }

    /** Whether the provider has said of each choice that has begun why it stopped. */
    boolean isFinished() {
        return first.isFinished() && others.values().stream().allMatch(ChatChoiceReader::isFinished);
    }

    /** Throws what a body tells of a failure, in place of choices or beside them. */
    void failIfError(JsonNode body) {
        JsonNode error = body.get("error");
        boolean told = !error.object().isEmpty()
                || !error.items().isEmpty()
                || body.filled("error").isPresent();
        boolean flat = !body.has("choices") && !ErrorBody.of(body).message().isEmpty();
        if (told || flat) {
            throw call.failures().reported(body);
        }
        for (JsonNode choice : body.items("choices")) {
            if (!choice.object("error").isEmpty() || choice.filled("error").isPresent()) {
                throw call.failures().reported(choice);
            }
        }
    }

    /** Takes an answer that is all there. */
    void whole(JsonNode body) {
        top(body);
        List<JsonNode> choices = body.items("choices");
        for (int i = 0; i < choices.size(); i++) {
            int index = index(choices.get(i), i);
            boolean isKnown = index == 0 ? begun : others.containsKey(index);
            if (index >= 0 && !isKnown) {
                choice(index).whole(choices.get(i));
            }
        }
    }

    /** Takes a chunk. */
    void chunk(JsonNode body, Consumer<StreamEvent> out) {
        top(body);
        List<JsonNode> choices = body.items("choices");
        for (int i = 0; i < choices.size(); i++) {
            int index = index(choices.get(i), i);
            if (index >= 0) {
                choice(index).chunk(choices.get(i), index == 0 ? startingWith(out) : ChatAnswerReader::untold);
            }
        }
    }

    /** The index of a choice; -1 for one that was not asked for. */
    private int index(JsonNode choice, int position) {
        long index = choice.number("index").orElse(position);
        return choice.isObject() && index >= 0 && index < asked ? (int) index : -1;
    }

    private ChatChoiceReader choice(int index) {
        if (index == 0) {
            begun = true;
            return first;
        }
        return others.computeIfAbsent(index, missing -> new ChatChoiceReader(call, () -> id(index)));
    }

    private String id(int index) {
        return (id.isEmpty() ? call.request().requestId() : id) + '/' + index;
    }

    /** Gives what was held back. */
    void finish(Consumer<StreamEvent> out) {
        first.finish(startingWith(out));
        others.values().forEach(choice -> choice.finish(ChatAnswerReader::untold));
    }

    /** A stream tells its first choice only; the others are known at its end. */
    private static void untold(StreamEvent event) {}

    /** Before the first event of the answer it is said what was known until then. */
    private Consumer<StreamEvent> startingWith(Consumer<StreamEvent> out) {
        return event -> {
            if (!started) {
                started = true;
                out.accept(new StreamEvent.Start(LLMResponse.builder()
                        .model(model)
                        .wireFields(ChatWire.NAME, unknown.above())
                        .metadata(known -> known.providerRequestId(id.isEmpty() ? null : id))
                        .build()));
            }
            out.accept(event);
        };
    }

    /** Takes what stands beside the choices. */
    private void top(JsonNode body) {
        if (model.isEmpty()) {
            model = body.textOrEmpty("model");
        }
        if (id.isEmpty()) {
            id = body.scalar("id").orElse("");
        }
        JsonNode counted =
                body.has("usage") ? body.get("usage") : body.get("x_groq").get("usage");
        if (ChatUsageReader.isCounted(counted)) {
            usage = counted;
            unknown.ofUsage(counted);
        }
        first.sources(body);
        unknown.ofAnswer(body);
    }

    LLMResponse assemble() {
        List<ContentPart> parts = first.parts();
        List<Choice> alternatives = new ArrayList<>(others.size());
        List<Map<String, Object>> unknownOfChoices = new ArrayList<>(1 + others.size());
        unknownOfChoices.add(first.unknown());
        boolean isVisible = isVisible(parts);
        for (ChatChoiceReader other : others.values()) {
            List<ContentPart> own = other.parts();
            isVisible |= isVisible(own);
            unknownOfChoices.add(other.unknown());
            alternatives.add(Choice.builder()
                    .parts(own)
                    .finishReason(other.finishReason())
                    .providerFinishReason(other.providerFinishReason())
                    .build());
        }
        LLMResponse.Builder answer = LLMResponse.builder()
                .model(model)
                .parts(parts)
                .alternatives(alternatives)
                .usage(usage.exists() ? ChatUsageReader.read(usage, isVisible) : Usage.NONE)
                .finishReason(first.finishReason())
                .providerFinishReason(first.providerFinishReason())
                .wireFields(ChatWire.NAME, unknown.whole(unknownOfChoices));
        ResponseMetadata.Builder metadata = ResponseMetadata.builder();
        if (!id.isEmpty()) {
            metadata.providerRequestId(id);
        }
        if (dialect.reportsCost() && usage.get("cost").isNumber()) {
            usage.get("cost").decimal().ifPresent(cost -> metadata.cost(Cost.of(cost, Cost.Source.PROVIDER)));
        }
        return answer.metadata(metadata.build()).build();
    }

    private static boolean isVisible(List<ContentPart> parts) {
        for (ContentPart part : parts) {
            if (part instanceof Text || part instanceof ToolCall) {
                return true;
            }
        }
        return false;
    }
}
