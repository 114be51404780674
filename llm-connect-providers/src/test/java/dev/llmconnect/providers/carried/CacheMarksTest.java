package dev.llmconnect.providers.carried;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.CacheMark;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.PromptCache;
import dev.llmconnect.Role;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.WireFields;
import dev.llmconnect.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Marks for a prompt cache reach every provider that takes them, in its own words, and are reported by every other. */
class CacheMarksTest {
    private static final String EPHEMERAL = "\"cache_control\":{\"type\":\"ephemeral\"}";
    private static final String AN_HOUR = "\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}";
    private static final String POINT = "{\"cachePoint\":{\"type\":\"default\"}}";
    private static final String POINT_OF_AN_HOUR = "{\"cachePoint\":{\"type\":\"default\",\"ttl\":\"1h\"}}";
    private static final Set<String> TAKE_MARKS = Set.of("anthropic", "vertex-anthropic", "bedrock", "openrouter");
    private static final ToolCall CALL = ToolCall.of("call_1", "weather", Map.of(), "{}");

    private static Stream<String> providers() {
        return TriedFormat.all().keySet().stream().filter(name -> !name.equals("llm-connect"));
    }

    private static Stream<String> providersWithoutMarks() {
        return providers().filter(name -> !TAKE_MARKS.contains(name));
    }

    /** The body, and behind it what was dropped. */
    private static String sent(String provider, UnaryOperator<LLMRequest.Builder> request) {
        return sent(provider, TriedFormat.all().get(provider).model(), request);
    }

    private static String sent(String provider, String model, UnaryOperator<LLMRequest.Builder> request) {
        TriedFormat format = TriedFormat.all().get(provider);
        try (TriedProvider tried =
                new TriedProvider(provider, new TriedFormat(model, format.settings(), format.answer()))) {
            return tried.sent(request);
        }
    }

    private static LLMRequest.Builder marked(LLMRequest.Builder request) {
        return request.tools(List.of(
                        Tool.of("one", "a", Map.of()),
                        Tool.builder("weather")
                                .description("b")
                                .cacheMark(CacheMark.ONE_HOUR)
                                .build()))
                .messages(List.of(
                        Message.of(Role.SYSTEM, List.of(new Text("Be brief."), CacheMark.DEFAULT)),
                        Message.user(List.of(new Text("Hi"), CacheMark.DEFAULT, new Text("there"))),
                        Message.assistant(List.of(CALL)),
                        Message.of(
                                Role.TOOL,
                                List.of(
                                        ToolResult.of("call_1", "weather", List.of(new Text("Rain")), false),
                                        CacheMark.DEFAULT))));
    }

    @Test
    void anthropicGetsThemInItsBlocksAndTools() {
        for (String provider : List.of("anthropic", "vertex-anthropic")) {
            assertThat(sent(provider, CacheMarksTest::marked))
                    .contains("\"system\":[{\"type\":\"text\",\"text\":\"Be brief.\"," + EPHEMERAL + "}]")
                    .contains("[{\"type\":\"text\",\"text\":\"Hi\"," + EPHEMERAL
                            + "},{\"type\":\"text\",\"text\":\"there\"}]")
                    .contains("\"tool_use_id\":\"call_1\",\"content\":\"Rain\"," + EPHEMERAL)
                    .contains("\"input_schema\":{\"type\":\"object\",\"properties\":{}}," + AN_HOUR)
                    .doesNotContain("dropped");
        }
    }

    @Test
    void bedrockGetsThemAsPointsBehindWhatIsCached() {
        assertThat(sent("bedrock", CacheMarksTest::marked))
                .contains("\"system\":[{\"text\":\"Be brief.\"}," + POINT + "]")
                .contains("{\"text\":\"Hi\"}," + POINT + ",{\"text\":\"there\"}")
                .contains("\"content\":[{\"text\":\"Rain\"}]}}," + POINT)
                .contains("}}}," + POINT_OF_AN_HOUR + "]")
                .doesNotContain("dropped");
    }

