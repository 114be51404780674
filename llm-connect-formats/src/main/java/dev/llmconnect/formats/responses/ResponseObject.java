package dev.llmconnect.formats.responses;

import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.Usage;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.AnswerFacts;
import dev.llmconnect.formats.endpoint.OmittedChoices;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The {@code Response} object of one call: who answers, what was asked for, and at its end the answer. Thread-safe. */
public final class ResponseObject {
    private static final String STATUS = "status";
    private static final String ERROR = "error";
    private static final String OUTPUT = "output";
    private static final String MODEL = "model";
    private static final String USAGE = "usage";
    private static final String STORE = "store";
    private static final String DROPPED = "dropped_params";
    private static final String STORED_AS = "response_id";
    private static final String CONVERSATION = "conversation";
    private static final String INCOMPLETE_DETAILS = "incomplete_details";
    /** What is said of the answer itself, whatever its provider repeats of it. */
    private static final List<String> OURS =
            List.of("id", "object", "created_at", STATUS, ERROR, OUTPUT, MODEL, "previous_response_id", CONVERSATION);

    private final String id;
    private final long createdAt;
    private final ResponsesBody request;
    private final ResponseMemory memory;

    /**
     * The object for one call.
     *
     * @param createdAt in seconds since 1970
     * @param memory keeps the answer for the next turn
     */
    public ResponseObject(String id, long createdAt, ResponsesBody request, ResponseMemory memory) {
        this.id = id;
        this.createdAt = createdAt;
        this.request = request;
        this.memory = memory;
    }

    /** As long as nothing is known of the answer. */
    Map<String, @Nullable Object> begun() {
        return begun(request.config().modelNameIfSet().orElse(""), Map.of());
    }

    /** What the provider has said before the first word. */
    Map<String, @Nullable Object> begun(LLMResponse soFar) {
        String model =
                soFar.model().isEmpty() ? request.config().modelNameIfSet().orElse("") : soFar.model();
        Map<String, @Nullable Object> response = begun(model, soFar.wireFields(WireFormat.OPENAI_RESPONSES));
        stored(response, soFar);
        return response;
    }

    private Map<String, @Nullable Object> begun(String model, Map<String, Object> own) {
        Map<String, @Nullable Object> response = base("in_progress", model, List.of(), own);
        response.put(STORE, request.isToBeStored());
        return response;
    }

    /** What the client is told when the call failed after it had begun. */
    Map<String, @Nullable Object> failed(Map<String, @Nullable Object> error) {
        Map<String, @Nullable Object> response = begun();
        response.put(STATUS, "failed");
        response.put(STORE, false);
        response.put(ERROR, error);
        return response;
    }

    /**
     * The whole answer. The memory appends it to its conversation, and keeps it unless its provider has stored it or the client wants it
     * forgotten.
     */
    public Map<String, @Nullable Object> ended(LLMResponse answer, List<Map<String, Object>> output) {
        Map<String, Object> own = answer.wireFields(WireFormat.OPENAI_RESPONSES);
        FinishReason finish = answer.finishReason();
        String status = status(finish);
        Map<String, @Nullable Object> response = base(status, answer.model(), output, own);
        if (status.equals("incomplete") && response.get(INCOMPLETE_DETAILS) == null) {
            boolean filtered = finish.equals(FinishReason.CONTENT_FILTER);
            response.put(INCOMPLETE_DETAILS, Map.of("reason", filtered ? "content_filter" : "max_output_tokens"));
        }
        if (status.equals("failed")) {
            Map<String, @Nullable Object> error = new LinkedHashMap<>();
            error.put("code", "server_error");
            error.put("message", "the provider answered, but reported an error with its answer");
            response.put(ERROR, error);
        }
        boolean isStored = stored(response, answer);
        boolean isAppended = appended(response, status, output);
        response.put(USAGE, usage(answer.usage(), own.get(USAGE)));
        if (!isStored && request.isToBeStored() && !status.equals("failed")) {
            response.put(STORE, true);
            response.put(AnswerFacts.FIELD, facts(answer, true, isAppended));
            isStored = memory.keep(response, request.input());
            response.put(STORE, isStored);
        }
        response.put(AnswerFacts.FIELD, facts(answer, isStored, isAppended));
        return response;
    }

    /** Appends a successful answer to its conversation; returns {@code false} if that has one and cannot. */
    private boolean appended(Map<String, @Nullable Object> response, String status, List<Map<String, Object>> output) {
        Optional<String> conversation = request.conversation();
        if (conversation.isEmpty() || status.equals("failed")) {
            return true;
        }
        boolean isAppended = memory.append(conversation.get(), request.added(), output);
        if (!isAppended) {
            response.put(CONVERSATION, null);
        }
        return isAppended;
    }

    /** An answer that its provider has stored goes by the provider's id, by which the next turn refers to it. */
    private boolean stored(Map<String, @Nullable Object> response, LLMResponse answer) {
        Object known = answer.metadata().extras().get(STORED_AS);
        if (known == null) {
            return false;
        }
        response.put("id", known);
        response.put(STORE, true);
        response.putIfAbsent(CONVERSATION, conversation(ResponsesBody.conversationId(request.sent())));
        return true;
    }

