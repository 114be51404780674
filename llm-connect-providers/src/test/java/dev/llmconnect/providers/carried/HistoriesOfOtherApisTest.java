package dev.llmconnect.providers.carried;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A conversation that one API takes is brought into the rules of every other. What a provider refuses is looked for in the request
 * itself, in the words of each format, and not in the rules by which it was made.
 */
class HistoriesOfOtherApisTest {
    private static final Map<String, Object> CITY =
            Map.of("type", "object", "properties", Map.of("city", Map.of("type", "string")));

    /** Google's ids are optional, and Ollama has none. */
    private static final Set<String> WITHOUT_IDS = Set.of("gemini", "vertex-gemini", "ollama");

    private static Stream<String> providers() {
        return TriedFormat.all().keySet().stream().filter(name -> !name.equals("llm-connect"));
    }

    private static JsonNode sent(String provider, UnaryOperator<LLMRequest.Builder> request) {
        return Json.read(whole(provider, request).split("\n", -1)[1]);
    }

    private static String whole(String provider, UnaryOperator<LLMRequest.Builder> request) {
        try (TriedProvider tried = new TriedProvider(provider, TriedFormat.all().get(provider))) {
            return tried.sent(request);
        }
    }

    private static ToolCall call(String id, String name) {
        return ToolCall.of(id, name, Map.of("city", "Ulm"), "{\"city\":\"Ulm\"}");
    }

    private static ToolResult result(String id, String name, String text) {
        return ToolResult.of(id, name, List.of(new Text(text)), false);
    }

    private static Message results(ContentPart... parts) {
        return Message.of(Role.TOOL, List.of(parts));
    }

    private static UnaryOperator<LLMRequest.Builder> conversation(Message... messages) {
        return request -> request.messages(List.of(messages));
    }