    @Test
    void novaCachesNoToolsAndLetsNobodyChooseHowLong() {
        assertThat(sent("bedrock", "amazon.nova-pro-v1:0", CacheMarksTest::marked))
                .contains("\"system\":[{\"text\":\"Be brief.\"}," + POINT + "]")
                .doesNotContain("ttl")
                .endsWith("dropped: [cache_control]");
    }

    @Test
    void chatCompletionsThatKnowThemGetThemOnParts() {
        assertThat(sent("openrouter", CacheMarksTest::marked))
                .contains("\"content\":[{\"type\":\"text\",\"text\":\"Be brief.\"," + EPHEMERAL + "}]")
                .contains("{\"type\":\"text\",\"text\":\"Hi\"," + EPHEMERAL + "}")
                .contains("\"content\":[{\"type\":\"text\",\"text\":\"Rain\"," + EPHEMERAL + "}]")
                .contains("\"properties\":{}}}," + AN_HOUR)
                .doesNotContain("dropped");
    }

    @ParameterizedTest
    @MethodSource("providersWithoutMarks")
    void whereThereAreNoneTheyAreLeftOutAndReported(String provider) {
        assertThat(sent(provider, CacheMarksTest::marked))
                .doesNotContain("ephemeral")
                .doesNotContain("cachePoint")
                .contains("Rain")
                .contains("\ndropped: [cache_control");
    }

    @Test
    void ofTooManyTheFirstOfTheConversationAreLeftOut() {
        List<Message> messages = new ArrayList<>();
        messages.add(Message.of(Role.SYSTEM, List.of(new Text("Be brief."), CacheMark.DEFAULT)));
        for (int i = 0; i < 5; i++) {
            messages.add(Message.user(List.of(new Text("question " + i), CacheMark.DEFAULT)));
            messages.add(Message.assistant("answer " + i));
        }
        for (String provider : TAKE_MARKS) {
            String sent = sent(provider, request -> request.messages(messages));
            String mark = provider.equals("bedrock") ? "cachePoint" : "ephemeral";

            assertThat(sent.split(mark, -1)).as(provider).hasSize(1 + 4);
            assertThat(sent.indexOf(mark)).isLessThan(sent.lastIndexOf("Be brief.") + 100);
            assertThat(sent.indexOf(mark, sent.indexOf("question 0"))).isGreaterThan(sent.indexOf("question 2"));
            assertThat(sent).endsWith("dropped: [cache_control]");
        }
    }

    @Test
    void noMarkLivesLongerThanOneBeforeIt() {
        UnaryOperator<LLMRequest.Builder> request = builder -> builder.messages(List.of(
                Message.of(Role.SYSTEM, List.of(new Text("Be brief."), CacheMark.DEFAULT)),
                Message.user(List.of(new Text("Hi"), CacheMark.ONE_HOUR))));

        assertThat(sent("anthropic", request))
                .contains("\"text\":\"Hi\"," + EPHEMERAL)
                .doesNotContain("1h");
    }

    @Test
    void aMarkForAWholeBodyStandsAtItsEndElsewhere() {
        UnaryOperator<LLMRequest.Builder> request = builder -> builder.prompt("Hi")
                .wireFields(WireFields.NONE.withHints(
                        WireFormat.ANTHROPIC_MESSAGES, Map.of("cache_control", Map.of("type", "ephemeral"))));

        assertThat(sent("anthropic", request)).contains("\"content\":\"Hi\"").contains(EPHEMERAL);
        assertThat(sent("bedrock", request))
                .contains("[{\"text\":\"Hi\"}," + POINT + "]")
                .doesNotContain("dropped");
        assertThat(sent("openrouter", request))
                .contains("\"text\":\"Hi\"," + EPHEMERAL)
                .doesNotContain("dropped");
        assertThat(sent("gemini", request)).endsWith("dropped: [cache_control]");
    }

