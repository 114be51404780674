package dev.llmconnect.server;

import static dev.llmconnect.server.OpenAIClient.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ModelInfo;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of models as the clients of two APIs ask for it. */
class ModelsEndpointTest {
    @RegisterExtension
    static final RunningServer SERVER = new RunningServer();

    @BeforeEach
    void models() {
        SERVER.adapter.models = List.of(
                ModelInfo.of("a-profile", "fake"),
                ModelInfo.builder("vendor/big model+", "fake")
                        .contextTokens(OptionalLong.of(1000))
                        .maxOutputTokens(OptionalLong.of(10))
                        .build());
    }

    private static HttpResponse<String> asAnthropic(String path) {
        return SERVER.send(path, request -> request.header("anthropic-version", "2023-06-01"));
    }

    @Test
    void theListIsInTheAdaptersOrder() {
        Map<String, Object> list = OpenAIClient.json(SERVER.get("/v1/models").body());

        assertThat(list).containsEntry("object", "list");
        assertThat(at(list, "data.0"))
                .isEqualTo(OpenAIClient.json(
                        "{\"id\":\"a-profile\",\"object\":\"model\",\"created\":0,\"owned_by\":\"fake\"}"));
        assertThat(at(list, "data.1.context_length")).isEqualTo(1000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vendor/big%20model+", "vendor%2Fbig%20model%2B"})
    void anIdMayHoldSlashesPlainOrEncoded(String id) {
        HttpResponse<String> response = SERVER.get("/v1/models/" + id);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(at(OpenAIClient.json(response.body()), "id")).isEqualTo("vendor/big model+");
    }

    @Test
    void anUnknownModelIsNotFound() {
        HttpResponse<String> response = SERVER.get("/v1/models/none");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(at(OpenAIClient.json(response.body()), "error.code")).isEqualTo("model_not_found");
    }

    @Test
    void anAnthropicClientGetsItsOwnShape() {
        Map<String, Object> list = OpenAIClient.json(asAnthropic("/v1/models").body());

        assertThat(list)
                .containsEntry("has_more", false)
                .containsEntry("first_id", "a-profile")
                .containsEntry("last_id", "vendor/big model+");
        assertThat(at(list, "data.0.type")).isEqualTo("model");
        assertThat(at(list, "data.0.display_name")).isEqualTo("a-profile");
        assertThat(at(OpenAIClient.json(asAnthropic("/v1/models/a-profile").body()), "id"))
                .isEqualTo("a-profile");
        assertThat(asAnthropic("/v1/models/none").statusCode()).isEqualTo(404);
        assertThat(asAnthropic("/v1/models/none").body()).contains("\"type\":\"not_found_error\"");
    }

    @Test
    void anEmptyListIsAListToo() {
        SERVER.adapter.models = List.of();

        assertThat(SERVER.get("/v1/models").body()).isEqualTo("{\"object\":\"list\",\"data\":[]}");
        assertThat(asAnthropic("/v1/models").body()).contains("\"first_id\":null");
    }
}