    /** Every provider but Ollama refuses anything else. */
    private static void assertCallsAreAnswered(String provider, JsonNode body) {
        List<SentConversation.Turn> turns = SentConversation.of(body);
        for (int i = 0; i < turns.size(); i++) {
            List<String> calls = turns.get(i).calls();
            if (!calls.isEmpty()) {
                List<String> answered = new ArrayList<>();
                for (int j = i + 1; j < turns.size() && answered.size() < calls.size(); j++) {
                    assertThat(turns.get(j).kinds())
                            .as(provider + " after the calls: " + body.raw())
                            .startsWith("result");
                    answered.addAll(turns.get(j).results());
                }
                assertThat(answered).as(provider + ": " + body.raw()).isEqualTo(calls);
                if (!WITHOUT_IDS.contains(provider)) {
                    assertThat(calls).as(provider + " ids").doesNotHaveDuplicates();
                }
            }
        }
        assertThat(turns.stream().mapToLong(turn -> turn.results().size()).sum())
                .as(provider + " results without calls")
                .isEqualTo(turns.stream().mapToLong(turn -> turn.calls().size()).sum());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void resultsStandAfterTheirCallsInTheirOrder(String provider) {
        JsonNode body = sent(
                provider,
                conversation(
                        Message.user("Hi"),
                        Message.assistant(List.of(call("a", "one"), call("b", "two"))),
                        Message.user("Hurry"),
                        results(result("b", "two", "B")),
                        Message.user("Well?"),
                        Message.of(Role.USER, List.of(new Text("And?"), result("a", "one", "A"), new Text("So?")))));

        assertCallsAreAnswered(provider, body);
        assertThat(Json.text(body.raw()))
                .contains("Hurry")
                .contains("Well?")
                .contains("And?")
                .contains("So?");
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aCallWithoutAResultGetsOne(String provider) {
        JsonNode body = sent(
                provider,
                conversation(
                        Message.user("Hi"),
                        Message.assistant(List.of(call("a", "one"), call("b", "two"))),
                        results(result("b", "two", "B")),
                        Message.user("Never mind."),
                        Message.assistant(List.of(call("c", "one")))));

        assertCallsAreAnswered(provider, body);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aResultWithoutACallIsStillRead(String provider) {
        JsonNode body = sent(
                provider,
                conversation(
                        Message.user("Hi"), results(result("gone", "weather", "Rain all day")), Message.user("So?")));

        assertCallsAreAnswered(provider, body);
        assertThat(Json.text(body.raw())).contains("Rain all day").contains("weather");
    }

    @ParameterizedTest
    @MethodSource("providers")
    void resultsWithoutIdsFindTheirCallsByNameAndOrder(String provider) {
        JsonNode body = sent(
                provider,
                conversation(
                        Message.user("Hi"),
                        Message.assistant(List.of(call("", "one"), call("", "two"), call("", "two"))),
                        results(result("", "two", "B"), result("", "two", "C"), result("", "one", "A"))));

        assertCallsAreAnswered(provider, body);
        assertThat(SentConversation.of(body).stream()
                        .flatMap(turn -> turn.said().stream())
                        .toList())
                .containsSubsequence("A", "B", "C");
    }

    @ParameterizedTest
    @MethodSource("providers")
    void idsThatRepeatAreToldApart(String provider) {
        JsonNode body = sent(
                provider,
                conversation(
                        Message.user("Hi"),
                        Message.assistant(List.of(call("call_0", "one"))),
                        results(result("call_0", "one", "A")),
                        Message.assistant(List.of(call("call_0", "one"))),
                        results(result("call_0", "one", "B"))));

        assertCallsAreAnswered(provider, body);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void idsOfEveryShapeAreAccepted(String provider) {
        List<String> ids = List.of("call:1/ä b", "x".repeat(100), "x".repeat(101), "toolu_01A09q90qw90lq917835lq9");
        JsonNode body = sent(
                provider,
                conversation(
                        Message.user("Hi"),
                        Message.assistant(ids.stream()
                                .<ContentPart>map(id -> call(id, "one"))
                                .toList()),
                        Message.of(
                                Role.TOOL,
                                ids.stream()
                                        .<ContentPart>map(id -> result(id, "one", "A"))
                                        .toList())));

        assertCallsAreAnswered(provider, body);
        Set<String> sent = new LinkedHashSet<>();
        SentConversation.of(body).forEach(turn -> sent.addAll(turn.calls()));
        String shape =
                switch (provider) {
                    case "mistral" -> "[a-zA-Z0-9]{9}";
                    case "anthropic", "vertex-anthropic" -> "[a-zA-Z0-9_-]+";
                    case "bedrock" -> "[a-zA-Z0-9_.:-]{1,64}";
                    case "openai", "azure-openai" -> ".{1,40}";
                    case "openai-responses" -> ".{1,64}";
                    default -> "(?s).+";
                };
        assertThat(sent).as(provider).allMatch(id -> id.matches(shape));
    }

    @ParameterizedTest
    @MethodSource("providers")
    void namesOfEveryShapeAreAccepted(String provider) {
        List<String> names = List.of(
                "mcp__" + "server_".repeat(20) + "a",
                "mcp__" + "server_".repeat(20) + "b",
                "files.read",
                "files/read",
                "files read",
                "7zip",
                "größe",
                "plain_name");
        JsonNode body = sent(
                provider,
                request -> request.messages(List.of(
                                Message.user("Hi"),
                                Message.assistant(names.stream()
                                        .<ContentPart>map(name -> call("c" + names.indexOf(name), name))
                                        .toList()),
                                Message.of(
                                        Role.TOOL,
                                        names.stream()
                                                .<ContentPart>map(name -> result("c" + names.indexOf(name), "", "A"))
                                                .toList())))
                        .tools(names.stream()
                                .map(name -> Tool.of(name, "does " + name, CITY))
                                .toList())
                        .toolChoice(chosen(provider, names.get(3))));

        String shape =
                switch (provider) {
                    case "anthropic", "vertex-anthropic" -> "[a-zA-Z0-9_-]{1,128}";
                    case "gemini", "vertex-gemini" -> "[a-zA-Z_][a-zA-Z0-9_.-]{0,63}";
                    case "cohere" -> "[a-zA-Z_][a-zA-Z0-9_]*";
                    case "ollama" -> "(?s).+";
                    default -> "[a-zA-Z0-9_-]{1,64}";
                };
        List<String> declared = SentConversation.toolNames(body);
        assertThat(declared)
                .as(provider)
                .hasSameSizeAs(names)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches(shape));
        assertThat(declared).contains("plain_name");
        assertThat(SentConversation.calledNames(body)).isEqualTo(declared);
        if (chosen(provider, "x").toolName().isPresent()) {
            assertThat(SentConversation.chosenName(body)).isEqualTo(declared.get(3));
        }
    }

    private static ToolChoice chosen(String provider, String name) {
        boolean canChoose = !provider.equals("cohere") && !provider.equals("ollama");
        return canChoose ? ToolChoice.tool(name) : ToolChoice.AUTO;
    }

    @ParameterizedTest
    @MethodSource("providers")
    void noTextIsEmptyWhereThatIsRefused(String provider) {
        JsonNode body = sent(
                provider,
                conversation(
                        Message.system(""),
                        Message.user(List.of(new Text("Hi"), new Text(""))),
                        Message.assistant(""),
                        Message.user(List.of()),
                        Message.user("  \n"),
                        Message.assistant(List.of(new Text(" "), call("a", "one"))),
                        results(result("a", "one", "")),
                        Message.user("")));

        boolean blankIsRefused =
                Set.of("anthropic", "vertex-anthropic", "bedrock").contains(provider);
        boolean emptyIsRefused = blankIsRefused
                || Set.of("gemini", "vertex-gemini", "mistral", "cohere").contains(provider);
        List<SentConversation.Turn> turns = SentConversation.of(body);
        if (emptyIsRefused) {
            for (SentConversation.Turn turn : turns) {
                assertThat(turn.kinds()).as(provider + ": " + body.raw()).isNotEmpty();
                assertThat(turn.texts())
                        .as(provider + ": " + body.raw())
                        .allMatch(text -> blankIsRefused ? !text.isBlank() : !text.isEmpty());
            }
            assertThat(turns.get(turns.size() - 1).role()).as(provider).isEqualTo("user");
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void turnsStandInTheOrderThatIsAccepted(String provider) {
        JsonNode body = sent(
                provider,
                conversation(
                        Message.assistant("Welcome."),
                        Message.system("First"),
                        Message.user("Hi"),
                        Message.user("Hi again"),
                        Message.assistant("Yes"),
                        Message.assistant("please?"),
                        Message.of(new Role("developer"), List.of(new Text("Second"))),
                        Message.assistant(List.of(call("a", "one"))),
                        results(result("a", "one", "A")),
                        Message.user("So?")));

        List<String> roles = SentConversation.of(body).stream()
                .map(SentConversation.Turn::role)
                .toList();
        List<String> talk =
                roles.stream().filter(role -> !role.equals("system")).toList();
        String text = Json.text(body.raw());
        assertThat(text)
                .contains("Welcome.")
                .contains("First")
                .contains("Second")
                .contains("Hi again")
                .contains("please?");
        switch (provider) {
            case "anthropic", "vertex-anthropic", "gemini", "vertex-gemini", "bedrock" -> {
                assertThat(roles).as(provider).doesNotContain("system", "developer");
                assertThat(roles.get(0)).as(provider).isEqualTo("user");
                if (!provider.endsWith("anthropic")) {
                    // Anthropic itself puts turns of one role together; so do Google's contents of results.
                    for (int i = 1; i < roles.size(); i++) {
                        boolean result = i > 1 && roles.get(i).equals("user");
                        assertThat(result || !roles.get(i).equals(roles.get(i - 1)))
                                .as(provider + roles)
                                .isTrue();
                    }
                }
            }
            case "mistral" -> {
                assertThat(roles.lastIndexOf("system")).isZero();
                assertThat(talk.get(0)).isEqualTo("user");
                assertThat(talk.get(talk.indexOf("tool") + 1)).isEqualTo("assistant");
            }
            default -> assertThat(roles).as(provider).contains("system");
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aHistoryOfToolsWithoutAToolListIsAccepted(String provider) {
        JsonNode body = sent(
                provider,
                conversation(
                        Message.user("Hi"),
                        Message.assistant(List.of(call("a", "one"), call("b", "two"))),
                        results(result("a", "one", "A"), result("b", "two", "B"))));

        boolean listIsWanted =
                Set.of("anthropic", "vertex-anthropic", "bedrock").contains(provider);
        assertThat(SentConversation.toolNames(body))
                .as(provider)
                .isEqualTo(listIsWanted ? List.of("one", "two") : List.of());
        if (listIsWanted && !provider.equals("bedrock")) {
            assertThat(body.get("tool_choice").textOrEmpty("type")).isEqualTo("none");
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aBareSchemaHasProperties(String provider) {
        for (Map<String, Object> bare : List.<Map<String, Object>>of(
                Map.of(), Map.of("type", "object"), Map.of("description", "nothing"), Map.of("type", "OBJECT"))) {
            JsonNode body =
                    sent(provider, request -> request.prompt("Hi").tools(List.of(Tool.of("now", "tells", bare))));

            for (JsonNode schema : SentConversation.toolSchemas(body)) {
                assertThat(schema.textOrEmpty("type")).as(provider).isEqualTo("object");
                assertThat(schema.get("properties").isObject()).as(provider).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void argumentsThatAreNoObjectAreSentAllTheSame(String provider) {
        for (String arguments : List.of("{\"city\":", "", " { } ", "null", "[1]", "some text")) {
            ToolCall call = ToolCall.of("a", "one", Map.of(), arguments);
            JsonNode body = sent(
                    provider,
                    conversation(
                            Message.user("Hi"), Message.assistant(List.of(call)), results(result("a", "one", "A"))));

            assertCallsAreAnswered(provider, body);
            if (arguments.strip().length() > 5) {
                assertThat(Json.text(body.raw())).as(provider).contains(arguments.replace("\"", "\\\""));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void mediaTypesAreReadInEverySpelling(String provider) {
        String png = "iVBORw0KGgoAAAANSUhEUg==";
        String expected =
                Json.text(sent(provider, said(Media.ofBase64("image/png", png))).raw());
        List<Media> spellings = List.of(
                Media.ofBase64("IMAGE/PNG", png),
                Media.ofBase64("image/x-png", png),
                Media.ofBase64("image/png; charset=binary", png),
                Media.ofBase64("image/*", png),
                Media.ofBase64("image/jpeg", png),
                Media.ofBase64("application/octet-stream", png),
                Media.ofBase64("image/png", "iVBORw0KGgoA\r\nAAANSUhEUg=="),
                Media.ofUrl("image/*", "data:image/png;base64," + png),
                Media.ofUrl("image/*", "DATA:Image/PNG;name=a.png;BASE64," + png));

        for (Media spelling : spellings) {
            assertThat(Json.text(sent(provider, said(spelling)).raw()))
                    .as(provider + spelling)
                    .isEqualTo(expected);
        }
        String jpeg = Json.text(
                sent(provider, said(Media.ofBase64("image/jpeg", "/9j/4AAQ"))).raw());
        assertThat(Json.text(sent(provider, said(Media.ofBase64("image/jpg", "/9j/4AAQ")))
                        .raw()))
                .as(provider)
                .isEqualTo(jpeg)
                .doesNotContain("image/jpg");
    }

    @Test
    void textInADataUrlIsTextInEveryEncoding() {
        String base64 = Base64.getEncoder().encodeToString("100% Grün+1".getBytes(StandardCharsets.UTF_8));
        String expected = Json.text(
                sent("anthropic", said(Media.ofBase64("text/plain", base64))).raw());

        assertThat(Json.text(sent("anthropic", said(Media.ofUrl("text/*", "data:text/plain,100%25%20Gr%C3%BCn+1")))
                        .raw()))
                .isEqualTo(expected)
                .contains("100% Grün+1");
    }

    @ParameterizedTest
    @MethodSource("providers")
    void mediaOfResultsReachTheModelBehindTheResults(String provider) {
        String one = "iVBORw0KGgoAAAANSUhEUgAAAAE=";
        String two = "iVBORw0KGgoAAAANSUhEUgAAAAI=";
        JsonNode body = sent(
                provider,
                conversation(
                        Message.user("Hi"),
                        Message.assistant(List.of(call("a", "one"), call("b", "two"))),
                        results(ToolResult.of(
                                "a", "one", List.of(new Text("Shot"), Media.ofBase64("image/png", one)), false)),
                        results(ToolResult.of("b", "two", List.of(Media.ofBase64("image/png", two)), false)),
                        Message.user("So?")));

        assertCallsAreAnswered(provider, body);
        assertThat(Json.text(body.raw())).containsSubsequence(one, two, "So?").contains("Shot");
        if (Set.of("openai", "mistral", "cohere", "ollama").contains(provider)) {
            assertThat(SentConversation.of(body).stream()
                            .flatMap(turn -> turn.texts().stream())
                            .filter(text -> text.contains("result of tool call"))
                            .collect(Collectors.joining("\n")))
                    .as(provider)
                    .containsSubsequence("(one)", "(two)");
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void mediaOfResultsThatNobodyTakesAreReportedAndEndNoConversation(String provider) {
        for (Media media : List.of(
                Media.ofBase64("audio/wav", "UklGRiQAAABXQVZF"),
                Media.ofUrl("audio/wav", "https://files.example/a.wav"),
                Media.ofUrl("image/png", "https://files.example/a.png"),
                Media.ofUrl("application/pdf", "https://files.example/a.pdf"),
                Media.ofBase64("application/pdf", "JVBERi0xLjQ="))) {
            String sent = whole(
                    provider,
                    conversation(
                            Message.user("Hi"),
                            Message.assistant(List.of(call("a", "one"))),
                            results(ToolResult.of("a", "one", List.of(media), false))));

            boolean carried = sent.contains(media.url() == null ? String.valueOf(media.base64()) : media.url());
            assertThat(carried || sent.contains("messages.tool_result.media"))
                    .as(provider + media + sent)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void partsOfAnotherFormatInAResultAreReadAsJson(String provider) {
        Opaque found = new Opaque("format-of-a-plugin", Map.of("type", "search_result", "title", "Oslo's weather"));
        JsonNode body = sent(
                provider,
                conversation(
                        Message.user("Hi"),
                        Message.assistant(List.of(call("a", "one"))),
                        results(ToolResult.of("a", "one", List.of(found), false))));

        assertCallsAreAnswered(provider, body);
        assertThat(Json.text(body.raw())).contains("Oslo's weather");
    }

    private static UnaryOperator<LLMRequest.Builder> said(Media media) {
        return request -> request.message(Message.user(List.of(new Text("Look"), media)));
    }

    @Test
    void aResultThatLooksLikeASchemaReachesGeminiAsText() {
        for (String provider : List.of("gemini", "vertex-gemini")) {
            for (String text : List.of(
                    "{\"a\":{\"$ref\":\"#/$defs/x\"}}",
                    "{\"list\":[{\"$defs\":{}}]}",
                    "{\"output\":1,\"more\":2}",
                    "{\"error\":null,\"rows\":[1]}",
                    "{\"id\":9007199254740993}",
                    "{\"id\":123456789012345678901234567890}",
                    "[1,2]",
                    "{\"cut\":")) {
                JsonNode body = sent(
                        provider,
                        conversation(
                                Message.user("Hi"),
                                Message.assistant(List.of(call("a", "one"))),
                                results(result("a", "one", text))));
                assertThat(body.items("contents")
                                .get(2)
                                .items("parts")
                                .get(0)
                                .get("functionResponse")
                                .get("response")
                                .raw())
                        .isEqualTo(Map.of("output", text));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aLastTurnOfTheAssistantsDoesNotEndWithWhitespaceWhereThatIsRefused(String provider) {
        JsonNode body = sent(provider, conversation(Message.user("Hi"), Message.assistant("The answer is \n")));

        String text = Json.text(body.raw());
        boolean refused = Set.of("anthropic", "vertex-anthropic", "bedrock").contains(provider);
        assertThat(text).contains(refused ? "The answer is\"" : "The answer is \\n\"");
        assertThat(text.contains("\"prefix\":true")).isEqualTo(provider.equals("mistral"));
    }

    @ParameterizedTest
    @MethodSource("providers")
    void instructionsAloneAreAccepted(String provider) {
        List<SentConversation.Turn> turns =
                SentConversation.of(sent(provider, conversation(Message.system("Say hello."))));

        if (!Set.of("openai", "openai-responses", "azure-openai", "openai-compatible", "openrouter", "cohere", "ollama")
                .contains(provider)) {
            assertThat(turns.get(turns.size() - 1).role()).as(provider).isEqualTo("user");
        }
    }
}