    @Test
    void whatCameInAFormatsOwnWordsIsSentAsItCame() {
        Map<String, Object> own = Map.of("cache_control", Map.of("type", "ephemeral", "scope", "global"));
        for (Map.Entry<String, String> entry : Map.of(
                        "anthropic", WireFormat.ANTHROPIC_MESSAGES, "openai-compatible", WireFormat.OPENAI_CHAT)
                .entrySet()) {
            String sent = sent(
                    entry.getKey(),
                    request -> request.message(
                            Message.user(List.of(new Text("Hi"), new Hint(entry.getValue(), own), CacheMark.DEFAULT))));

            assertThat(sent).contains("\"scope\":\"global\"").doesNotContain("dropped");
            assertThat(sent.split("cache_control", -1)).hasSize(2);
        }
    }

    @Test
    void aFieldThatNobodyElseCanReadIsReported() {
        Map<String, Object> own = Map.of("cache_control", Map.of("type", "eternal"));
        UnaryOperator<LLMRequest.Builder> request = builder ->
                builder.message(Message.user(List.of(new Text("Hi"), new Hint(WireFormat.ANTHROPIC_MESSAGES, own))));

        assertThat(sent("anthropic", request)).contains("eternal");
        assertThat(sent("bedrock", request)).endsWith("dropped: [cache_control]");
    }

    @ParameterizedTest
    @MethodSource("providers")
    void withoutMarksNothingIsReported(String provider) {
        assertThat(sent(provider, request -> request.prompt("Hi"))).doesNotContain("cache");
    }

    private static LLMRequest.Builder automatic(LLMRequest.Builder request) {
        LLMRequest built = request.build();
        return request.config(
                        built.config().toBuilder().promptCache(PromptCache.AUTO).build())
                .tools(List.of(Tool.of("one", "a", Map.of()), Tool.of("weather", "b", Map.of())))
                .messages(List.of(
                        Message.system("Be brief."),
                        Message.user("Hi"),
                        Message.assistant("Hello"),
                        Message.user("Weather?"),
                        Message.assistant(List.of(CALL)),
                        Message.toolResult(CALL, "Rain")));
    }

    @Test
    void aPromptIsMarkedWhereAProfileAsksForIt() {
        for (String provider : TAKE_MARKS) {
            String sent = sent(provider, CacheMarksTest::automatic);
            String mark = provider.equals("bedrock") ? "cachePoint" : "ephemeral";
            assertThat(sent.split(mark, -1)).as(sent).hasSize(1 + 4);
            assertThat(sent).doesNotContain("dropped");
            assertThat(sent.lastIndexOf(mark)).as(sent).isGreaterThan(sent.indexOf("Hello"));
        }
        assertThat(sent("bedrock", "amazon.nova-pro-v1:0", CacheMarksTest::automatic))
                .contains("\"system\":[{\"text\":\"Be brief.\"}," + POINT + "]")
                .doesNotContain("}}}," + POINT)
                .doesNotContain("dropped");
    }

    /** Anthropic: "Tool 'f' cannot have both defer_loading=true and cache_control set". */
    @Test
    void aDeferredToolIsNotMarked() {
        Tool deferred = Tool.builder("weather")
                .hints(Map.of(WireFormat.ANTHROPIC_MESSAGES, Map.of("defer_loading", true)))
                .build();

        String sent = sent(
                "anthropic", request -> automatic(request).tools(List.of(Tool.of("one", "a", Map.of()), deferred)));
        assertThat(sent).containsSubsequence("\"one\"", EPHEMERAL, "\"weather\"");
        assertThat(sent.substring(sent.indexOf("defer_loading")).split("}", 2)[0])
                .doesNotContain("ephemeral");
        assertThat(sent("anthropic", request -> automatic(request).tools(List.of(deferred))))
                .contains("defer_loading")
                .doesNotContain("defer_loading\":true," + EPHEMERAL);
    }

