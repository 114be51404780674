package dev.llmconnect.server;

import static dev.llmconnect.server.ResponsesClient.at;
import static dev.llmconnect.server.ResponsesClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.ToolCall;
import dev.llmconnect.WireFormat;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /v1/conversations}, and responses to a conversation, in front of an adapter that stores nothing. */
class ConversationsTest {
    private static final ApiKeys.NewKey ANN = ApiKeys.generate("ann");
    private static final ApiKeys.NewKey BOB = ApiKeys.generate("bob");
    private static final String PATH = "/v1/conversations";
    private static final String HI = "{\"items\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    @RegisterExtension
    static final RunningServer SERVER =
            new RunningServer(ServerLimits.defaults(), ApiKeys.parse("a test", ANN.entry() + "," + BOB.entry()));

    private final ResponsesClient client = new ResponsesClient(SERVER, ANN.key());
    private final ResponsesClient other = new ResponsesClient(SERVER, BOB.key());

    private Map<String, Object> ok(String method, String path, String body) {
        HttpResponse<String> response = client.send(method, path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response.body());
    }

    private String create(String body) {
        return (String) ok("POST", PATH, body).get("id");
    }

    private Map<String, Object> items(String id, String query) {
        return ok("GET", PATH + "/" + id + "/items" + query, "");
    }

    private static String to(String id) {
        return "\"conversation\":\"" + id + "\",";
    }

    private Map<String, Object> said(boolean stream, String fields) {
        if (!stream) {
            return client.answer(fields);
        }
        List<Map<String, Object>> events = client.events(fields);
        ResponsesGrammar.check(events);
        assertThat(at(events.get(0), "response.conversation"))
                .isEqualTo(at(events.get(events.size() - 1), "response.conversation"));
        return object(at(events.get(events.size() - 1), "response"));
    }

