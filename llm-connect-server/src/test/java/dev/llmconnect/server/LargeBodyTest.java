package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.server.internal.call.CallThreads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Which thread a call runs on: one with a large body must not keep a virtual thread's processor from others. */
class LargeBodyTest {
    private static final String LARGE = CallThreads.virtual() ? "llm-connect-call-large-" : "llm-connect-call-";

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void aCallWithALargeBodyRunsOnAThreadForLargeBodies() throws Exception {
        assertThat(threadOf(body(256 << 10), "identity")).contains(LARGE);
    }

    @Test
    void aCompressedBodyCountsAsWhatItMayBecome() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < 256 << 10; i++) {
            text.append(Integer.toString(i * 7919, 36));
        }
        byte[] body = ("{\"prompt\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);

        assertThat(threadOf(gzip(body), "gzip")).contains(LARGE);
    }

    @Test
    void aCallWithASmallBodyDoesNot() throws Exception {
        assertThat(threadOf(body(100), "identity"))
                .contains("llm-connect-call-")
                .doesNotContain("llm-connect-call-large-");
    }

    private static byte[] body(int promptBytes) {
        return ("{\"prompt\":\"" + "x".repeat(promptBytes) + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The answer of an adapter that answers with the name of its thread. */
    private String threadOf(byte[] body, String encoding) throws Exception {
        LLMAdapter naming = new LLMAdapter() {
            @Override
            public LLMResponse execute(LLMRequest request) {
                return LLMResponse.builder()
                        .content("thread " + Thread.currentThread().getName())
                        .build();
            }

            @Override
            public String provider() {
                return "naming";
            }
        };
        try (LLMServer server = new LLMServer(naming, 0)) {
            server.start();
            java.net.http.HttpRequest request = java.net.http.HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + server.port() + "/execute"))
                    .header("Content-Encoding", encoding)
                    .POST(BodyPublishers.ofByteArray(body))
                    .build();
            return client.send(request, BodyHandlers.ofString()).body();
        }
    }
}
