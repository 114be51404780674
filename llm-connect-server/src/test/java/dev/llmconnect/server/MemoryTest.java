package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMResponse;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What calls hold is counted, whatever it is made of: a few bytes of JSON become an object of a hundred. */
class MemoryTest {
    private static final int MEGABYTE = 1 << 20;

    @RegisterExtension
    static final RunningServer SERVER = new RunningServer(
            ServerLimits.builder().maxBufferedBytes(40L * MEGABYTE).build());

    private static HttpResponse<String> post(String path, String body) {
        return SERVER.send(path, request -> request.POST(BodyPublishers.ofString(body)));
    }

    private static String withObjects(int count) {
        return "{\"prompt\":\"Hi\",\"x\":[" + "{},".repeat(count - 1) + "{}]}";
    }

    @ParameterizedTest
    @CsvSource({
        "/execute",
        "/v1/chat/completions",
        "/v1/messages",
        "/v1/responses",
        "/v1/embeddings",
        "/v1/messages/count_tokens",
        "/api/chat",
        "/api/generate",
        "/v1beta/models/m:generateContent"
    })
    void aBodyOfManyValuesIsRefusedBeforeAnythingIsMadeOfIt(String path) {
        HttpResponse<String> tooMany = post(path, withObjects(1_000_001));
        assertThat(tooMany.statusCode()).isEqualTo(400);
        assertThat(tooMany.body()).contains("more than 1000000 values");

        HttpResponse<String> tooDear = post(path, withObjects(500_000));
        assertThat(tooDear.statusCode()).isEqualTo(413);
        assertThat(tooDear.body()).contains("values takes more memory than the server has for all calls");
    }

    @Test
    void callsThatDoNotFitTogetherWaitBrieflyAndAreTurnedAway() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        SERVER.adapter.answer = request -> {
            began.countDown();
            try {
                mayEnd.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return FakeAdapter.hello();
        };
        // 60,000 objects weigh some 25 MB
        String body = "{\"prompt\":\"Hi\",\"config\":{\"model_params\":{\"x\":[" + "{},".repeat(60_000) + "{}]}}}";
        CompletableFuture<HttpResponse<String>> first = CompletableFuture.supplyAsync(() -> post("/execute", body));
        assertThat(began.await(20, TimeUnit.SECONDS)).isTrue();

        HttpResponse<String> second = post("/execute", body);
        assertThat(second.statusCode()).isEqualTo(503);
        assertThat(second.headers().firstValue("Retry-After")).isPresent();
        assertThat(second.body()).contains("server_overloaded", "MB of memory");

        mayEnd.countDown();
        assertThat(first.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(post("/execute", "{\"prompt\":\"Hi\"}").statusCode()).isEqualTo(200);
    }

    @Test
    void answersThatNobodyReadsTurnNewCallsAwayAndEndNone() throws Exception {
        String text = "x".repeat(9 * MEGABYTE);
        SERVER.adapter.answer = request -> request.config().modelNameIfSet().isPresent()
                ? FakeAdapter.hello()
                : LLMResponse.builder().content(text).model("m").build();
        String small = "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"small\"}}";
        // 40,000 objects weigh 17 MB
        String large = small.substring(0, small.length() - 1) + ",\"x\":[" + "{},".repeat(40_000) + "{}]}";
        List<RawClient> unread = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            unread.add(SERVER.raw().post("/execute", "{\"prompt\":\"Hi\"}"));
        }
        for (int i = 0; i < 1000 && SERVER.adapter.requests.size() < 6; i++) {
            Thread.sleep(20);
        }
        HttpResponse<String> refused = post("/execute", large);
        for (int i = 0; i < 200 && refused.statusCode() == 200; i++) {
            Thread.sleep(20);
            refused = post("/execute", large);
        }
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(post("/execute", small).statusCode()).as("small calls go on").isEqualTo(200);

        int whole = 0;
        for (RawClient client : unread) {
            RawClient.Answer answer = client.read();
            if (answer.status() == 200) {
                assertThat(answer.body()).contains(text);
                whole++;
            } else {
                // To write it takes memory, too, which is asked for before.
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.body()).contains("server_overloaded");
            }
            client.close();
        }
        assertThat(whole).isBetween(1, 4);
        HttpResponse<String> after = post("/execute", large);
        for (int i = 0; i < 200 && after.statusCode() != 200; i++) {
            Thread.sleep(20);
            after = post("/execute", large);
        }
        assertThat(after.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/execute|{\"prompt\":\"Hi\"}",
                "/v1/chat/completions|{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
                "/v1/messages|{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
                "/v1/responses|{\"model\":\"m\",\"input\":\"Hi\"}",
                "/api/chat|{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stream\":false}",
                "/v1beta/models/m:generateContent|{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}",
                "/api/generate|{\"model\":\"m\",\"prompt\":\"Hi\",\"stream\":false}"
            })
    void anAnswerThatThereIsNoMemoryToWriteIsAnErrorAndNotHalfAnAnswer(String path, String body) {
        String text = "x".repeat(21 * MEGABYTE);
        SERVER.adapter.answer =
                request -> LLMResponse.builder().content(text).model("m").build();

        HttpResponse<String> whole = post(path, body);
        assertThat(whole.statusCode()).isEqualTo(path.equals("/v1/messages") ? 529 : 503);
        assertThat(whole.body()).contains("MB of memory");

        try (RawClient client = SERVER.raw().post(path.replace(":generate", ":streamGenerate"), streaming(body))) {
            String streamed = RawStreams.rest(client);
            assertThat(streamed)
                    .contains("MB of memory")
                    .doesNotContain("[DONE]", "message_stop", "response.completed", "\"done\":true", "finishReason");
        }
    }

    private static String streaming(String body) {
        if (body.contains("contents")) {
            return body;
        }
        return body.contains("\"stream\":false")
                ? body.replace("\"stream\":false", "\"stream\":true")
                : body.substring(0, body.length() - 1) + ",\"stream\":true}";
    }
}