    @SuppressWarnings("unchecked") // the parser makes no other maps
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    private LLMRequest last() {
        return SERVER.adapter.requests.get(SERVER.adapter.requests.size() - 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/conversations", "/openai/v1/conversations"})
    void aConversationIsCreatedFoundChangedAndDeleted(String path) {
        Map<String, Object> created = ok("POST", path, "{\"metadata\":{\"topic\":\"demo\"},\"items\":null}");
        String id = (String) created.get("id");
        assertThat(id).matches("conv_[0-9a-f]{32}");
        assertThat(created)
                .containsOnlyKeys("id", "object", "created_at", "metadata")
                .containsEntry("object", "conversation")
                .containsEntry("metadata", Map.of("topic", "demo"));
        assertThat((Long) created.get("created_at")).isPositive();

        assertThat(ok("GET", path + "/" + id, "")).isEqualTo(created);
        Map<String, Object> changed = ok("POST", path + "/" + id, "{\"metadata\":{\"topic\":\"other\"}}");
        assertThat(changed).containsEntry("id", id).containsEntry("metadata", Map.of("topic", "other"));
        assertThat(ok("POST", path + "/" + id, "{\"metadata\":null}")).containsEntry("metadata", Map.of());
        assertThat(ok("DELETE", path + "/" + id, ""))
                .isEqualTo(Map.of("id", id, "object", "conversation.deleted", "deleted", true));

        for (String method : List.of("GET", "DELETE")) {
            HttpResponse<String> gone = client.send(method, path + "/" + id);
            assertThat(gone.statusCode()).isEqualTo(404);
            assertThat(at(json(gone.body()), "error.type")).isEqualTo("invalid_request_error");
            assertThat(at(json(gone.body()), "error.message"))
                    .isEqualTo("Conversation with id '" + id + "' not found.");
        }
    }

    @Test
    void aConversationBeginsEmpty() {
        String id = create("{}");

        assertThat(items(id, "")).containsEntry("data", List.of()).containsEntry("has_more", false);
        assertThat(client.answer(to(id) + "\"input\":\"One\"")).containsEntry("conversation", Map.of("id", id));
        assertThat(last().messages()).containsExactly(Message.user("One"));
    }

    @Test
    void itemsAreShownAsTheClientsTypesWantThem() {
        String id = create("""
                {"items":[{"role":"user","content":"Hi"},{"type":"message","role":"assistant","content":"Hello"},
                 {"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},
                 {"type":"function_call_output","call_id":"c1","output":"seen"},
                 {"role":"developer","content":[{"type":"input_text","text":"Be brief"}],"id":"msg_mine"}]}""");
        Map<String, Object> list = items(id, "?order=asc");

        assertThat(at(list, "data.0")).asString().contains("input_text", "status=completed", "id=msg_");
        assertThat(at(list, "data.0.content.0.text")).isEqualTo("Hi");
        assertThat(at(list, "data.1.content.0.type")).isEqualTo("output_text");
        assertThat(at(list, "data.2.status")).isEqualTo("completed");
        assertThat(at(list, "data.2.id")).asString().startsWith("fc_");
        assertThat(at(list, "data.3.output")).isEqualTo("seen");
        assertThat(at(list, "data.4.id")).isEqualTo("msg_mine");
        assertThat(list).containsEntry("object", "list").containsEntry("last_id", "msg_mine");
    }

    @Test
    void itemsAreListedInPagesInBothOrders() {
        String id = create("{}");
        for (int i = 0; i < 45; i++) {
            ok(
                    "POST",
                    PATH + "/" + id + "/items",
                    "{\"items\":[{\"id\":\"msg_" + i + "\",\"role\":\"user\",\"content\":\"" + i + "\"}]}");
        }

        Map<String, Object> newest = items(id, "");
        assertThat((List<?>) newest.get("data")).hasSize(20);
        assertThat(newest)
                .containsEntry("first_id", "msg_44")
                .containsEntry("last_id", "msg_25")
                .containsEntry("has_more", true);
        Map<String, Object> next = items(id, "?limit=25&after=msg_25&order=desc");
        assertThat(next)
                .containsEntry("first_id", "msg_24")
                .containsEntry("last_id", "msg_0")
                .containsEntry("has_more", false);
        Map<String, Object> oldest = items(id, "?limit=2&after=msg_0&order=asc&include=message.output_text.logprobs");
        assertThat(oldest)
                .containsEntry("first_id", "msg_1")
                .containsEntry("last_id", "msg_2")
                .containsEntry("has_more", true);
        assertThat(items(id, "?after=msg_44&order=asc"))
                .containsEntry("data", List.of())
                .containsEntry("last_id", null);
    }

    @Test
    void itemsAreAddedFoundAndDeleted() {
        String id = create(HI);
        Map<String, Object> added = ok(
                "POST",
                PATH + "/" + id + "/items",
                "{\"items\":[{\"role\":\"user\",\"content\":\"One\"},{\"role\":\"user\",\"content\":\"Two\"}]}");
        assertThat((List<?>) added.get("data")).hasSize(2);
        assertThat(added).containsEntry("has_more", false).containsEntry("first_id", at(added, "data.0.id"));

        String path = PATH + "/" + id + "/items/" + added.get("first_id");
        assertThat(ok("GET", path, "")).isEqualTo(at(added, "data.0"));
        assertThat(ok("DELETE", path, ""))
                .containsEntry("object", "conversation")
                .containsEntry("id", id);
        for (String method : List.of("GET", "DELETE")) {
            HttpResponse<String> gone = client.send(method, path);
            assertThat(gone.statusCode()).isEqualTo(404);
            assertThat(gone.body()).contains("Item with id '" + added.get("first_id") + "' not found.");
        }
        client.answer(to(id) + "\"input\":\"Three\"");
        assertThat(last().messages()).containsExactly(Message.user("Hi"), Message.user("Two"), Message.user("Three"));
    }

    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void theItemsStandBeforeTheInputAndTheAnswerIsAppended(boolean stream, boolean asObject) {
        String id = create(HI);
        String named = asObject ? "\"conversation\":{\"id\":\"" + id + "\"}," : to(id);
        Map<String, Object> first = said(stream, named + "\"input\":\"One\",\"instructions\":\"Be brief\"");
        assertThat(first).containsEntry("conversation", Map.of("id", id)).containsEntry("store", true);
        assertThat(at(first, "llm_connect.dropped_params")).isNull();
        said(stream, named + "\"input\":[{\"role\":\"user\",\"content\":\"Two\"}]");

        assertThat(last().messages())
                .containsExactly(
                        Message.user("Hi"), Message.user("One"), Message.assistant("hello"), Message.user("Two"));
        assertThat(last().wireFields(WireFormat.OPENAI_RESPONSES)).isEmpty();
        assertThat(last().wireFields().document(WireFormat.OPENAI_RESPONSES).orElseThrow())
                .doesNotContainKey("conversation");
        Map<String, Object> list = items(id, "?order=asc");
        assertThat((List<?>) list.get("data"))
                .extracting(item -> at(item, "content.0.text"))
                .containsExactly("Hi", "One", "hello", "Two", "hello");
        assertThat(at(list, "data.2.id")).isEqualTo(at(first, "output.0.id"));
        assertThat(ok("GET", "/v1/responses/" + first.get("id"), "")).isEqualTo(first);
    }

    @Test
    void itWorksOnAzuresPathToo() {
        String id = (String) ok("POST", "/openai/v1/conversations", HI).get("id");
        ok("POST", "/openai/v1/responses", "{\"model\":\"m\"," + to(id) + "\"input\":\"One\"}");

        assertThat(last().messages()).containsExactly(Message.user("Hi"), Message.user("One"));
        assertThat((List<?>) ok("GET", "/openai/v1/conversations/" + id + "/items", "")
                        .get("data"))
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aToolLoopGoesThroughAConversation(boolean stream) {
        String id = create("{}");
        ToolCall call = ToolCall.of("c1", "look", Map.of("at", 1L), "{\"at\":1}");
        SERVER.adapter.answer = request -> LLMResponse.builder()
                .parts(List.of(new Text("Looking"), call))
                .finishReason(FinishReason.TOOL_CALLS)
                .build();
        said(stream, to(id) + "\"input\":\"Look\"");
        SERVER.adapter.answer = request -> FakeAdapter.hello();
        said(stream, to(id) + "\"input\":[{\"type\":\"function_call_output\",\"call_id\":\"c1\",\"output\":\"seen\"}]");
        said(stream, to(id) + "\"input\":\"Thanks\"");

        assertThat(last().messages())
                .extracting(Message::role)
                .containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL, Role.ASSISTANT, Role.USER);
        assertThat(last().messages().get(1).parts()).contains(new Text("Looking"), call);
        assertThat((List<?>) items(id, "").get("data"))
                .extracting(item -> at(item, "type"))
                .containsExactly(
                        "message", "message", "message", "function_call_output", "function_call", "message", "message");
    }

    @Test
    void inputMayBeLeftOut() {
        String id = create(HI);
        assertThat(client.answer("\"conversation\":\"" + id + "\"")).containsEntry("status", "completed");
        assertThat(last().messages()).containsExactly(Message.user("Hi"));
        assertThat((List<?>) items(id, "").get("data")).hasSize(2);
    }

    @Test
    void aResponseThatIsNotStoredIsAppendedAllTheSame() {
        String id = create(HI);
        Map<String, Object> answer = client.answer(to(id) + "\"input\":\"One\",\"store\":false");

        assertThat(answer).containsEntry("store", false).containsEntry("conversation", Map.of("id", id));
        assertThat(client.send("GET", "/v1/responses/" + answer.get("id")).statusCode())
                .isEqualTo(404);
        assertThat((List<?>) items(id, "").get("data")).hasSize(3);
    }

    @Test
    void aReferenceToAnItemOfTheConversationIsNotSaidTwice() {
        String id = create(HI);
        Map<String, Object> answer = client.answer(to(id) + "\"input\":\"One\"");
        String reference = "{\"type\":\"item_reference\",\"id\":\"" + at(answer, "output.0.id") + "\"}";
        client.answer(to(id) + "\"input\":[" + reference + ",{\"role\":\"user\",\"content\":\"Two\"}]");

        assertThat(last().messages())
                .containsExactly(
                        Message.user("Hi"), Message.user("One"), Message.assistant("hello"), Message.user("Two"));
        assertThat((List<?>) items(id, "").get("data")).hasSize(5);
        String another = create("{\"items\":[" + reference + "]}");
        assertThat(at(items(another, ""), "data.0.content.0.text")).isEqualTo("hello");
    }

    @Test
    void theTokensOfAConversationAreCountedWithoutChangingIt() {
        String id = create("{\"items\":[{\"role\":\"user\",\"content\":\"" + "word ".repeat(1000) + "\"}]}");
        Map<String, Object> counted =
                ok("POST", "/v1/responses/input_tokens", "{\"model\":\"m\"," + to(id) + "\"input\":\"Two\"}");

        assertThat((Long) counted.get("input_tokens")).isGreaterThan(900);
        assertThat((List<?>) items(id, "").get("data")).hasSize(1);
        client.answer(to(id) + "\"input\":\"Two\"");
    }

    @Test
    void anotherCallerFindsNothing() {
        String id = create(HI);
        String itemId = (String) items(id, "").get("first_id");
        for (String path : List.of("", "/items", "/items/" + itemId)) {
            for (String method : path.equals("/items") ? List.of("GET") : List.of("GET", "DELETE")) {
                HttpResponse<String> answer = other.send(method, PATH + "/" + id + path);
                assertThat(answer.statusCode()).as("%s %s", method, path).isEqualTo(404);
                assertThat(answer.body()).contains("Conversation with id '" + id + "' not found.");
            }
        }
        assertThat(other.send("POST", PATH + "/" + id, "{\"metadata\":{}}").statusCode())
                .isEqualTo(404);
        assertThat(other.send("POST", PATH + "/" + id + "/items", HI).statusCode())
                .isEqualTo(404);
        assertThat(other.send("POST", PATH, "{\"items\":[{\"id\":\"" + itemId + "\"}]}")
                        .statusCode())
                .isEqualTo(400);
        other.answer(to(id) + "\"input\":\"One\"");
        assertThat(last().messages()).containsExactly(Message.user("One"));
        assertThat(last().wireFields(WireFormat.OPENAI_RESPONSES)).containsEntry("conversation", id);
        assertThat((List<?>) items(id, "").get("data")).hasSize(1);
    }

    static Stream<Arguments> refused() {
        String many = "{\"items\":["
                + String.join(
                        ",",
                        IntStream.range(0, 21)
                                .mapToObj(i -> "{\"role\":\"user\",\"content\":\"x\"}")
                                .toList())
                + "]}";
        String pairs = String.join(
                ",",
                IntStream.range(0, 17).mapToObj(i -> "\"k" + i + "\":\"v\"").toList());
        return Stream.of(
                Arguments.of("POST", "", many, "items"),
                Arguments.of("POST", "", "{\"items\":\"Hi\"}", "items"),
                Arguments.of("POST", "", "{\"items\":[5]}", "items[0]"),
                Arguments.of("POST", "", "{\"items\":[{\"role\":\"nobody\",\"content\":\"x\"}]}", "items[0].role"),
                Arguments.of("POST", "", "{\"items\":[{\"type\":\"item_reference\",\"id\":\"msg_gone\"}]}", "items"),
                Arguments.of(
                        "POST",
                        "",
                        "{\"items\":[{\"role\":\"user\",\"content\":\"x\",\"id\":\"a\"},"
                                + "{\"role\":\"user\",\"content\":\"y\",\"id\":\"a\"}]}",
                        "items"),
                Arguments.of("POST", "", "{\"metadata\":5}", "metadata"),
                Arguments.of("POST", "", "{\"metadata\":{\"a\":5}}", "metadata.a"),
                Arguments.of("POST", "", "{\"metadata\":{" + pairs + "}}", "metadata"),
                Arguments.of("POST", "", "{\"metadata\":{\"a\":\"" + "x".repeat(513) + "\"}}", "metadata.a"),
                Arguments.of("POST", "", "{\"metadata\":{\"" + "x".repeat(65) + "\":\"a\"}}", "metadata"),
                Arguments.of("POST", "/ID", "{}", "metadata"),
                Arguments.of("POST", "/ID/items", "{}", "items"),
                Arguments.of("POST", "/ID/items", "{\"items\":null}", "items"),
                Arguments.of(
                        "POST",
                        "/ID/items",
                        "{\"items\":[{\"role\":\"user\",\"content\":\"x\",\"id\":\"msg_1\"}]}",
                        "items"),
                Arguments.of("GET", "/ID/items?limit=0", "", "limit"),
                Arguments.of("GET", "/ID/items?limit=101", "", "limit"),
                Arguments.of("GET", "/ID/items?limit=many", "", "limit"),
                Arguments.of("GET", "/ID/items?order=up", "", "order"),
                Arguments.of("GET", "/ID/items?after=msg_gone", "", "after"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatIsWrongIsNamed(String method, String path, String body, String param) {
        String id = create("{\"items\":[{\"role\":\"user\",\"content\":\"Hi\",\"id\":\"msg_1\"}]}");
        HttpResponse<String> answer = client.send(method, PATH + path.replace("ID", id), body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(at(json(answer.body()), "error.param")).isEqualTo(param);
        assertThat(at(json(answer.body()), "error.type")).isEqualTo("invalid_request_error");
        assertThat((List<?>) items(id, "").get("data")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"conversation\":5,\"input\":\"x\"|conversation|invalid_type",
                "\"conversation\":{},\"input\":\"x\"|conversation.id|missing_required_parameter",
                "\"conversation\":{\"id\":5},\"input\":\"x\"|conversation.id|invalid_type",
                "\"conversation\":\"ID\",\"previous_response_id\":\"resp_1\",\"input\":\"x\"|conversation|mutually_exclusive_parameters",
                "\"conversation\":\"ID\",\"input\":[{\"role\":\"user\",\"content\":\"Hi\",\"id\":\"msg_1\"}]|input|",
            })
    void aResponseToAConversationThatIsNamedWronglyIsRefused(String fields, String param, String code) {
        String id = create("{\"items\":[{\"role\":\"user\",\"content\":\"Hi\",\"id\":\"msg_1\"}]}");
        HttpResponse<String> answer = client.post(fields.replace("ID", id));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(at(json(answer.body()), "error.param")).isEqualTo(param);
        assertThat(at(json(answer.body()), "error.code")).isEqualTo(code);
        assertThat(SERVER.adapter.requests).isEmpty();
        client.answer(to(id) + "\"input\":\"One\"");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConversationTakesOneResponseAtATime(boolean stream) throws Exception {
        String id = create(HI);
        BlockingAnswer answer = new BlockingAnswer(1, true);
        SERVER.adapter.answer = answer;
        CompletableFuture<Map<String, Object>> first =
                CompletableFuture.supplyAsync(() -> said(stream, to(id) + "\"input\":\"One\""));
        answer.awaitBegun();
        for (HttpResponse<String> refused : List.of(
                client.post(to(id) + "\"input\":\"Two\""),
                client.post("\"stream\":true," + to(id) + "\"input\":\"Two\""),
                client.send("POST", PATH + "/" + id + "/items", HI),
                client.send(
                        "DELETE", PATH + "/" + id + "/items/" + items(id, "").get("first_id")))) {
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
            assertThat(at(json(refused.body()), "error.code")).isEqualTo("conversation_locked");
            assertThat(at(json(refused.body()), "error.param")).isEqualTo("conversation");
            assertThat(refused.headers().firstValue("x-should-retry")).isEmpty();
        }
        answer.release();

        assertThat(first.get(20, TimeUnit.SECONDS)).containsEntry("conversation", Map.of("id", id));
        SERVER.adapter.answer = request -> FakeAdapter.hello();
        client.answer(to(id) + "\"input\":\"Two\"");
        assertThat(last().messages()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aResponseThatFailsAppendsNothing(boolean stream) {
        String id = create(HI);
        SERVER.adapter.answer = request -> {
            throw new LLMTimeoutException("too late");
        };
        SERVER.adapter.stream = request -> {
            ScriptedStream script = new ScriptedStream(FakeAdapter.hello());
            script.event(new StreamEvent.Text("hel"));
            return script.fail(new LLMTimeoutException("too late"));
        };
        assertThat(client.post("\"stream\":" + stream + "," + to(id) + "\"input\":\"One\"")
                        .body())
                .contains("too late");
        SERVER.adapter.reset();
        client.answer(to(id) + "\"input\":\"Two\"");

        assertThat(last().messages()).containsExactly(Message.user("Hi"), Message.user("Two"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAnswerWhoseConversationIsDeletedMeanwhileSaysSo(boolean stream) {
        String id = create(HI);
        SERVER.adapter.answer = request -> {
            ok("DELETE", PATH + "/" + id, "");
            return FakeAdapter.hello();
        };
        List<Map<String, Object>> events = stream
                ? client.events(to(id) + "\"input\":\"One\"")
                : List.of(client.answer(to(id) + "\"input\":\"One\""));
        Map<String, Object> end = events.get(events.size() - 1);
        Map<String, Object> answer = stream ? object(end.get("response")) : end;

        assertThat(at(answer, "output.0.content.0.text")).isEqualTo("hello");
        assertThat(answer).containsEntry("conversation", null).containsEntry("store", true);
        assertThat(at(answer, "llm_connect.dropped_params")).isEqualTo(List.of("conversation"));
        assertThat(client.send("GET", PATH + "/" + id).statusCode()).isEqualTo(404);
    }

    /** A client that goes on as soon as it has the last event, before the stream ends, is not told that the conversation is locked. */
    @Test
    void theConversationIsFreeOnceTheLastEventIsSent() throws Exception {
        String id = create(HI);
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(SERVER.uri("/v1/responses"))
                .header("Authorization", "Bearer " + ANN.key())
                .POST(BodyPublishers.ofString("{\"model\":\"m\",\"stream\":true," + to(id) + "\"input\":\"Go on\"}"))
                .build();
        for (int turn = 0; turn < 30; turn++) {
            HttpResponse<Stream<String>> answer = http.send(request, BodyHandlers.ofLines());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).anyMatch(line -> line.equals("event: response.completed"));
        }
        assertThat(last().messages()).hasSize(1 + 2 * 29 + 1);
    }
}
