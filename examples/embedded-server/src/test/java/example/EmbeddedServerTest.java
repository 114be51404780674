package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmconnect.LLMAdapters;
import dev.llmconnect.server.LLMServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class EmbeddedServerTest {
    @Test
    void answersOnTheFreePortItTook() throws Exception {
        try (LLMServer server = new LLMServer(LLMAdapters.create("mock"), 0)) {
            server.start();
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/execute"))
                                    .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\":\"Hello\"}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());

            assertEquals(200, answer.statusCode(), answer.body());
            assertTrue(answer.body().contains("\"finish_reason\":\"stop\""), answer.body());
        }
    }
}
