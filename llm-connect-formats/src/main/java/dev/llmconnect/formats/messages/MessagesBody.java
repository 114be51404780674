package dev.llmconnect.formats.messages;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.RunConfig;
import dev.llmconnect.WireFields;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.AnswerChanging;
import dev.llmconnect.formats.endpoint.CallLabels;
import dev.llmconnect.formats.endpoint.IncomingCall;
import dev.llmconnect.internal.OptionalTools;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code POST /v1/messages} takes. What every wire can be told goes into the request's common fields; what only Anthropic knows
 * is carried to it, and refused by others where it would change the answer.
 *
 * @param call what is asked
 * @param stream whether the answer shall come as events
 */
public record MessagesBody(LLMRequest call, boolean stream) {
    private static final String WIRE = WireFormat.ANTHROPIC_MESSAGES;

    /** Without these the answer is the same, or nearly so: caching, billing, clean-up of a long context, and names of the caller. */
    private static final List<String> HINTS =
            List.of("metadata", "service_tier", "cache_control", "context_management", "speed", "diagnostics");

    /**
     * Reads a body.
     *
     * @param counting whether its tokens are to be counted only, for which {@code max_tokens} need not be there
     * @throws LLMInvalidRequestException naming the field that is wrong
     */
    public static MessagesBody read(IncomingCall http, boolean counting) {
        Map<String, @Nullable Object> sent = http.json();
        Object user = sent.get("metadata") instanceof Map<?, ?> metadata ? metadata.get("user_id") : null;
        MessagesFields body = MessagesFields.ofBody(sent);
        RunConfig.Builder config = RunConfig.builder().withoutDefaults();
        config.modelName(body.requiredText("model"));
        Optional<Integer> maxTokens = body.whole("max_tokens", 1);
        if (maxTokens.isEmpty() && !counting) {
            throw MessagesFields.wrong("max_tokens", "Field required");
        }
        maxTokens.ifPresent(config::maxTokens);
        LLMRequest.Builder call = http.newCall()
                .context(CallLabels.withMetadata(http.context(), null, user))
                .messages(ConversationReader.read(body));
        Map<String, Object> hints = new LinkedHashMap<>();
        Map<String, Object> required = new LinkedHashMap<>();
        sampling(body, config);
        tools(body, call, config, hints, required);
        thinkingAndOutput(body, call, config, hints, required);
        boolean stream = body.isTrue("stream");
        for (String name : HINTS) {
            body.take(name).ifPresent(value -> hints.put(name, value));
        }
        betas(http, body).ifPresent(names -> hints.put("betas", names));
        if (counting) {
            // What is to be counted stands in the request, whatever it goes on from.
            body.take("thread");
        }
        body.rest().forEach((name, value) -> (AnswerChanging.isField(name) ? required : hints).put(name, value));
        WireFields own =
                WireFields.NONE.withDocument(WIRE, sent).with(WIRE, required).withHints(WIRE, hints);
        return new MessagesBody(call.config(config.build()).wireFields(own).build(), stream);
    }

    private static void sampling(MessagesFields body, RunConfig.Builder config) {
        body.number("temperature").ifPresent(value -> config.temperature(value.doubleValue()));
        body.number("top_p").ifPresent(value -> config.modelParam("top_p", value));
        body.whole("top_k", 0).ifPresent(value -> config.modelParam("top_k", value));
        List<?> stop = body.list("stop_sequences");
        if (!stop.stream().allMatch(String.class::isInstance)) {
            throw MessagesFields.wrong("stop_sequences", "Input should be a list of valid strings");
        }
        if (!stop.isEmpty()) {
            config.modelParam("stop", stop);
        }
    }

    private static void tools(
            MessagesFields body,
            LLMRequest.Builder call,
            RunConfig.Builder config,
            Map<String, Object> hints,
            Map<String, Object> required) {
        ToolsReader tools = ToolsReader.read(body);
        call.tools(tools.tools()).toolChoice(tools.choice());
        if (!tools.serverTools().isEmpty()) {
            boolean areOptional = tools.serverTools().stream().allMatch(OptionalTools::contains);
            (areOptional ? hints : required).put("tools", tools.serverTools());
        }
        boolean any = !tools.tools().isEmpty() || !tools.serverTools().isEmpty();
        if (tools.oneAtATime() && any) {
            config.modelParam("parallel_tool_calls", false);
        }
    }

    private static void thinkingAndOutput(
            MessagesFields body,
            LLMRequest.Builder call,
            RunConfig.Builder config,
            Map<String, Object> hints,
            Map<String, Object> required) {
        Optional<Object> thinking = body.take("thinking");
        thinking.ifPresent(value -> hints.put("thinking", value));
        Optional<MessagesFields> output = body.object("output_config");
        Optional<String> effort = output.flatMap(fields -> fields.text("effort"));
        output.flatMap(fields -> fields.object("format"))
                .or(() -> body.object("output_format"))
                .ifPresent(format -> call.responseFormat(format(format)));
        Map<String, Object> more = output.map(MessagesFields::rest).orElse(Map.of());
        Map<String, Object> outputConfig = new LinkedHashMap<>();
        effort.ifPresent(word -> outputConfig.put("effort", word));
        outputConfig.putAll(more);
        if (!outputConfig.isEmpty()) {
            (more.isEmpty() ? hints : required).put("output_config", outputConfig);
        }
        ThinkingEffort.word(thinking, effort).ifPresent(word -> config.modelParam("reasoning_effort", word));
    }

    /** Anthropic always holds the model to the schema; it has no name there, while others want one. */
    private static ResponseFormat format(MessagesFields format) {
        String type = format.requiredText("type");
        if (!type.equals("json_schema")) {
            throw MessagesFields.wrong(format.path("type"), "Input should be 'json_schema'");
        }
        MessagesFields schema = MessagesFields.of(format.required("schema"), format.path("schema"));
        format.refuseRest();
        return ResponseFormat.jsonSchema("answer", schema.rest());
    }

    /** The header, as all of Anthropic's clients send it; some gateways take a field of the body. */
    private static Optional<List<String>> betas(IncomingCall http, MessagesFields body) {
        List<String> names = new ArrayList<>();
        http.header("anthropic-beta").ifPresent(header -> names.addAll(PlatformBetas.values(header)));
        body.list("betas").forEach(name -> names.addAll(PlatformBetas.values(String.valueOf(name))));
        return names.isEmpty() ? Optional.empty() : Optional.of(names);
    }
}
