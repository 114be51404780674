package dev.llmconnect.formats.responses;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.models.ModelTraits;
import dev.llmconnect.formats.wire.Choices;
import dev.llmconnect.formats.wire.WireCall;
import dev.llmconnect.internal.ChoiceCount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The model parameters, those of Chat Completions under the names and at the places this format has for them. Others are passed as
 * they are; those the format cannot carry are refused.
 */
final class ResponsesParams {
    private static final String INCLUDE = "include";
    private static final String ENCRYPTED_REASONING = "reasoning.encrypted_content";
    private static final List<String> UNKNOWN_HERE = List.of("stop", "logit_bias");
    /** What the format has no field for either, and the answer is good without. */
    private static final List<String> LEFT_OUT = List.of("seed", "logprobs");

    private final Map<String, Object> params;
    private final Map<String, Object> wireFields;
    private final List<Object> include = new ArrayList<>();
    private final List<Object> tools = new ArrayList<>();

    ResponsesParams(WireCall call) {
        params = new LinkedHashMap<>(call.request().config().modelParams());
        wireFields = new LinkedHashMap<>(call.request().wireFields(ResponsesWire.NAME));
        refuse(call);
        move("reasoning_effort", "reasoning", "effort");
        move("verbosity", "text", "verbosity");
        responseFormat();
        rename("max_completion_tokens", "max_output_tokens");
        rename("max_tokens", "max_output_tokens");
        include(call);
        tools.addAll(list("tools", params.remove("tools")));
        tools.addAll(list("tools", wireFields.remove("tools")));
    }

    Map<String, Object> modelParams() {
        return params;
    }

    Map<String, Object> wireFields() {
        return wireFields;
    }

    /** What the answer shall tell beyond its usual. */
    List<Object> include() {
        return include;
    }

    /** The tools that are no functions of the caller's. */
    List<Object> tools() {
        return tools;
    }

    private void refuse(WireCall call) {
        for (String name : UNKNOWN_HERE) {
            if (params.containsKey(name)) {
                throw call.refused(name, ": the Responses format has no such field");
            }
        }
        for (String name : LEFT_OUT) {
            if (params.remove(name) != null) {
                call.dropped(name);
            }
        }
        if (Boolean.TRUE.equals(params.get("background"))) {
            throw call.cannotCarry("model_params.background: the answer could not be fetched later");
        }
        Choices.check(params.remove(ChoiceCount.NAME), 1, call);
    }

    /** What the caller wants, and for a model that reasons what is needed to go on after its answer without the provider's memory. */
    private void include(WireCall call) {
        Set<@Nullable Object> wanted = new LinkedHashSet<>(list(INCLUDE, params.remove(INCLUDE)));
        wanted.addAll(list(INCLUDE, wireFields.remove(INCLUDE)));
        boolean isAsSent =
                call.request().wireFields().document(ResponsesWire.NAME).isPresent();
        if (!isAsSent && reasons(call)) {
            wanted.add(ENCRYPTED_REASONING);
        }
        include.addAll(wanted);
    }

    private static List<?> list(String name, @Nullable Object value) {
        if (value != null && !(value instanceof List<?>)) {
            throw new LLMInvalidRequestException("model_params." + name + " must be a list");
        }
        return value == null ? List.of() : (List<?>) value;
    }

    /** OpenAI's models only: others may refuse what they do not know, as gpt-5-chat does, which does not reason. */
    private static boolean reasons(WireCall call) {
        ModelTraits traits = call.traits();
        return traits.refusesTemperature()
                && traits.wantsMaxCompletionTokens()
                && !call.model().contains("gpt-5-chat");
    }

    /** The schema stands in an object of its own in Chat Completions, and beside the type here. */
    private void responseFormat() {
        JsonNode format = JsonNode.of(params.get("response_format"));
        if (format.isObject()) {
            Map<String, Object> flat = new LinkedHashMap<>();
            flat.put("type", format.textOrEmpty("type"));
            flat.putAll(format.object("json_schema"));
            params.remove("response_format");
            place("response_format", flat, "text", "format");
        }
    }

    private void move(String from, String object, String member) {
        Object value = params.remove(from);
        if (value != null) {
            place(from, value, object, member);
        }
    }

    private void place(String from, Object value, String object, String member) {
        JsonNode present = JsonNode.of(params.get(object));
        Map<String, Object> members = new LinkedHashMap<>(present.object());
        Object there = present.exists() && !present.isObject() ? present.raw() : members.putIfAbsent(member, value);
        if (there != null && !there.equals(value)) {
            throw contradicts(from, present.isObject() ? object + "." + member : object);
        }
        params.put(object, members);
    }

    private void rename(String from, String to) {
        Object value = params.remove(from);
        Object there = value == null ? null : params.putIfAbsent(to, value);
        if (there != null && !there.equals(value)) {
            throw contradicts(from, to);
        }
    }

    private static LLMInvalidRequestException contradicts(String from, String to) {
        return new LLMInvalidRequestException("model_params." + from + " contradicts model_params." + to);
    }
}
