package dev.llmconnect.server;

import static dev.llmconnect.server.ResponsesClient.at;
import static dev.llmconnect.server.ResponsesClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.Message;
import dev.llmconnect.ResponseMetadata;
import dev.llmconnect.Role;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.ToolCall;
import dev.llmconnect.WireFormat;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code /v1/responses} remembers in front of an adapter that stores nothing. */
class StoredResponsesTest {
    private static final ApiKeys.NewKey ANN = ApiKeys.generate("ann");
    private static final ApiKeys.NewKey BOB = ApiKeys.generate("bob");

    @RegisterExtension
    static final RunningServer SERVER =
            new RunningServer(ServerLimits.defaults(), ApiKeys.parse("a test", ANN.entry() + "," + BOB.entry()));

    private final ResponsesClient client = new ResponsesClient(SERVER, ANN.key());
    private final ResponsesClient other = new ResponsesClient(SERVER, BOB.key());

    private LLMRequest last() {
        return SERVER.adapter.requests.get(SERVER.adapter.requests.size() - 1);
    }

    private static String id(Map<String, Object> answer) {
        return (String) answer.get("id");
    }

    private static String previous(Map<String, Object> answer) {
        return "\"previous_response_id\":\"" + id(answer) + "\",";
    }

    private static String reference(Object itemId) {
        return "{\"type\":\"item_reference\",\"id\":\"" + itemId + "\"}";
    }

    private Map<String, Object> said(boolean stream, String fields) {
        if (!stream) {
            return client.answer(fields);
        }
        List<Map<String, Object>> events = client.events(fields);
        ResponsesGrammar.check(events);
        Map<String, Object> end = events.get(events.size() - 1);
        assertThat(end).containsEntry("type", "response.completed");
        assertThat(at(events.get(0), "response.id")).isEqualTo(at(end, "response.id"));
        return object(end.get("response"));
    }

    @SuppressWarnings("unchecked") // the parser makes no other maps
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void thePreviousResponseStandsBeforeTheInput(boolean stream) {
        Map<String, Object> first = said(stream, "\"input\":\"One\",\"instructions\":\"Be brief\"");
        assertThat(first).containsEntry("store", true);
        Map<String, Object> second =
                said(stream, previous(first) + "\"input\":[{\"role\":\"user\",\"content\":\"Two\"}]");
        assertThat(second).containsEntry("previous_response_id", id(first));
        said(stream, previous(second) + "\"input\":\"Three\",\"store\":false");

        assertThat(last().messages())
                .containsExactly(
                        Message.user("One"),
                        Message.assistant("hello"),
                        Message.user("Two"),
                        Message.assistant("hello"),
                        Message.user("Three"));
        assertThat(last().wireFields(WireFormat.OPENAI_RESPONSES)).isEmpty();
        assertThat(last().wireFields().document(WireFormat.OPENAI_RESPONSES).orElseThrow())
                .doesNotContainKey("previous_response_id");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itemReferencesStandForTheItems(boolean stream) {
        Reasoning signed = Reasoning.of("Hm", "sig", Map.of("type", "thinking", "thinking", "Hm", "signature", "sig"));
        ToolCall call = ToolCall.of("c1", "look", Map.of("at", 1L), "{\"at\":1}");
        SERVER.adapter.answer = request -> LLMResponse.builder()
                .parts(List.of(signed, new Text("Looking"), call))
                .build();
        Map<String, Object> first = said(stream, "\"input\":\"One\"");
        String references = reference(at(first, "output.0.id")) + ",{\"id\":\"" + at(first, "output.1.id") + "\"},"
                + reference(at(first, "output.2.id")) + "," + reference(at(first, "output.2.id"));
        said(
                stream,
                "\"input\":[{\"role\":\"user\",\"content\":\"One\"}," + references
                        + ",{\"type\":\"function_call_output\",\"call_id\":\"c1\",\"output\":\"seen\"}]");

        assertThat(last().messages()).extracting(Message::role).containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL);
        assertThat(last().messages().get(1).parts()).contains(signed, new Text("Looking"), call);
        assertThat(last().messages().get(1).parts().stream().filter(ToolCall.class::isInstance))
                .hasSize(1);
    }

    @Test
    void aReferenceToWhatIsInTheHistoryAnywayIsNotSaidTwice() {
        Map<String, Object> first = client.answer("\"input\":\"One\"");
        client.answer(previous(first) + "\"input\":[" + reference(at(first, "output.0.id"))
                + ",{\"role\":\"user\",\"content\":\"Two\"}]");

        assertThat(last().messages())
                .containsExactly(Message.user("One"), Message.assistant("hello"), Message.user("Two"));
    }

    @Test
    void nothingIsRememberedWhereTheClientWantsNothingStored() {
        Map<String, Object> first = client.answer("\"input\":\"One\",\"store\":false");
        assertThat(first).containsEntry("store", false);

        client.answer(previous(first) + "\"input\":\"Two\"");
        assertThat(last().messages()).containsExactly(Message.user("Two"));
        assertThat(last().wireFields(WireFormat.OPENAI_RESPONSES)).containsEntry("previous_response_id", id(first));
        assertThat(client.send("GET", "/v1/responses/" + id(first)).statusCode())
                .isEqualTo(404);
    }

