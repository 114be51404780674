package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.server.ApiKeys.NewKey;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest {
    private static final NewKey KEY = ApiKeys.generate("billing");
    private static final NewKey STRANGER = ApiKeys.generate("billing");

    @RegisterExtension
    static final RunningServer SERVER = new RunningServer(ServerLimits.defaults(), ApiKeys.parse("test", KEY.entry()));

    private HttpResponse<String> execute(String header, String value) {
        return SERVER.send(
                "/execute",
                request -> request.header(header, value).POST(BodyPublishers.ofString("{\"prompt\":\"Hi\"}")));
    }

    @ParameterizedTest
    @CsvSource({"Authorization, 'Bearer '", "authorization, 'bearer '", "x-api-key, ''", "X-API-Key, ' '"})
    void aKnownKeyMayAskAndItsNameIsInTheLog(String header, String before) {
        try (LogLines log = new LogLines()) {
            assertThat(execute(header, before + KEY.key()).statusCode()).isEqualTo(200);
            assertThat(log.awaitCallWith(" caller=billing ")).isNotEmpty();
            assertThat(String.join("", log.all())).doesNotContain(KEY.key());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Basic Zm9vOmJhcg==", "Bearer wrong"})
    void anUnknownKeyMayNot(String authorization) {
        HttpResponse<String> answer = execute("Authorization", authorization);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(answer.body()).contains("\"error\":\"unauthorized\"", "\"type\":\"UnauthorizedError\"");
        assertThat(SERVER.adapter.requests).isEmpty();
    }

    @Test
    void theRefusalNeitherEchoesTheKeyNorReadsTheBody() {
        try (LogLines log = new LogLines();
                RawClient client = SERVER.raw()) {
            client.send("POST /execute HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\nx-api-key: "
                    + STRANGER.key() + "\r\n\r\n");
            RawClient.Answer answer = client.read();

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.body() + log.all()).doesNotContain(STRANGER.key());
            assertThat(log.awaitCallWith(" caller=- ", " status=401 error=unauthorized "))
                    .isNotEmpty();
        }
    }

    @Test
    void theMessageTellsHowToSendAKeyAndIsNotRedacted() {
        assertThat(SERVER.get("/v1/models").body())
                .contains(
                        "send it in the header x-api-key, api-key or x-goog-api-key, or in Authorization with the scheme Bearer")
                .doesNotContain("REDACTED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/execute", "/nowhere", "/v1/models", "/v1/models/some-model"})
    void everyOtherRouteRequiresAKey(String path) {
        assertThat(SERVER.get(path).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/ready"})
    void probesRequireNone(String path) {
        assertThat(SERVER.get(path).statusCode()).isEqualTo(200);
    }
}