    @ParameterizedTest
    @MethodSource("providersWithoutMarks")
    void aPromptIsNotMarkedForProvidersThatTakeNoMarks(String provider) {
        assertThat(sent(provider, CacheMarksTest::automatic))
                .contains("Rain")
                .doesNotContain("ephemeral")
                .doesNotContain("cachePoint")
                .doesNotContain("cache_control");
    }

    @Test
    void marksOfTheRequestAreTheOnlyOnes() {
        String marked = sent(
                "anthropic",
                request -> automatic(request)
                        .messages(List.of(
                                Message.system("Be brief."),
                                Message.user(List.of(new Text("Hi"), CacheMark.ONE_HOUR)))));
        assertThat(marked.split("ephemeral", -1)).as(marked).hasSize(1 + 1);
        Map<String, Object> own = Map.of("cache_control", Map.of("type", "eternal"));
        String hinted = sent(
                "anthropic",
                request -> automatic(request)
                        .message(Message.user(List.of(new Text("Hi"), new Hint(WireFormat.ANTHROPIC_MESSAGES, own)))));
        assertThat(hinted).contains("eternal").doesNotContain("ephemeral");
    }

    private static Stream<List<Message>> oddPlaces() {
        List<ContentPart> result =
                List.of(ToolResult.of("call_1", "weather", List.of(new Text("Rain"), CacheMark.DEFAULT), false));
        List<ContentPart> twice = List.of(
                ToolResult.of("call_1", "weather", List.of(new Text("Rain"), CacheMark.DEFAULT), false),
                CacheMark.DEFAULT);
        return Stream.of(
                List.of(Message.user("Weather?"), Message.assistant(List.of(CALL)), Message.of(Role.TOOL, result)),
                List.of(Message.user("Weather?"), Message.assistant(List.of(CALL)), Message.of(Role.TOOL, twice)),
                List.of(
                        Message.user("Weather?"),
                        Message.assistant(List.of(CALL)),
                        Message.of(
                                Role.TOOL,
                                List.of(ToolResult.of(
                                        "call_1", "weather", List.of(new Text(""), CacheMark.DEFAULT), false)))),
                List.of(Message.user(List.of(new Text(""), CacheMark.DEFAULT, new Text("Hi")))),
                List.of(Message.user(List.of(CacheMark.DEFAULT, new Text("Hi")))),
                List.of(Message.user(List.of(new Text("Hi"), new Text("  "), CacheMark.DEFAULT))),
                List.of(Message.user("Hi"), Message.user(List.of(CacheMark.DEFAULT))),
                List.of(Message.of(Role.SYSTEM, List.of(new Text(""), CacheMark.DEFAULT)), Message.user("Hi")),
                List.of(
                        Message.user("Hi"),
                        Message.of(
                                Role.ASSISTANT,
                                List.of(Reasoning.of("A thought."), CacheMark.DEFAULT, new Text("Yes"))),
                        Message.user("And?")),
                List.of(
                        Message.user("Hi"),
                        Message.of(Role.ASSISTANT, List.of(Reasoning.of("A thought."), CacheMark.DEFAULT)),
                        Message.user("And?")),
                List.of(
                        Message.user("Hi"),
                        Message.of(Role.SYSTEM, List.of(new Text("Be brief."), CacheMark.DEFAULT)),
                        Message.user("And?")));
    }

    @ParameterizedTest
    @MethodSource("oddPlaces")
    void aMarkInAnOddPlaceIsSentOrReportedAndNeverTwiceInOne(List<Message> messages) {
        for (String provider : TAKE_MARKS) {
            String sent = sent(provider, request -> request.messages(messages));
            String mark = provider.equals("bedrock") ? POINT : EPHEMERAL;
            assertThat(sent.contains(mark) || sent.contains("cache_control"))
                    .as(provider + ": " + sent)
                    .isTrue();
            assertThat(sent)
                    .doesNotContain(POINT + "," + POINT)
                    .doesNotContain("[" + POINT)
                    .doesNotContain("\"text\":\"\"," + EPHEMERAL)
                    .doesNotContain("\"thinking\":\"A thought.\"," + EPHEMERAL);
        }
    }
}
