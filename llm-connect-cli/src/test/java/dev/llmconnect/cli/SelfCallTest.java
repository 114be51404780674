package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.server.LLMServer;
import dev.llmconnect.spi.AdapterSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server whose provider is, by its address, the server itself: our default port is also that of llama.cpp. */
class SelfCallTest {
    /** Asks an adapter that is there only once the server has its port. */
    private static final class Late implements LLMAdapter {
        final AtomicReference<LLMAdapter> provider = new AtomicReference<>();
        final AtomicInteger calls = new AtomicInteger();

        @Override
        public String provider() {
            return "late";
        }

        @Override
        public LLMResponse execute(LLMRequest request) {
            calls.incrementAndGet();
            return provider.get().execute(request);
        }
    }

    @ParameterizedTest
    @CsvSource({"openai, /v1", "anthropic, ''", "llm-connect, ''"})
    void theCallEndsWithAnErrorThatNamesTheCause(String provider, String path) throws Exception {
        Late late = new Late();
        try (LLMServer server = LLMServer.builder(late).port(0).build()) {
            server.start();
            String url = "http://127.0.0.1:" + server.port();
            late.provider.set(LLMAdapters.create(
                    provider,
                    AdapterSettings.of(Map.of()).with("base_url", url + path).with("api_key", "a-key-of-ours")));

            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(url + "/execute"))
                                    .POST(
                                            BodyPublishers.ofString(
                                                    "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"m\",\"timeout_seconds\":30}}"))
                                    .build(),
                            BodyHandlers.ofString());

            assertThat(answer.statusCode()).as(answer.body()).isGreaterThanOrEqualTo(429);
            assertThat(answer.body()).contains("lead back to this server");
            assertThat(late.calls).hasValue(16);
        } finally {
            late.provider.get().close();
        }
    }
}
