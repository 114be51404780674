package dev.llmconnect.providers.carried;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.CacheMark;
import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMStream;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.UnsupportedParams;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.providers.bedrock.EventStreamMessage;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import okio.Buffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The work on a request or an answer does not grow with the square of anything that one can hold many of. A list of 100,000 takes a
 * fraction of a second; work that goes through all of them for each takes minutes.
 */
@Tag("slow")
@SuppressWarnings("StringConcatToTextBlock") // the lines of events must not be broken differently
class ManyOfEverythingTest {
    private static final int MANY = 100_000;
    private static final Duration LIMIT = Duration.ofSeconds(10);
    /** One of each format. */
    private static final List<String> FORMATS = List.of(
            "openai",
            "openrouter",
            "openai-responses",
            "mistral",
            "anthropic",
            "gemini",
            "bedrock",
            "cohere",
            "ollama",
            "llm-connect");

    // Requests

    private static Map<String, UnaryOperator<LLMRequest.Builder>> requests() {
        Map<String, UnaryOperator<LLMRequest.Builder>> all = new LinkedHashMap<>();
        all.put(
                "messages",
                ask -> ask.messages(list(i -> i % 2 == 0 ? Message.user("u") : Message.assistant("a")))
                        .message(Message.user("u")));
        all.put("parts", ask -> ask.message(Message.user(list(i -> new Text("x" + i)))));
        all.put(
                "cache marks",
                ask -> ask.message(Message.user(list(i -> i % 2 == 0 ? new Text("x") : CacheMark.DEFAULT))));
        all.put("images", ask -> ask.message(Message.user(list(i -> Media.ofBase64("image/png", "iVBORw0KGgo=")))));
        all.put(
                "tool calls",
                ask -> ask.prompt("u")
                        .message(Message.assistant(list(ManyOfEverythingTest::call)))
                        .message(Message.of(Role.TOOL, list(ManyOfEverythingTest::result))));
        all.put("turns with a tool", ask -> {
            ask.message(Message.user("u"));
            for (int i = 0; i < MANY / 2; i++) {
                ask.message(Message.assistant(List.of(call(i)))).message(Message.of(Role.TOOL, List.of(result(i))));
            }
            return ask;
        });
        all.put("tools", ask -> ask.prompt("u").tools(list(i -> Tool.of("tool." + i, "", Map.of("type", "object")))));
        all.put(
                "tools of nearly one name",
                ask -> ask.prompt("u")
                        .tools(list(i -> Tool.of(
                                "n" + ".,;:!?+*".charAt(i % 8) + "_".repeat(i % 5) + i / 8,
                                "",
                                Map.of("type", "object")))));
        all.put(
                "properties of a tool",
                ask -> ask.prompt("u")
                        .tools(List.of(Tool.of(
                                "t", "", Map.of("type", "object", "properties", map(i -> Map.of("type", "string")))))));
        all.put(
                "earlier reasoning and sources",
                ask -> ask.prompt("u")
                        .message(Message.assistant(list(i -> i % 2 == 0
                                ? Reasoning.of("t" + i)
                                : Citation.builder().url("https://example/" + i).build())))
                        .message(Message.user("u")));
        all.put(
                "hints of other formats",
                ask -> ask.message(Message.user(list(
                        i -> i % 2 == 0 ? new Text("x") : new Hint("format" + i, Map.of("f" + i, 1))))));
        all.put(
                "stop texts",
                ask -> ask.prompt("u").config(config(ask, config -> config.modelParam("stop", list(i -> "s" + i)))));
        all.put("parameters", ask -> ask.prompt("u").config(config(ask, config -> config.modelParams(map(i -> 1)))));
        all.put(
                "parameters that may be dropped",
                ask -> ask.prompt("u")
                        .config(config(
                                ask,
                                config -> config.modelParams(map(i -> 1)).unsupportedParams(UnsupportedParams.DROP))));
        all.put(
                "lists in parameters",
                ask -> ask.prompt("u")
                        .config(config(
                                ask,
                                config -> config.modelParam("include", list(i -> "i" + i))
                                        .modelParam("metadata", map(i -> "m")))));
        return all;
    }

    static Stream<Arguments> requestsOfEveryFormat() {
        return FORMATS.stream().flatMap(format -> requests().keySet().stream().map(what -> Arguments.of(format, what)));
    }

