package dev.llmconnect.formats.chat;

import dev.llmconnect.LLMRequest;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.BodyBuilder;
import dev.llmconnect.formats.wire.Choices;
import dev.llmconnect.formats.wire.SentDocument;
import dev.llmconnect.formats.wire.WireCall;
import dev.llmconnect.internal.CacheControl;
import dev.llmconnect.internal.ChoiceCount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The body of a Chat Completions request. */
final class ChatRequestWriter {
    private static final String TEMPERATURE = "temperature";
    private static final String MAX_TOKENS = "max_tokens";
    private static final String MAX_COMPLETION_TOKENS = "max_completion_tokens";

    /** Fields with the value they have anyway, which a request has no place for. */
    private static final Map<String, Object> SAYS_NOTHING =
            Map.of("n", 1, "response_format", Map.of("type", "text"), "logprobs", false);

    private ChatRequestWriter() {}

    static Map<String, Object> encode(WireCall call, ChatDialect dialect) {
        LLMRequest request = call.request();
        Map<String, Object> own = new LinkedHashMap<>(request.wireFields(ChatWire.NAME));
        Map<String, Object> params = new LinkedHashMap<>(request.config().modelParams());
        BodyBuilder body = new BodyBuilder()
                .reserve("model", "messages", "stream", "stream_options")
                .put("model", call.model())
                .put("messages", new ChatMessages(call, dialect).encode(request.messages()));
        call.checkSamplingOfReasoningModel();
        temperature(body, call, dialect);
        maxTokens(body, call, dialect);
        tools(body, request.tools(), own.remove("tools"));
        request.toolChoice().ifPresent(choice -> body.put("tool_choice", toolChoice(choice)));
        request.responseFormat().ifPresent(format -> body.put("response_format", responseFormat(format)));
        if (call.streaming()) {
            body.put("stream", true);
            streamOptions(body, JsonNode.of(own.remove("stream_options")).object(), dialect);
        }
        // What the call says in this format's own words wins over what a profile sets.
        params.putAll(own);
        Choices.check(params.get(ChoiceCount.NAME), dialect.oneChoice() ? 1 : ChoiceCount.MAX, call);
        Map<String, Object> encoded = body.params(params).build();
        request.wireFields()
                .document(ChatWire.NAME)
                .ifPresent(document -> SentDocument.restore(encoded, document, SAYS_NOTHING));
        return encoded;
    }

    /** Functions, and after them the tools that only this format knows. */
    private static void tools(BodyBuilder body, List<Tool> functions, @Nullable Object others) {
        List<Object> tools = new ArrayList<>();
        functions.forEach(tool -> tools.add(tool(tool)));
        if (others instanceof List<?> more) {
            tools.addAll(more);
        }
        if (!tools.isEmpty()) {
            body.put("tools", tools);
        }
    }

    private static void streamOptions(BodyBuilder body, Map<String, Object> asked, ChatDialect dialect) {
        Map<String, Object> options = new LinkedHashMap<>(asked);
        if (dialect.streamUsage()) {
            options.put("include_usage", true);
        }
        if (!options.isEmpty()) {
            body.put("stream_options", options);
        }
    }

    private static void temperature(BodyBuilder body, WireCall call, ChatDialect dialect) {
        RunConfig config = call.request().config();
        boolean isDefault = config.usesDefaults()
                && config.temperatureIfSet().isEmpty()
                && !config.modelParams().containsKey(TEMPERATURE);
        if (isDefault && dialect.refusedDefaults().contains(TEMPERATURE)) {
            call.dropped(TEMPERATURE);
        } else {
            body.putTemperature(TEMPERATURE, call);
        }
    }

    private static void maxTokens(BodyBuilder body, WireCall call, ChatDialect dialect) {
        RunConfig config = call.request().config();
        boolean newer = call.traits().wantsMaxCompletionTokens() || config.isMaxCompletionTokens();
        String wanted = newer ? MAX_COMPLETION_TOKENS : MAX_TOKENS;
        String field = dialect.maxTokensField() != null ? dialect.maxTokensField() : wanted;
        boolean given = config.modelParams().containsKey(MAX_TOKENS)
                || config.modelParams().containsKey(MAX_COMPLETION_TOKENS);
        if (config.maxTokensIfSet().isPresent()) {
            body.put(field, config.maxTokens());
            if (given && !config.modelParams().containsKey(field)) {
                throw call.cannotCarry("both config.max_tokens and one in model_params");
            }
        } else if (!given && config.usesDefaults()) {
            if (dialect.refusedDefaults().contains(MAX_TOKENS)) {
                call.dropped(MAX_TOKENS);
                return;
            }
            body.putDefault(field, config.maxTokens());
            if (!field.equals(MAX_TOKENS)) {
                call.dropped(MAX_TOKENS);
            }
        }
    }

    private static Map<String, Object> tool(Tool tool) {
        Optional<Map<String, Object>> raw = tool.raw(ChatWire.NAME);
        if (raw.isPresent()) {
            return raw.get();
        }
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", tool.name());
        if (!tool.description().isEmpty()) {
            function.put("description", tool.description());
        }
        function.put("parameters", tool.parameters());
        tool.strict().ifPresent(strict -> function.put("strict", strict));
        Map<String, Object> map = typed("function", "function", function);
        Map<String, Object> hints = new LinkedHashMap<>(tool.hints().getOrDefault(ChatWire.NAME, Map.of()));
        JsonNode.of(hints.remove("function")).object().forEach(function::putIfAbsent);
        hints.forEach(map::putIfAbsent);
        if (tool.cacheMark() != null && !function.containsKey(CacheControl.FIELD)) {
            map.putIfAbsent(CacheControl.FIELD, CacheControl.write(tool.cacheMark()));
        }
        return map;
    }

    private static Object toolChoice(ToolChoice choice) {
        return choice.toolName()
                .<Object>map(name -> typed("function", "function", Map.of("name", name)))
                .orElse(choice.mode());
    }

    private static Map<String, Object> responseFormat(ResponseFormat format) {
        if (!format.type().equals("json_schema")) {
            return Map.of("type", format.type());
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("name", format.name());
        schema.put("schema", format.schema());
        format.strict().ifPresent(strict -> schema.put("strict", strict));
        return typed("json_schema", "json_schema", schema);
    }

    /** {@code {"type": …, name: value}}, the shape of most things in this format. */
    static Map<String, Object> typed(String type, String name, Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("type", type);
        map.put(name, value);
        return map;
    }
}
