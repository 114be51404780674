package dev.llmconnect.providers.responses;

import dev.llmconnect.ContentPart;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.Redactor;
import dev.llmconnect.ToolCall;
import dev.llmconnect.providers.json.JsonNode;
import dev.llmconnect.providers.wire.WireCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes an answer of a response and the items of its output, wherever they were collected. */
final class ResponsesAnswer {
    private static final String INCOMPLETE = "incomplete";
    private static final String OUTPUT = "output";
    /** What an answer of ours has places for. */
    private static final List<String> KNOWN = List.of("id", "object", "created_at", "status", "error", "model", OUTPUT);

    private final JsonNode response;
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private final List<ToolCall> toolCalls = new ArrayList<>();
    private final List<ContentPart> parts = new ArrayList<>();
    private final Set<Map<String, Object>> citations = new LinkedHashSet<>();

    private ResponsesAnswer(JsonNode response) {
        this.response = response;
    }

    static LLMResponse of(JsonNode response, List<OutputItem> output) {
        ResponsesAnswer answer = new ResponsesAnswer(response);
        output.forEach(answer::item);
        String reasoning = output.stream()
                .filter(OutputItem::isReasoning)
                .map(OutputItem::thought)
                .filter(thought -> !thought.isEmpty())
                .collect(Collectors.joining(OutputItem.PARAGRAPH));
        return answer.assemble(reasoning, wireFields(response, output));
    }

    /** What else it says, and its items whole: what of an item has no place in ours is only understood beside the rest of it. */
    private static Map<String, Object> wireFields(JsonNode response, List<OutputItem> output) {
        Map<String, Object> fields = new LinkedHashMap<>(response.object());
        KNOWN.forEach(fields::remove);
        fields.put(OUTPUT, output.stream().map(item -> item.json().object()).toList());
        return fields;
    }

    /** Throws what a whole body tells of a failure, and what makes it no answer. */
    static void failIfNoAnswer(JsonNode body, WireCall call) {
        failIfFailed(body, call);
        if (!body.get(OUTPUT).isArray()) {
            boolean flat = body.filled("message").isPresent() || body.has("detail");
            throw flat ? call.failures().reported(body) : call.failures().malformed("there is no output in it");
        }
        String status = body.textOrEmpty("status");
        if (Set.of("queued", "in_progress", "cancelled").contains(status)) {
            throw call.failures().truncated("its status is " + status);
        }
    }

    /** Throws what a response tells of a failure. */
    static void failIfFailed(JsonNode response, WireCall call) {
        boolean told =
                !response.object("error").isEmpty() || response.filled("error").isPresent();
        if (told || response.textOrEmpty("status").equals("failed")) {
            throw call.failures().reported(response);
        }
    }

    private void item(OutputItem item) {
        if (item.isMessage()) {
            content.append(item.text());
            refusal.append(item.refusal());
            for (JsonNode part : item.json().items("content")) {
                part.items("annotations").forEach(annotation -> citations.add(annotation.object()));
            }
        }
        for (ContentPart part : item.parts(response)) {
            parts.add(part);
            if (part instanceof ToolCall call) {
                toolCalls.add(call);
            }
        }
    }

    private LLMResponse assemble(String reasoning, Map<String, Object> wireFields) {
        String status = response.textOrEmpty("status");
        String why = response.get("incomplete_details").filled("reason").orElse(INCOMPLETE);
        boolean cut = status.equals(INCOMPLETE);
        LLMResponse.Builder answer = LLMResponse.builder()
                .content(content.toString())
                .reasoning(reasoning)
                .refusal(refusal.toString())
                .model(response.textOrEmpty("model"))
                .toolCalls(toolCalls)
                .parts(parts)
                .wireFields(OpenAIResponses.NAME, wireFields)
                .usage(ResponsesUsage.read(response.get("usage")))
                .finishReason(cut ? cutBy(why) : FinishReason.STOP)
                .providerFinishReason(cut ? why : status.isEmpty() ? null : status);
        response.filled("id").map(Redactor::redact).ifPresent(id -> {
            answer.metadata(LLMResponse.PROVIDER_REQUEST_ID, id);
            if (response.isTrue("store")) {
                // Not the header's id, which the adapter prefers: the next turn names this one as previous_response_id.
                answer.metadata("response_id", id);
            }
        });
        if (response.get("usage").get("cost").isNumber()) {
            // OpenRouter's, in US dollars.
            response.get("usage").get("cost").decimal().ifPresent(cost -> answer.metadata(LLMResponse.COST_USD, cost));
        }
        if (!citations.isEmpty()) {
            answer.metadata("citations", List.copyOf(citations));
        }
        return answer.build();
    }

    private static FinishReason cutBy(String why) {
        return why.equals("content_filter") ? FinishReason.CONTENT_FILTER : FinishReason.LENGTH;
    }
}
