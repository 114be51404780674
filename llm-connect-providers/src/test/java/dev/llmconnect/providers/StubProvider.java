package dev.llmconnect.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.spi.AdapterSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/** A provider on loopback that answers what a test tells it to, and adapters that talk to it. */
public final class StubProvider implements AutoCloseable {
    /** The key every adapter of a stub sends. */
    public static final String KEY = "canary-0123456789abcdef-key";

    private final MockWebServer server = new MockWebServer();

    public StubProvider() {
        server.setServerSocketFactory(new UndelayedSockets());
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public MockWebServer server() {
        return server;
    }

    public String url() {
        String url = server.url("/").toString();
        return url.substring(0, url.length() - 1);
    }

    /** An adapter of the registry, with {@link #KEY} in the given variable. */
    public LLMAdapter adapter(String provider, String keyVariable) {
        return LLMAdapters.create(
                provider, AdapterSettings.of(Map.of(keyVariable, KEY)).with("base_url", url()));
    }

    public StubProvider answers(int status, String body) {
        return answers(new MockResponse.Builder()
                .code(status)
                .setHeader("Content-Type", "application/json")
                .body(body));
    }

    public StubProvider streams(String body) {
        return answers(new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream")
                .body(body));
    }

    public StubProvider answers(MockResponse.Builder response) {
        server.enqueue(response.build());
        return this;
    }

    public RecordedRequest request() {
        try {
            RecordedRequest request = server.takeRequest(5, TimeUnit.SECONDS);
            assertThat(request).as("a request to the stub").isNotNull();
            return request;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The JSON body of the next request. */
    public JsonNode requestBody() {
        return Json.read(request().getBody());
    }

    @Override
    public void close() {
        server.close();
    }
}
