package dev.llmconnect.formats.messages;

import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.Choices;
import dev.llmconnect.formats.wire.WireCall;
import dev.llmconnect.internal.ChoiceCount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code model_params} in Anthropic's words: {@code stop} is {@code stop_sequences}, {@code max_completion_tokens} is
 * {@code max_tokens}, {@code user} is {@code metadata.user_id}, {@code parallel_tool_calls: false} forbids more than one tool call,
 * {@code tools} adds Anthropic's own tools to those of the request, and {@code betas} becomes the header {@code anthropic-beta}. What
 * Anthropic has no word for is refused; what is not known here is sent as it is. What a platform has no beta for is left out or refused.
 */
final class MessagesParams {
    private static final List<String> UNKNOWN_TO_ANTHROPIC =
            List.of("frequency_penalty", "presence_penalty", "logit_bias");
    /** What Anthropic has no word for either, and the answer is good without. */
    private static final List<String> LEFT_OUT = List.of("seed", "logprobs", "top_logprobs");

    private static final String TOOLS = "tools";

    private final Map<String, Object> rest;
    private final Optional<String> effort;
    private final List<?> serverTools;
    private final boolean oneToolAtATime;
    private final Map<String, String> headers;

    private MessagesParams(Map<String, Object> rest, WireCall call, PlatformBetas betas) {
        this.rest = rest;
        for (String name : UNKNOWN_TO_ANTHROPIC) {
            if (rest.containsKey(name)) {
                throw call.refused(name);
            }
        }
        for (String name : LEFT_OUT) {
            if (take(name).exists()) {
                call.dropped(name);
            }
        }
        Choices.check(take(ChoiceCount.NAME).raw(), 1, call);
        effort = take("reasoning_effort").text();
        serverTools = take(TOOLS).raw() instanceof List<?> list ? list : List.of();
        oneToolAtATime = Boolean.FALSE.equals(take("parallel_tool_calls").raw());
        List<String> wanted = new ArrayList<>(texts(take("betas")));
        wanted.addAll(betas.needed(serverTools));
        List<String> accepted = betas.accepted(wanted, call::dropped);
        headers = accepted.isEmpty() ? Map.of() : Map.of("anthropic-beta", String.join(",", accepted));
        translate("max_completion_tokens", "max_tokens", take("max_completion_tokens"), call);
        List<String> stop = texts(take("stop"));
        translate("stop", "stop_sequences", JsonNode.of(stop.isEmpty() ? null : stop), call);
        JsonNode user = take("user");
        translate(
                "user",
                "metadata",
                JsonNode.of(user.exists() ? Map.of("user_id", String.valueOf(user.raw())) : null),
                call);
    }

    static MessagesParams of(WireCall call, PlatformBetas betas) {
        Map<String, Object> all = new LinkedHashMap<>(call.request().config().modelParams());
        Map<String, Object> own = accepted(call, betas);
        if (own.containsKey("thinking") || JsonNode.of(own.get("output_config")).has("effort")) {
            // What Anthropic's own words say goes before their translation for others.
            all.remove("reasoning_effort");
        }
        Object tools = all.get(TOOLS);
        all.putAll(own);
        if (tools instanceof List<?> more && own.get(TOOLS) instanceof List<?> named) {
            List<Object> both = new ArrayList<>(more);
            named.stream().filter(tool -> !more.contains(tool)).forEach(both::add);
            all.put(TOOLS, both);
        }
        return new MessagesParams(all, call, betas);
    }

    /** The request's own fields without those that the platform has no beta for. */
    private static Map<String, Object> accepted(WireCall call, PlatformBetas betas) {
        Map<String, Object> own = new LinkedHashMap<>(call.request().wireFields(MessagesWire.NAME));
        Map<String, Object> required = call.request().wireFields().required().getOrDefault(MessagesWire.NAME, Map.of());
        own.keySet().removeIf(name -> {
            if (betas.acceptsField(name)) {
                return false;
            }
            if (required.containsKey(name)) {
                throw call.cannotCarry(name, "the field `" + name + "`, which belongs to a beta that it does not know");
            }
            call.dropped(name);
            return true;
        });
        return own;
    }

    /** How hard to think, in the words of {@link Thinking}. */
    Optional<String> effort() {
        return effort;
    }

    /** Tools in Anthropic's own words. */
    List<?> serverTools() {
        return serverTools;
    }

    /** Whether the model shall call one tool at most. */
    boolean oneToolAtATime() {
        return oneToolAtATime;
    }

    /** What goes into the body as it is. */
    Map<String, Object> rest() {
        return rest;
    }

    Map<String, String> headers() {
        return headers;
    }

    private JsonNode take(String name) {
        return JsonNode.of(rest.remove(name));
    }

    private void translate(String from, String to, JsonNode value, WireCall call) {
        Object wanted = value.raw();
        if (wanted != null && !wanted.equals(rest.getOrDefault(to, wanted))) {
            throw call.cannotCarry("both model_params." + from + " and model_params." + to);
        }
        if (wanted != null) {
            rest.put(to, wanted);
        }
    }

    private static List<String> texts(JsonNode oneOrMore) {
        return oneOrMore
                .text()
                .map(List::of)
                .orElseGet(() -> oneOrMore.items().stream()
                        .flatMap(item -> item.text().stream())
                        .toList());
    }

    /** Names the parameters, never their values. */
    @Override
    public String toString() {
        return "MessagesParams" + rest.keySet();
    }
}