    private static @Nullable Object conversation(Optional<String> id) {
        return id.<Object>map(known -> Map.of("id", known)).orElse(null);
    }

    private static String status(FinishReason finish) {
        if (finish.equals(FinishReason.LENGTH) || finish.equals(FinishReason.CONTENT_FILTER)) {
            return "incomplete";
        }
        return finish.equals(FinishReason.ERROR) ? "failed" : "completed";
    }

    /** All fields that the clients' types have, then what the provider says of them in the same format. */
    private Map<String, @Nullable Object> base(
            String status, String model, List<Map<String, Object>> output, Map<String, Object> own) {
        Map<String, @Nullable Object> response = new LinkedHashMap<>();
        response.put("id", id);
        response.put("object", "response");
        response.put("created_at", createdAt);
        response.put(STATUS, status);
        response.put("background", false);
        response.put(ERROR, null);
        response.put(INCOMPLETE_DETAILS, null);
        repeat(response, "instructions", null);
        repeat(response, "max_output_tokens", null);
        repeat(response, "max_tool_calls", null);
        response.put(MODEL, model);
        response.put(OUTPUT, output);
        repeat(response, "parallel_tool_calls", true);
        repeat(response, "previous_response_id", null);
        request.conversation().ifPresent(known -> response.put(CONVERSATION, Map.of("id", known)));
        response.put("reasoning", members("reasoning", Map.of(), "effort", "summary"));
        response.put(STORE, false);
        repeat(response, "temperature", null);
        response.put("text", members("text", Map.of("format", Map.of("type", "text"))));
        repeat(response, "tool_choice", "auto");
        repeat(response, "tools", List.of());
        repeat(response, "top_p", null);
        repeat(response, "truncation", "disabled");
        response.put(USAGE, null);
        repeat(response, "user", null);
        repeat(response, "metadata", Map.of());
        own.forEach((name, value) -> {
            if (!OURS.contains(name)) {
                response.put(name, value);
            }
        });
        response.put(STORE, false);
        return response;
    }

    private void repeat(Map<String, @Nullable Object> response, String name, @Nullable Object otherwise) {
        Object sent = request.sent().get(name);
        response.put(name, sent != null ? sent : otherwise);
    }

    private Map<String, @Nullable Object> members(String name, Map<String, Object> defaults, String... always) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (String member : always) {
            members.put(member, null);
        }
        members.putAll(defaults);
        if (request.sent().get(name) instanceof Map<?, ?> sent) {
            sent.forEach((member, value) -> members.put(String.valueOf(member), value));
        }
        return members;
    }

    /** Our counts, and what the provider tells beyond them in the same format. */
    private static Map<String, Object> usage(Usage usage, @Nullable Object own) {
        Map<String, Object> in = new LinkedHashMap<>();
        in.put("cached_tokens", usage.cacheReadTokens());
        if (usage.cacheWriteTokens() != 0) {
            in.put("cache_write_tokens", usage.cacheWriteTokens());
        }
        Map<String, Object> counted = new LinkedHashMap<>();
        counted.put("input_tokens", usage.inputTokens());
        counted.put("input_tokens_details", in);
        counted.put("output_tokens", usage.outputTokens());
        counted.put("output_tokens_details", new LinkedHashMap<>(Map.of("reasoning_tokens", usage.reasoningTokens())));
        counted.put("total_tokens", usage.totalTokens());
        if (own instanceof Map<?, ?> told) {
            told.forEach((name, value) -> add(counted, String.valueOf(name), value));
        }
        return counted;
    }

    @SuppressWarnings("unchecked") // JSON trees have string keys
    private static void add(Map<String, Object> counted, String name, @Nullable Object value) {
        if (counted.get(name) instanceof Map<?, ?> details && value instanceof Map<?, ?> told) {
            told.forEach((member, count) -> add((Map<String, Object>) details, String.valueOf(member), count));
        } else if (value != null) {
            counted.putIfAbsent(name, value);
        }
    }

    private Map<String, Object> facts(LLMResponse answer, boolean isStored, boolean isAppended) {
        Map<String, Object> facts = answer.metadata().toMapWithoutExtras();
        List<Map<String, Object>> citations = answer.citations().stream()
                .filter(citation -> !citation.wire().equals(WireFormat.OPENAI_RESPONSES))
                .map(Citation::toMap)
                .toList();
        if (!citations.isEmpty()) {
            // In their provider's own form, for which this format's annotations have no place.
            facts.put("citations", citations);
        }
        List<String> omitted = OmittedChoices.with(AnswerItems.omitted(answer), answer);
        if (!omitted.isEmpty()) {
            facts.put("omitted_parts", omitted);
        }
        List<Object> dropped = new ArrayList<>(answer.metadata().droppedParams());
        dropped.remove(STORE);
        if (!isStored && request.store().orElse(false)) {
            dropped.add(STORE);
        }
        if (!isAppended) {
            dropped.add(CONVERSATION);
        }
        if (dropped.isEmpty()) {
            facts.remove(DROPPED);
        } else {
            facts.put(DROPPED, dropped);
        }
        return facts;
    }
}
