package dev.llmconnect.cli;

import static dev.llmconnect.cli.ProviderStub.CLAUDE_ON_BEDROCK;
import static dev.llmconnect.cli.ProviderStub.dropped;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import java.net.http.HttpResponse;
import java.util.Map;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Beta features of Anthropic's Messages, in front of Anthropic, of other platforms that serve Claude, and of other formats. */
class BetasOverHttpTest {
    private static final String MESSAGES = "/v1/messages";
    private static final String HI = "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    private static final String CONTINUED =
            "\"max_tokens\":9,\"thread\":{\"type\":\"continue\",\"previous_message_id\":\"msg_1\"},\"messages\":[{\"role\":\"user\","
                    + "\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t1\",\"content\":\"seen\"}]}]";
    private static final String BETAS =
            ",\"betas\":[\"context-1m-2025-08-07\",\"advanced-tool-use-2025-11-20, fast-mode-2026-02-01\",\"no value\"]";

    private ProviderStub stub;

    @BeforeEach
    void start() throws Exception {
        stub = new ProviderStub();
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    @ParameterizedTest
    @CsvSource({
        "openai,m",
        "openai-responses,m",
        "gemini,m",
        "mistral,m",
        "cohere,m",
        "ollama,m",
        "bedrock,m",
        "bedrock," + CLAUDE_ON_BEDROCK,
        "vertex-anthropic,claude-sonnet-5"
    })
    void aThreadIsRefusedInTheFormUponWhichClientsSendTheWholeConversation(String provider, String model)
            throws Exception {
        for (String stream : new String[] {"", ",\"stream\":true"}) {
            HttpResponse<String> refused = stub.ask(provider, Map.of(), MESSAGES, model, CONTINUED + stream);

            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
            JsonNode error = Json.read(refused.body()).get("error");
            assertThat(error.textOrEmpty("type")).isEqualTo("invalid_request_error");
            assertThat(error.textOrEmpty("message")).contains(provider, "`thread`");
            assertThat(error.get("details"))
                    .isEqualTo(
                            Json.read("{\"error_code\":\"thread_unsupported_request\",\"unsupported\":[\"thread\"]}"));
        }
        assertThat(stub.server.getRequestCount()).isZero();
    }

    @Test
    void aThreadIsRefusedAlsoWhereUnsupportedParametersAreDropped() throws Exception {
        Map<String, String> dropping = Map.of(
                "LLM_CONNECT_PROFILES_JSON",
                "{\"p\":{\"provider\":\"openai\",\"model\":\"m\",\"unsupported_params\":\"drop\"}}");

        HttpResponse<String> refused = stub.ask("openai", dropping, MESSAGES, "p", CONTINUED);

        assertThat(refused.body()).contains("thread_unsupported_request");
    }

    @Test
    void anthropicGetsAThreadAsItWasSaid() throws Exception {
        stub.says("anthropic", "Hello");
        stub.answer("anthropic", MESSAGES, CONTINUED + ",\"betas\":[\"message-threads-2026-08-12\"]");

        RecordedRequest sent = stub.request();
        assertThat(sent.getHeaders().get("anthropic-beta")).isEqualTo("message-threads-2026-08-12");
        assertThat(Json.read(sent.getBody().utf8())).isEqualTo(Json.read("{\"model\":\"m\"," + CONTINUED + "}"));
    }

    @Test
    void whatIsToBeCountedIsCountedWithoutItsThread() throws Exception {
        stub.answers("{\"input_tokens\":7}");
        HttpResponse<String> counted = stub.ask("anthropic", Map.of(), MESSAGES + "/count_tokens", "m", CONTINUED);
        HttpResponse<String> other = stub.ask("openai", Map.of(), MESSAGES + "/count_tokens", "m", CONTINUED);

        assertThat(Json.read(counted.body()).number("input_tokens")).hasValue(7);
        assertThat(other.body()).doesNotContain("thread");
    }

    @ParameterizedTest
    @CsvSource({
        "404,not_found_error,thread_not_found",
        "400,invalid_request_error,thread_fingerprint_mismatch",
        "400,invalid_request_error,compaction_incomplete_turn"
    })
    void anthropicsWordForTheCauseReachesTheClient(int status, String type, String code) throws Exception {
        stub.answers(
                status,
                "{\"type\":\"error\",\"error\":{\"type\":\"" + type
                        + "\",\"message\":\"No.\",\"details\":{\"error_code\":\"" + code + "\"}}}");

        HttpResponse<String> refused = stub.ask("anthropic", Map.of(), MESSAGES, "m", CONTINUED);

        assertThat(refused.statusCode()).isEqualTo(status);
        JsonNode error = Json.read(refused.body()).get("error");
        assertThat(error.textOrEmpty("type")).isEqualTo(type);
        assertThat(error.get("details")).isEqualTo(Json.read("{\"error_code\":\"" + code + "\"}"));
    }

    @Test
    void anErrorWithoutACauseHasNoDetails() throws Exception {
        stub.answers(
                400,
                "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"max_tokens: too large\"}}");

        HttpResponse<String> refused = stub.ask("anthropic", Map.of(), MESSAGES, "m", HI);

        assertThat(Json.read(refused.body()).get("error").has("details")).isFalse();
    }

    @Test
    void vertexGetsTheBetasThatItKnowsAndTheOthersAreReported() throws Exception {
        stub.says("vertex-anthropic", "Hello");
        JsonNode answer = stub.answer(
                "vertex-anthropic",
                MESSAGES,
                "claude-sonnet-5",
                HI + BETAS
                        + ",\"speed\":\"fast\",\"context_management\":{\"edits\":[]},\"output_format\":{\"type\":\"json_schema\","
                        + "\"schema\":{\"type\":\"object\"}}");

        RecordedRequest sent = stub.request();
        assertThat(sent.getHeaders().get("anthropic-beta"))
                .isEqualTo("context-1m-2025-08-07,tool-search-tool-2025-10-19");
        JsonNode body = Json.read(sent.getBody().utf8());
        assertThat(body.object())
                .containsKeys("context_management", "output_config")
                .doesNotContainKeys("speed", "output_format");
        assertThat(dropped(answer)).containsExactlyInAnyOrder("betas.fast-mode-2026-02-01", "betas", "speed");
    }

    @Test
    void claudeOnBedrockGetsTheBetasThatItKnowsAmongItsFields() throws Exception {
        stub.says("bedrock", "Hello");
        JsonNode answer = stub.answer("bedrock", MESSAGES, CLAUDE_ON_BEDROCK, HI + BETAS);

        assertThat(stub.asked().get("additionalModelRequestFields").get("anthropic_beta"))
                .isEqualTo(Json.read("[\"context-1m-2025-08-07\",\"tool-search-tool-2025-10-19\"]"));
        assertThat(dropped(answer)).containsExactlyInAnyOrder("betas.fast-mode-2026-02-01", "betas");
    }

    @Test
    void anOperatorNamesTheBetasThatAPlatformHasLearned() throws Exception {
        stub.says("bedrock", "Hello");
        stub.says("vertex-anthropic", "Hello");
        stub.ask(
                "bedrock",
                Map.of("LLM_CONNECT_BEDROCK_BETAS", "novel-2027, fast-mode-2026-02-01"),
                MESSAGES,
                CLAUDE_ON_BEDROCK,
                HI + BETAS);
        stub.ask(
                "vertex-anthropic",
                Map.of("LLM_CONNECT_VERTEX_ANTHROPIC_BETAS", "*"),
                MESSAGES,
                "claude-sonnet-5",
                CONTINUED + BETAS);

        assertThat(stub.asked().get("additionalModelRequestFields").get("anthropic_beta"))
                .isEqualTo(Json.read(
                        "[\"context-1m-2025-08-07\",\"tool-search-tool-2025-10-19\",\"fast-mode-2026-02-01\"]"));
        RecordedRequest whole = stub.request();
        assertThat(whole.getHeaders().get("anthropic-beta"))
                .isEqualTo("context-1m-2025-08-07,advanced-tool-use-2025-11-20,fast-mode-2026-02-01");
        assertThat(Json.read(whole.getBody().utf8()).has("thread")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "openai-responses", "gemini", "mistral", "cohere", "ollama", "bedrock"})
    void featuresWithoutWhichTheAnswerIsTheSameAreLeftOutAndReported(String provider) throws Exception {
        stub.says(provider, "Hello");
        JsonNode answer = stub.answer(
                provider,
                MESSAGES,
                HI + BETAS
                        + ",\"context_management\":{\"edits\":[{\"type\":\"clear_thinking_20251015\",\"keep\":\"all\"}]}");

        assertThat(stub.request().getBody().utf8()).doesNotContain("context_management", "2025");
        assertThat(dropped(answer)).contains("betas", "context_management");
    }

    @ParameterizedTest
    @CsvSource({"openai,m", "gemini,m", "bedrock," + CLAUDE_ON_BEDROCK, "vertex-anthropic,claude-sonnet-5"})
    void aFeatureThatChangesTheAnswerIsRefusedByName(String provider, String model) throws Exception {
        HttpResponse<String> refused = stub.ask(
                provider,
                Map.of(),
                MESSAGES,
                model,
                HI + ",\"mcp_servers\":[{\"type\":\"url\",\"url\":\"https://example.org\",\"name\":\"x\"}]");

        assertThat(refused.statusCode()).isEqualTo(400);
        JsonNode error = Json.read(refused.body()).get("error");
        assertThat(error.textOrEmpty("type")).isEqualTo("invalid_request_error");
        assertThat(error.get("details"))
                .isEqualTo(Json.read("{\"error_code\":\"unsupported\",\"unsupported\":[\"mcp_servers\"]}"));
    }
}