    @ParameterizedTest
    @MethodSource("requestsOfEveryFormat")
    void aRequestOfMany(String provider, String what) {
        TriedFormat format = TriedFormat.all().get(provider);
        try (StubProvider stub = new StubProvider();
                LLMAdapter adapter = format.adapter(provider, stub.url())) {
            stub.answers(200, format.answer());
            LLMRequest.Builder ask = LLMRequest.builder()
                    .config(RunConfig.builder().modelName(format.model()).build());
            LLMRequest request = requests().get(what).apply(ask).build();
            assertFast(() -> adapter.execute(request));
        }
    }

    // Answers: what stands before, an element, and what stands after; § is the number of the element.

    private record Many(String provider, String what, boolean streamed, String before, String element, String after) {
        @Override
        public String toString() {
            return provider + ": " + what + (streamed ? ", streamed" : "");
        }
    }

    private static Many whole(String provider, String what, String before, String element, String after) {
        return new Many(provider, what, false, before, element, after);
    }

    private static Many streamed(String provider, String what, String before, String element, String after) {
        return new Many(provider, what, true, before, element, after);
    }

    private static final String CHAT =
            "{\"model\":\"m\",\"id\":\"i\",\"choices\":[{\"finish_reason\":\"stop\",\"message\":{";
    private static final String CHAT_END = "}}],\"usage\":{}}";
    private static final String CALL =
            "{\"id\":\"c§\",\"type\":\"function\",\"index\":§,\"function\":{\"name\":\"f§\",\"arguments\":\"{}\"}}";
    private static final String DELTA = "data: {\"model\":\"m\",\"choices\":[{\"delta\":{";
    private static final String DELTA_END = "}}]}\n\n";
    private static final String STREAM_END =
            "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{}}\n\ndata: [DONE]\n\n";
    private static final String MESSAGE = "{\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[";
    private static final String MESSAGE_END =
            "],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}";
    private static final String MESSAGE_STREAM =
            "data: {\"type\":\"message_start\",\"message\":" + MESSAGE + "],\"usage\":{}}}\n\n";
    private static final String MESSAGE_STREAM_END =
            "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":1}}\n\n"
                    + "data: {\"type\":\"message_stop\"}\n\n";
    private static final String RESPONSE = "{\"status\":\"completed\",\"model\":\"m\",\"id\":\"r\",\"output\":[";
    private static final String RESPONSE_END = "],\"usage\":{}}";
    private static final String GEMINI = "{\"candidates\":[{\"finishReason\":\"STOP\",\"content\":{\"parts\":[";
    private static final String CONVERSE =
            "{\"stopReason\":\"end_turn\",\"usage\":{},\"output\":{\"message\":{\"content\":[";
    private static final String COHERE =
            "{\"finish_reason\":\"COMPLETE\",\"usage\":{},\"message\":{\"role\":\"assistant\",";
    private static final String OLLAMA =
            "{\"model\":\"m\",\"done\":true,\"done_reason\":\"stop\",\"message\":{\"content\":\"Hi\",";

    static Stream<Many> answers() {
        return Stream.of(
                whole("openai", "tool calls", CHAT + "\"tool_calls\":[", CALL, "]" + CHAT_END),
                whole("openai", "parts", CHAT + "\"content\":[", "{\"type\":\"text\",\"text\":\"x\"}", "]" + CHAT_END),
                whole(
                        "openai",
                        "sources",
                        CHAT + "\"content\":\"Hi\",\"annotations\":[",
                        "{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"https://e/§\"}}",
                        "]" + CHAT_END),
                whole("openai", "unknown fields", CHAT + "\"content\":\"Hi\",", "\"f§\":[§]", CHAT_END),
                whole(
                        "openai",
                        "choices",
                        "{\"model\":\"m\",\"usage\":{},\"choices\":[",
                        "{\"finish_reason\":\"stop\",\"message\":{\"content\":\"Hi\"}}",
                        "]}"),
                whole(
                        "openrouter",
                        "reasoning details",
                        CHAT + "\"content\":\"Hi\",\"reasoning_details\":[",
                        "{\"type\":\"reasoning.text\",\"text\":\"t\",\"index\":§}",
                        "]" + CHAT_END),
                streamed("openai", "texts", "", DELTA + "\"content\":\"x\"" + DELTA_END, STREAM_END),
                streamed("openai", "tool calls", "", DELTA + "\"tool_calls\":[" + CALL + "]" + DELTA_END, STREAM_END),
                streamed(
                        "openai",
                        "tool calls without an index",
                        "",
                        DELTA + "\"tool_calls\":[" + CALL.replace("\"index\":§,", "") + "]" + DELTA_END,
                        STREAM_END),
                streamed(
                        "openai",
                        "pieces of a tool call",
                        DELTA
                                + "\"tool_calls\":[{\"id\":\"c\",\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":\\\"\"}}]"
                                + DELTA_END,
                        DELTA + "\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"x\"}}]" + DELTA_END,
                        DELTA + "\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"\\\"}\"}}]" + DELTA_END
                                + STREAM_END),
                streamed(
                        "openai",
                        "blanks before a tool call's arguments",
                        DELTA
                                + "\"tool_calls\":[{\"id\":\"c\",\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]"
                                + DELTA_END,
                        DELTA + "\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"  \"}}]" + DELTA_END,
                        DELTA + "\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{}\"}}]" + DELTA_END
                                + STREAM_END),
                streamed(
                        "openai",
                        "sources",
                        "",
                        DELTA
                                + "\"annotations\":[{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"https://e/§\"}}]"
                                + DELTA_END,
                        DELTA + "\"content\":\"Hi\"" + DELTA_END + STREAM_END),
                streamed("openai", "unknown fields", "", DELTA + "\"content\":\"x\",\"f§\":1" + DELTA_END, STREAM_END),
                streamed(
                        "openrouter",
                        "reasoning details",
                        "",
                        DELTA + "\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"thought\",\"index\":0}]"
                                + DELTA_END,
                        DELTA + "\"content\":\"Hi\"" + DELTA_END + STREAM_END),
                streamed(
                        "mistral",
                        "parts",
                        "",
                        DELTA + "\"content\":[{\"type\":\"text\",\"text\":\"x\"}]" + DELTA_END,
                        STREAM_END),
                whole(
                        "anthropic",
                        "texts with sources",
                        MESSAGE,
                        "{\"type\":\"text\",\"text\":\"x\",\"citations\":[{\"type\":\"web_search_result_location\",\"url\":\"https://e/§\"}]}",
                        MESSAGE_END),
                whole(
                        "anthropic",
                        "tool calls",
                        MESSAGE,
                        "{\"type\":\"tool_use\",\"id\":\"t§\",\"name\":\"f\",\"input\":{}}",
                        MESSAGE_END),
                whole(
                        "anthropic",
                        "thoughts",
                        MESSAGE,
                        "{\"type\":\"thinking\",\"thinking\":\"t\",\"signature\":\"s§\"}",
                        MESSAGE_END),
                whole("anthropic", "unknown blocks", MESSAGE, "{\"type\":\"later_kind\",\"id\":\"b§\"}", MESSAGE_END),
                streamed(
                        "anthropic",
                        "blocks",
                        MESSAGE_STREAM,
                        "data: {\"type\":\"content_block_start\",\"index\":§,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t§\",\"name\":\"f\",\"input\":{}}}\n\n"
                                + "data: {\"type\":\"content_block_stop\",\"index\":§}\n\n",
                        MESSAGE_STREAM_END),
                streamed(
                        "anthropic",
                        "blocks that end at the end",
                        MESSAGE_STREAM,
                        "data: {\"type\":\"content_block_start\",\"index\":§,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t§\",\"name\":\"f\",\"input\":{}}}\n\n",
                        MESSAGE_STREAM_END),
                streamed(
                        "anthropic",
                        "texts",
                        MESSAGE_STREAM
                                + "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n",
                        "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"x\"}}\n\n",
                        "data: {\"type\":\"content_block_stop\",\"index\":0}\n\n" + MESSAGE_STREAM_END),
                streamed(
                        "anthropic",
                        "texts of an unknown block",
                        MESSAGE_STREAM
                                + "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"later_kind\"}}\n\n",
                        "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"some text\"}}\n\n",
                        "data: {\"type\":\"content_block_stop\",\"index\":0}\n\n" + MESSAGE_STREAM_END),
                streamed(
                        "anthropic",
                        "sources",
                        MESSAGE_STREAM
                                + "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"x\"}}\n\n",
                        "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"citations_delta\",\"citation\":{\"url\":\"https://e/§\"}}}\n\n",
                        "data: {\"type\":\"content_block_stop\",\"index\":0}\n\n" + MESSAGE_STREAM_END),
                whole(
                        "openai-responses",
                        "messages",
                        RESPONSE,
                        "{\"type\":\"message\",\"id\":\"m§\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"x\",\"annotations\":[{\"type\":\"url_citation\",\"url\":\"https://e/§\"}]}]}",
                        RESPONSE_END),
                whole(
                        "openai-responses",
                        "tool calls",
                        RESPONSE,
                        "{\"type\":\"function_call\",\"id\":\"f§\",\"call_id\":\"c§\",\"name\":\"f\",\"arguments\":\"{}\"}",
                        RESPONSE_END),
                whole(
                        "openai-responses",
                        "paragraphs of reasoning",
                        RESPONSE + "{\"type\":\"reasoning\",\"id\":\"r\",\"summary\":[",
                        "{\"type\":\"summary_text\",\"text\":\"t\"}",
                        "]}" + RESPONSE_END),
                streamed(
                        "openai-responses",
                        "items",
                        "",
                        event(
                                        "response.output_item.added",
                                        "\"output_index\":§,\"item\":{\"type\":\"function_call\",\"id\":\"f§\",\"call_id\":\"c§\",\"name\":\"f\",\"arguments\":\"\"}")
                                + event(
                                        "response.function_call_arguments.delta",
                                        "\"output_index\":§,\"item_id\":\"f§\",\"delta\":\"{}\"")
                                + event(
                                        "response.output_item.done",
                                        "\"output_index\":§,\"item\":{\"type\":\"function_call\",\"id\":\"f§\",\"call_id\":\"c§\",\"name\":\"f\",\"arguments\":\"{}\"}"),
                        event("response.completed", "\"response\":" + RESPONSE + RESPONSE_END)),
                streamed(
                        "openai-responses",
                        "texts",
                        event(
                                "response.output_item.added",
                                "\"output_index\":0,\"item\":{\"type\":\"message\",\"id\":\"m\",\"content\":[]}"),
                        event("response.output_text.delta", "\"output_index\":0,\"item_id\":\"m\",\"delta\":\"x\""),
                        event("response.completed", "\"response\":" + RESPONSE + RESPONSE_END)),
                whole("gemini", "texts", GEMINI, "{\"text\":\"x\"}", "]}}],\"usageMetadata\":{}}"),
                whole(
                        "gemini",
                        "tool calls",
                        GEMINI,
                        "{\"functionCall\":{\"id\":\"c§\",\"name\":\"f\",\"args\":{}}}",
                        "]}}],\"usageMetadata\":{}}"),
                whole(
                        "gemini",
                        "sources",
                        GEMINI + "{\"text\":\"x\"}]},\"groundingMetadata\":{\"groundingSupports\":["
                                + IntStream.range(0, MANY)
                                        .mapToObj(i ->
                                                "{\"segment\":{\"endIndex\":1},\"groundingChunkIndices\":[" + i + "]}")
                                        .collect(Collectors.joining(","))
                                + "],\"groundingChunks\":[",
                        "{\"web\":{\"uri\":\"https://e/§\",\"title\":\"t\"}}",
                        "]}}],\"usageMetadata\":{}}"),
                streamed(
                        "gemini",
                        "texts",
                        "",
                        "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"x\"}]}}]}\n\n",
                        "data: " + GEMINI + "{\"text\":\"x\"}]}}]}\n\n"),
                streamed(
                        "gemini",
                        "tool calls",
                        "",
                        "data: {\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"f\",\"args\":{}}}]}}]}\n\n",
                        "data: " + GEMINI + "{\"text\":\"x\"}]}}]}\n\n"),
                streamed(
                        "gemini",
                        "pieces of a tool call",
                        "data: {\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"f\",\"willContinue\":true}}]}}]}\n\n",
                        "data: {\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"partialArgs\":[{\"jsonPath\":\"$.a\",\"stringValue\":\"some text\"}],\"willContinue\":true}}]}}]}\n\n",
                        "data: " + GEMINI + "{\"functionCall\":{}}]}}]}\n\n"),
                whole("bedrock", "texts", CONVERSE, "{\"text\":\"x\"}", "]}}}"),
                whole(
                        "bedrock",
                        "tool calls",
                        CONVERSE,
                        "{\"toolUse\":{\"toolUseId\":\"t§\",\"name\":\"f\",\"input\":{}}}",
                        "]}}}"),
                whole(
                        "bedrock",
                        "sources",
                        CONVERSE + "{\"citationsContent\":{\"content\":[{\"text\":\"x\"}],\"citations\":[",
                        "{\"location\":{\"web\":{\"url\":\"https://e/§\"}}}",
                        "]}}]}}}"),
                streamed(
                        "bedrock",
                        "texts",
                        "",
                        "contentBlockDelta{\"contentBlockIndex\":0,\"delta\":{\"text\":\"x\"}}",
                        "messageStop{\"stopReason\":\"end_turn\"}"),
                streamed(
                        "bedrock",
                        "blocks",
                        "",
                        "contentBlockStart{\"contentBlockIndex\":§,\"start\":{\"toolUse\":{\"toolUseId\":\"t§\",\"name\":\"f\"}}}",
                        "messageStop{\"stopReason\":\"tool_use\"}"),
                streamed(
                        "bedrock",
                        "signatures",
                        "",
                        "contentBlockDelta{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"signature\":\"c2lnbmF0dXJl\"}}}",
                        "messageStop{\"stopReason\":\"end_turn\"}"),
                streamed(
                        "bedrock",
                        "hidden reasoning",
                        "",
                        "contentBlockDelta{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"redactedContent\":\"c2lnbmF0dXJl\"}}}",
                        "messageStop{\"stopReason\":\"end_turn\"}"),
                whole("cohere", "tool calls", COHERE + "\"tool_calls\":[", CALL, "]}}"),
                whole(
                        "cohere",
                        "sources",
                        COHERE + "\"content\":[{\"type\":\"text\",\"text\":\"x\"}],\"citations\":[",
                        "{\"start\":0,\"end\":1,\"text\":\"x\",\"sources\":[{\"type\":\"document\",\"id\":\"d§\"}]}",
                        "]}}"),
                whole("cohere", "texts", COHERE + "\"content\":[", "{\"type\":\"text\",\"text\":\"x\"}", "]}}"),
                streamed(
                        "cohere",
                        "texts",
                        "data: {\"type\":\"message-start\",\"id\":\"i\"}\n\ndata: {\"type\":\"content-start\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"type\":\"text\",\"text\":\"\"}}}}\n\n",
                        "data: {\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\"x\"}}}}\n\n",
                        "data: {\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"COMPLETE\",\"usage\":{}}}\n\n"),
                streamed(
                        "cohere",
                        "tool calls",
                        "data: {\"type\":\"message-start\",\"id\":\"i\"}\n\n",
                        "data: {\"type\":\"tool-call-start\",\"index\":§,\"delta\":{\"message\":{\"tool_calls\":" + CALL
                                + "}}}\n\ndata: {\"type\":\"tool-call-end\",\"index\":§}\n\n",
                        "data: {\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"TOOL_CALL\",\"usage\":{}}}\n\n"),
                whole(
                        "ollama",
                        "tool calls",
                        OLLAMA + "\"tool_calls\":[",
                        "{\"function\":{\"name\":\"f\",\"arguments\":{}}}",
                        "]}}"),
                streamed(
                        "ollama",
                        "texts",
                        "",
                        "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"x\"},\"done\":false}\n",
                        OLLAMA + "\"role\":\"assistant\"}}\n"),
                streamed(
                        "ollama",
                        "tool calls",
                        "",
                        "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":{}}}]},\"done\":false}\n",
                        OLLAMA + "\"role\":\"assistant\"}}\n"),
                whole(
                        "llm-connect",
                        "metadata",
                        "{\"content\":\"Hi\",\"model\":\"m\",\"usage\":{},\"finish_reason\":\"stop\",\"metadata\":{",
                        "\"m§\":[§]",
                        "}}"),
                whole(
                        "llm-connect",
                        "tool calls",
                        "{\"content\":\"\",\"model\":\"m\",\"usage\":{},\"finish_reason\":\"tool_calls\",\"metadata\":{\"tool_calls\":[",
                        "{\"id\":\"c§\",\"name\":\"f\",\"arguments\":{}}",
                        "]}}"),
                whole(
                        "llm-connect",
                        "dropped parameters and attempts",
                        "{\"content\":\"Hi\",\"model\":\"m\",\"usage\":{},\"finish_reason\":\"stop\",\"metadata\":{\"dropped_params\":[",
                        "\"p§\"",
                        "]}}"),
                streamed(
                        "llm-connect",
                        "texts",
                        "",
                        "event: delta\ndata: {\"content\":\"x\"}\n\n",
                        "event: done\ndata: {\"content\":\"" + "x".repeat(MANY)
                                + "\",\"model\":\"m\",\"usage\":{},\"finish_reason\":\"stop\",\"metadata\":{}}\n\n"));
    }

    private static String event(String type, String fields) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + fields + "}\n\n";
    }

    @ParameterizedTest
    @MethodSource("answers")
    void anAnswerOfMany(Many many) {
        TriedFormat format = TriedFormat.all().get(many.provider());
        try (StubProvider stub = new StubProvider();
                LLMAdapter adapter = format.adapter(many.provider(), stub.url())) {
            LLMRequest request = LLMRequest.builder()
                    .prompt("Hi")
                    .config(RunConfig.builder().modelName(format.model()).build())
                    .build();
            if (!many.streamed()) {
                stub.answers(200, many.before() + joined(many.element(), ",") + many.after());
                assertFast(() -> adapter.execute(request));
                return;
            }
            MockResponse.Builder response = new MockResponse.Builder()
                    .setHeader(
                            "Content-Type",
                            many.provider().equals("ollama") ? "application/x-ndjson" : "text/event-stream");
            if (many.provider().equals("bedrock")) {
                Buffer body = new Buffer();
                IntStream.range(0, MANY).forEach(i -> frame(body, many.element().replace("§", String.valueOf(i))));
                frame(body, many.after());
                frame(body, "metadata{\"usage\":{}}");
                response.setHeader("Content-Type", "application/vnd.amazon.eventstream")
                        .body(body);
            } else {
                response.body(many.before() + joined(many.element(), "") + many.after());
            }
            stub.answers(response);
            assertFast(() -> {
                try (LLMStream stream = adapter.stream(request)) {
                    stream.forEach(event -> {});
                    stream.response();
                }
            });
        }
    }

    private static void frame(Buffer body, String event) {
        int at = event.indexOf('{');
        body.write(EventStreamMessage.event(event.substring(0, at), event.substring(at)));
    }

    private static String joined(String element, String separator) {
        String[] pieces = element.split("§", -1);
        return IntStream.range(0, MANY)
                .mapToObj(i -> String.join(String.valueOf(i), pieces))
                .collect(Collectors.joining(separator));
    }

    private static void assertFast(Runnable work) {
        long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        try {
            work.run();
        } catch (LLMException e) {
            // A format may have no place for it; that it takes no longer to say so is all that matters here.
            assertThat(e.getMessage()).isNotBlank();
        }
        long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began;
        assertThat(Duration.ofNanos(took)).isLessThan(LIMIT);
    }

    private static RunConfig config(LLMRequest.Builder ask, UnaryOperator<RunConfig.Builder> change) {
        return change.apply(ask.prompt("u").build().config().toBuilder()).build();
    }

    private static ContentPart call(int i) {
        return ToolCall.of("call_" + i, "tool." + i % 100, Map.of(), "{}");
    }

    private static ContentPart result(int i) {
        return ToolResult.of("call_" + i, "tool." + i % 100, List.of(new Text("r")), false);
    }

    private static <T> List<T> list(IntFunction<T> element) {
        return IntStream.range(0, MANY).mapToObj(element).toList();
    }

    private static Map<String, Object> map(IntFunction<Object> value) {
        Map<String, Object> map = new LinkedHashMap<>();
        IntStream.range(0, MANY).forEach(i -> map.put("name_" + i, value.apply(i)));
        return map;
    }
}
