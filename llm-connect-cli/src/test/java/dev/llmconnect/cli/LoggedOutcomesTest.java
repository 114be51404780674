package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.testkit.Answer;
import dev.llmconnect.testkit.ChatFormat;
import dev.llmconnect.testkit.ProviderStub;
import dev.llmconnect.testkit.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The line of a call that ends before its answer does: left by its client, refused, or one too many. As text and as JSON. */
class LoggedOutcomesTest {
    private static final Answer ANSWER = new Answer("model-1-answered", List.of("Hello ", "there"), 7, 2);

    private final LoggedCalls logged = new LoggedCalls();
    private final ProviderStub provider = new ProviderStub();
    private final Gateway gateway = new Gateway(Map.of(
            "OPENAI_API_KEY", "canary-outcomes-key",
            "LLM_CONNECT_OPENAI_BASE_URL", provider.url().toString(),
            "LLM_CONNECT_PROVIDER", "openai",
            "LLM_CONNECT_MAX_CONCURRENT_CALLS", "1",
            "LLM_CONNECT_PROFILES_JSON", "{\"quick\":{\"provider\":\"openai\",\"model\":\"model-1\"}}"));

    @AfterEach
    void close() throws IOException {
        gateway.close();
        provider.close();
        logged.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/execute|{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"quick\"},\"stream\":true}",
                "/v1/chat/completions|{\"model\":\"quick\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
                "/v1/messages|{\"model\":\"quick\",\"stream\":true,\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
                "/v1/responses|{\"model\":\"quick\",\"stream\":true,\"input\":\"Hi\"}",
            })
    void aStreamThatItsClientLeavesIsCancelled(String path, String body) throws Exception {
        provider.answer(request -> ChatFormat.stream(ANSWER).pausing(2, Duration.ofSeconds(30)));
        HttpResponse<InputStream> stream = gateway.stream(path, body);
        assertThat(stream.statusCode()).isEqualTo(200);
        assertThat(stream.body().read()).isPositive();
        stream.body().close();

        assertThat(line())
                .containsEntry("path", path)
                .containsEntry("status", "200")
                .containsEntry("error", "cancelled")
                .containsEntry("profile", "quick")
                .containsEntry("provider", "openai")
                .containsEntry("requested_model", "quick")
                .containsEntry("stream", "true")
                .containsEntry("attempts", "1")
                .hasEntrySatisfying("model", model -> assertThat(model).startsWith("model-1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/execute|{\"prompt\":",
                "/v1/chat/completions|{\"model\":\"quick\",\"messages\":[]}",
                "/v1/messages|{\"model\":\"quick\",\"max_tokens\":0,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
                "/v1/responses|{\"model\":\"quick\"}",
                "/v1/embeddings|{\"model\":\"quick\"}",
            })
    void aRefusedCallNamesNobodyWhoWasNotAsked(String path, String body) throws Exception {
        assertThat(gateway.post(path, body).statusCode()).isEqualTo(400);

        assertThat(line())
                .containsEntry("path", path)
                .containsEntry("status", "400")
                .containsEntry("error", "invalid_request")
                .containsEntry("provider", "-")
                .containsEntry("model", "-")
                .containsEntry("attempts", "0")
                .containsEntry("first_token_ms", "-")
                .containsEntry("total_tokens", "0");
        assertThat(provider.received()).isEmpty();
    }

    @Test
    void aCallBeyondTheLimitIsOverloaded() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        Function<Object, Reply> hanging = request -> {
            asked.countDown();
            try {
                answer.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return ChatFormat.answer(ANSWER);
        };
        provider.answer(hanging::apply);
        String body = "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"quick\"}}";
        CompletableFuture<HttpResponse<String>> first = CompletableFuture.supplyAsync(() -> {
            try {
                return gateway.execute(body);
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

        assertThat(gateway.execute(body).statusCode()).isEqualTo(503);
        assertThat(line())
                .containsEntry("status", "503")
                .containsEntry("error", "server_overloaded")
                .containsEntry("provider", "-")
                .containsEntry("attempts", "0");
        answer.countDown();
        assertThat(first.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    private Map<String, String> line() {
        List<Map<String, String>> lines = logged.await(gateway.lastRequestId());
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }
}
