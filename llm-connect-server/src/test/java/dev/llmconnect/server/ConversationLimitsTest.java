package dev.llmconnect.server;

import static dev.llmconnect.server.ResponsesClient.at;
import static dev.llmconnect.server.ResponsesClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMResponse;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a client is told of a conversation when there is no place for it, or none any longer. */
class ConversationLimitsTest {
    private static final String PATH = "/v1/conversations";

    @RegisterExtension
    static final RunningServer NOTHING =
            new RunningServer(ServerLimits.builder().maxStoredResponses(0).build());

    @RegisterExtension
    static final RunningServer FEW = new RunningServer(ServerLimits.builder()
            .maxStoredResponses(3)
            .maxStoredResponsesPerCaller(3)
            .maxStoredBytesPerCaller(20_000)
            .build());

    @RegisterExtension
    static final RunningServer SHORT = new RunningServer(
            ServerLimits.builder().storedResponseTimeout(Duration.ofMillis(1)).build());

    private static String create(ResponsesClient client) {
        HttpResponse<String> created = client.send("POST", PATH, "{}");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
        return (String) json(created.body()).get("id");
    }

    private static String to(String id) {
        return "\"conversation\":\"" + id + "\",";
    }

    @Test
    void aServerThatStoresNothingHasNoConversations() {
        ResponsesClient client = new ResponsesClient(NOTHING);
        HttpResponse<String> refused = client.send("POST", PATH, "{}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(at(json(refused.body()), "error.message"))
                .asString()
                .contains("stores nothing", "--max-stored-responses 0", "send the whole conversation");
        assertThat(client.send("GET", PATH + "/conv_1").statusCode()).isEqualTo(404);
    }

    @Test
    void aConversationThatIsNotUsedForTheTimeoutIsGone() {
        ResponsesClient client = new ResponsesClient(SHORT);
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        String id = create(client);
        int status = 200;
        while (status != 404 && System.nanoTime() < deadline) {
            status = client.send("GET", PATH + "/" + id).statusCode();
        }
        assertThat(status).isEqualTo(404);
    }

    @Test
    void aConversationThatIsDisplacedInTheMiddleOfAResponseIsNotShown() {
        ResponsesClient client = new ResponsesClient(FEW);
        String id = create(client);
        FEW.adapter.answer = request -> {
            for (int i = 0; i < 3; i++) {
                create(client);
            }
            return FakeAdapter.hello();
        };
        Map<String, Object> answer = client.answer(to(id) + "\"input\":\"One\"");

        assertThat(at(answer, "output.0.content.0.text")).isEqualTo("hello");
        assertThat(answer).containsEntry("conversation", null);
        assertThat(at(answer, "llm_connect.dropped_params")).isEqualTo(List.of("conversation"));
        assertThat(client.send("GET", PATH + "/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void aConversationThatWouldBeTooLargeTakesNoMore() {
        ResponsesClient client = new ResponsesClient(FEW);
        String id = create(client);
        String large = "{\"items\":[{\"role\":\"user\",\"content\":\"" + "x".repeat(15_000) + "\"}]}";
        assertThat(client.send("POST", PATH + "/" + id + "/items", large).statusCode())
                .isEqualTo(200);

        HttpResponse<String> refused = client.send("POST", PATH + "/" + id + "/items", large);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(at(json(refused.body()), "error.param")).isEqualTo("items");
        assertThat(refused.body()).contains("at most 20000 bytes", "--max-stored-bytes-per-caller");

        FEW.adapter.answer =
                request -> LLMResponse.builder().content("y".repeat(10_000)).build();
        Map<String, Object> answer = client.answer(to(id) + "\"input\":\"One\",\"store\":false");
        assertThat(answer).containsEntry("conversation", null);
        assertThat(at(answer, "llm_connect.dropped_params")).asString().contains("conversation");
        HttpResponse<String> items = client.send("GET", PATH + "/" + id + "/items");
        assertThat((List<?>) json(items.body()).get("data")).hasSize(1);
    }
}
