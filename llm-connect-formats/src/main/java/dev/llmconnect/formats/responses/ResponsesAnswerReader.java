package dev.llmconnect.formats.responses;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.Cost;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ResponseMetadata;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.WireCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes an answer of a response and the items of its output, wherever they were collected. */
final class ResponsesAnswerReader {
    private static final String INCOMPLETE = "incomplete";
    private static final String OUTPUT = "output";
    /** What an answer of ours has places for. */
    private static final List<String> KNOWN = List.of("id", "object", "created_at", "status", "error", "model", OUTPUT);

    private ResponsesAnswerReader() {}

    static LLMResponse of(JsonNode response, List<OutputItemReader> output, WireCall call) {
        String status = response.textOrEmpty("status");
        String why = response.get("incomplete_details").filled("reason").orElse(INCOMPLETE);
        boolean cut = status.equals(INCOMPLETE);
        return LLMResponse.builder()
                .model(response.textOrEmpty("model"))
                .parts(parts(response, output, call))
                .wireFields(ResponsesWire.NAME, wireFields(response, output))
                .usage(ResponsesUsageReader.read(response.get("usage")))
                .finishReason(cut ? cutBy(why) : finishReason(status))
                .providerFinishReason(cut ? why : status.isEmpty() ? null : status)
                .metadata(metadata(response))
                .build();
    }

    private static List<ContentPart> parts(JsonNode response, List<OutputItemReader> output, WireCall call) {
        List<ContentPart> parts = new ArrayList<>();
        Set<Citation> cited = new HashSet<>();
        boolean reasoned = false;
        for (OutputItemReader item : output) {
            for (ContentPart part : item.parts(response, reasoned)) {
                if (part instanceof ToolCall toolCall && toolCall.name().isEmpty()) {
                    throw call.failures().malformed("a tool call has no name");
                }
                reasoned |=
                        part instanceof Reasoning reasoning && !reasoning.text().isEmpty();
                if (!(part instanceof Citation citation) || cited.add(citation)) {
                    parts.add(part);
                }
            }
        }
        return parts;
    }

    /** What else it says, and its items whole: what of an item has no place in ours is only understood beside the rest of it. */
    private static Map<String, Object> wireFields(JsonNode response, List<OutputItemReader> output) {
        Map<String, Object> fields = new LinkedHashMap<>(response.object());
        KNOWN.forEach(fields::remove);
        fields.put(OUTPUT, output.stream().map(item -> item.json().object()).toList());
        return fields;
    }

    /** Throws what a whole body tells of a failure, and what makes it no answer. */
    static void failIfNoAnswer(JsonNode body, WireCall call) {
        failIfFailed(body, call);
        if (!body.get(OUTPUT).isArray()) {
            throw call.failures().noAnswer(body, "it has no output");
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

    private static ResponseMetadata metadata(JsonNode response) {
        ResponseMetadata.Builder known = ResponseMetadata.builder();
        Optional<String> id = response.filled("id");
        id.ifPresent(known::providerRequestId);
        if (id.isPresent() && response.isTrue("store")) {
            // Not the header's id, which the adapter prefers: the next turn names this one as previous_response_id.
            known.extra("response_id", id.get());
        }
        JsonNode cost = response.get("usage").get("cost");
        if (cost.isNumber()) {
            // OpenRouter's, in US dollars.
            cost.decimal().ifPresent(usd -> known.cost(Cost.of(usd, Cost.Source.PROVIDER)));
        }
        return known.build();
    }

    /**
     * The contract's word for a {@code status} (https://platform.openai.com/docs/api-reference/responses/object). One that is not known is
     * an error: it is not said that the answer is complete.
     */
    private static FinishReason finishReason(String status) {
        return status.isEmpty() || status.equals("completed") ? FinishReason.STOP : FinishReason.ERROR;
    }

    private static FinishReason cutBy(String why) {
        // Whatever else cut it off, it is not complete.
        return why.equals("content_filter") ? FinishReason.CONTENT_FILTER : FinishReason.LENGTH;
    }
}