    @Test
    void whatTheProviderStoredGoesByItsOwnIdAndIsLeftToIt() {
        SERVER.adapter.answer = request -> FakeAdapter.hello().toBuilder()
                .metadata(ResponseMetadata.builder()
                        .extra("response_id", "resp_theirs")
                        .build())
                .build();
        Map<String, Object> first = client.answer("\"input\":\"One\"");
        assertThat(first).containsEntry("id", "resp_theirs").containsEntry("store", true);

        client.answer(previous(first) + "\"input\":[" + reference("msg_theirs") + "]");
        assertThat(last().wireFields(WireFormat.OPENAI_RESPONSES)).containsEntry("previous_response_id", "resp_theirs");
        assertThat(last().wireFields().document(WireFormat.OPENAI_RESPONSES).orElseThrow())
                .containsEntry("input", List.of(Map.of("type", "item_reference", "id", "msg_theirs")));
    }

    @Test
    void anotherCallerCannotGoOnWithIt() {
        Map<String, Object> first = client.answer("\"input\":\"One\"");

        other.answer(previous(first) + "\"input\":[" + reference(at(first, "output.0.id")) + "]");
        assertThat(last().messages()).noneMatch(message -> message.text().contains("One"));
        assertThat(last().wireFields(WireFormat.OPENAI_RESPONSES)).containsEntry("previous_response_id", id(first));
        for (String method : List.of("GET", "DELETE")) {
            assertThat(other.send(method, "/v1/responses/" + id(first)).statusCode())
                    .isEqualTo(404);
        }
        assertThat(client.send("GET", "/v1/responses/" + id(first)).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"/v1/responses/,false", "/v1/responses/,true", "/openai/v1/responses/,false", "/openai/responses/,false"
    })
    void itCanBeFetchedAndDeleted(String path, boolean stream) {
        Map<String, Object> first =
                said(stream, "\"input\":\"One\",\"instructions\":\"" + "I".repeat(3000) + "\",\"store\":true");

        HttpResponse<String> found = client.send("GET", path + id(first));
        assertThat(found.statusCode()).isEqualTo(200);
        assertThat(json(found.body())).isEqualTo(first);

        HttpResponse<String> deleted = client.send("DELETE", path + id(first));
        assertThat(json(deleted.body())).isEqualTo(Map.of("id", id(first), "object", "response", "deleted", true));
        HttpResponse<String> gone = client.send("GET", path + id(first));
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(at(json(gone.body()), "error.type")).isEqualTo("invalid_request_error");
        assertThat(at(json(gone.body()), "error.message")).isEqualTo("Response with id '" + id(first) + "' not found.");
        assertThat(at(json(gone.body()), "error.code")).isNull();
        client.answer(previous(first) + "\"input\":[" + reference(at(first, "output.0.id")) + "]");
        assertThat(last().messages()).noneMatch(message -> message.text().equals("One"));
    }

    @Test
    void aStreamThatFailsIsNotRemembered() {
        SERVER.adapter.stream = request -> {
            ScriptedStream script = new ScriptedStream(FakeAdapter.hello());
            script.event(new StreamEvent.Text("hel"));
            return script.fail(new LLMTimeoutException("too late"));
        };
        List<Map<String, Object>> events = client.events("\"input\":\"One\"");
        Object id = at(events.get(0), "response.id");

        assertThat(at(events.get(events.size() - 1), "response.status")).isEqualTo("failed");
        assertThat(client.send("GET", "/v1/responses/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void theTokensOfAllTurnsAreCounted() {
        Map<String, Object> first = client.answer("\"input\":\"" + "word ".repeat(1000) + "\"");
        SERVER.adapter.tokens = OptionalLong.empty();
        Map<String, Object> counted = json(client.send(
                        "POST",
                        "/v1/responses/input_tokens",
                        "{\"model\":\"m\"," + previous(first) + "\"input\":\"Two\"}")
                .body());

        assertThat((Long) counted.get("input_tokens")).isGreaterThan(900);
    }

    @Test
    void aStreamKeepsTheItemIdsOfAProviderOfTheSameFormat() {
        Map<String, Object> reasoning = Map.of("type", "reasoning", "id", "rs_theirs", "summary", List.of());
        Map<String, Object> message = Map.of(
                "type",
                "message",
                "id",
                "msg_theirs",
                "role",
                "assistant",
                "status",
                "completed",
                "content",
                List.of(Map.of("type", "output_text", "text", "hello", "annotations", List.of())));
        Map<String, Object> call =
                Map.of("type", "function_call", "id", "fc_theirs", "call_id", "c1", "name", "f", "arguments", "{}");
        SERVER.adapter.stream = request -> new ScriptedStream(LLMResponse.builder()
                        .parts(List.of(
                                Reasoning.of("", null, reasoning),
                                new Text("hello"),
                                ToolCall.of("c1", "f", Map.of(), "{}")))
                        .wireFields(WireFormat.OPENAI_RESPONSES, Map.of("output", List.of(reasoning, message, call)))
                        .build())
                .event(started(reasoning))
                .event(new StreamEvent.PartEnd(List.of(Reasoning.of("", null, reasoning))))
                .event(started(message))
                .event(new StreamEvent.Text("hello"))
                .event(started(call))
                .event(new StreamEvent.ToolCallDelta(0, "c1", "f", "{}"))
                .end();
        List<Map<String, Object>> events = client.events("\"input\":\"One\"");
        ResponsesGrammar.check(events);

        assertThat(events.stream()
                        .filter(event -> event.get("type").equals("response.output_item.added"))
                        .map(event -> at(event, "item.id")))
                .containsExactly("rs_theirs", "msg_theirs", "fc_theirs");
        Map<String, Object> end = events.get(events.size() - 1);
        assertThat(List.of(
                        at(end, "response.output.0.id"),
                        at(end, "response.output.1.id"),
                        at(end, "response.output.2.id")))
                .containsExactly("rs_theirs", "msg_theirs", "fc_theirs");
    }

    private static StreamEvent started(Map<String, Object> item) {
        return new StreamEvent.PartStart(WireFormat.OPENAI_RESPONSES, item);
    }
}
