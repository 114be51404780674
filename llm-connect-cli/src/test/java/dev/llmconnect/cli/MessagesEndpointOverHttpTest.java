package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.server.LLMServer;
import dev.llmconnect.spi.AdapterSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole way of a client of Anthropic's Messages: the endpoint, the wire, and a stub in the provider's place. */
class MessagesEndpointOverHttpTest {
    private static final String CONVERSATION = """
            "system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],
            "messages":[
             {"role":"user","content":[
              {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AQID"}},
              {"type":"text","text":"What?","cache_control":{"type":"ephemeral"}}]},
             {"role":"assistant","content":[
              {"type":"thinking","thinking":"Hm.","signature":"c2ln"},
              {"type":"redacted_thinking","data":"aGk"},
              {"type":"tool_use","id":"t1","name":"look","input":{"a":[1.50]},"novel":2}]},
             {"role":"user","content":[
              {"type":"tool_result","tool_use_id":"t1","is_error":true,"content":"none","cache_control":{"type":"ephemeral"}},
              {"type":"text","text":"Well?"}]}],
            "tools":[{"name":"look","input_schema":{"type":"object","properties":{}},"eager_input_streaming":true}]""";

    private final MockWebServer stub = new MockWebServer();

    @BeforeEach
    void start() throws Exception {
        stub.start();
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    private HttpResponse<String> ask(String provider, String path, String body) throws Exception {
        AdapterSettings settings = AdapterSettings.of(Map.of())
                .with("base_url", stub.url("/").toString().replaceAll("/$", ""))
                .with("api_key", "canary-anthropic-key");
        try (LLMAdapter adapter = LLMAdapters.create(provider, settings);
                LLMServer server = new LLMServer(adapter, 0)) {
            server.start();
            URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .header("anthropic-beta", "interleaved-thinking-2025-05-14,novel-2026")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private void answers(String body) {
        stub.enqueue(new MockResponse.Builder().body(body).build());
    }

    private RecordedRequest asked() throws Exception {
        RecordedRequest request = stub.takeRequest(5, TimeUnit.SECONDS);
        assertThat(request).as("a request to the provider").isNotNull();
        return request;
    }

    private static void isSame(JsonNode one, String other) {
        assertThat(one).as(Json.text(one.raw())).isEqualTo(Json.read(other));
    }

    @Test
    void whatAClientSaysToAnthropicArrivesAsItIsUnknownFieldsIncluded() throws Exception {
        answers("{\"type\":\"message\",\"content\":[],\"stop_reason\":\"end_turn\"}");
        String body = "{\"model\":\"claude-sonnet-4-5\",\"max_tokens\":4000," + CONVERSATION + """
                ,"thinking":{"type":"enabled","budget_tokens":2000},"metadata":{"user_id":"u"},"service_tier":"auto",
                "stop_sequences":["END"],"top_k":5,"context_management":{"edits":[]},"mcp_servers":[],"novel":{"a":[1.50]},
                "output_config":{"format":{"type":"json_schema","schema":{"type":"object"}},"task_budget":3}}""";

        HttpResponse<String> response = ask("anthropic", "/v1/messages", body);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        RecordedRequest sent = asked();
        assertThat(sent.getHeaders().get("anthropic-beta")).isEqualTo("interleaved-thinking-2025-05-14,novel-2026");
        isSame(Json.read(sent.getBody()), body);
    }

    @Test
    void whatAnthropicAnswersArrivesAsItIsUnknownFieldsIncluded() throws Exception {
        String answer = """
                {"id":"msg_01","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[
                  {"type":"thinking","thinking":"Hm.","signature":"c2ln","novel":1},
                  {"type":"redacted_thinking","data":"aGk"},
                  {"type":"text","text":"a","citations":[{"type":"char_location","cited_text":"b"}],"novel":{"x":1.50}},
                  {"type":"server_tool_use","id":"s1","name":"web_search","input":{"query":"q"}},
                  {"type":"tool_use","id":"t1","name":"look","input":{"a":1.50},"caller":{"type":"direct"}}],
                 "stop_reason":"tool_use","stop_sequence":null,"novel":{"deep":[1]},"container":{"id":"c1"},
                 "usage":{"input_tokens":9,"cache_creation_input_tokens":20,"cache_read_input_tokens":100,"output_tokens":30,
                  "cache_creation":{"ephemeral_5m_input_tokens":20,"ephemeral_1h_input_tokens":0},"service_tier":"standard"}}""";
        answers(answer);

        HttpResponse<String> response = ask(
                "anthropic",
                "/v1/messages",
                "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");

        Map<String, Object> message = Json.read(response.body()).object();
        assertThat(message.remove("llm_connect")).isNotNull();
        isSame(JsonNode.of(message), answer);
    }

    @Test
    void whatAnthropicStreamsArrivesEventForEvent() throws Exception {
        String stream = """
                event: message_start
                data: {"type":"message_start","message":{"id":"msg_01","type":"message","role":"assistant","model":"claude-x","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":9,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":1,"service_tier":"standard"},"novel":1}}

                event: ping
                data: {"type":"ping"}

                event: content_block_start
                data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm."}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2ln"}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":0}

                event: content_block_start
                data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hi"}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":1,"delta":{"type":"citations_delta","citation":{"type":"char_location","cited_text":"b"}}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":1}

                event: content_block_start
                data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"t1","name":"look","input":{},"caller":{"type":"direct"}}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\\"a\\":1}"}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":2}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null,"later":2},"usage":{"input_tokens":9,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":30,"service_tier":"standard"}}

                event: message_stop
                data: {"type":"message_stop"}

                """;
        stub.enqueue(new MockResponse.Builder()
                .addHeader("Content-Type", "text/event-stream")
                .body(stream)
                .build());

        HttpResponse<String> response = ask(
                "anthropic",
                "/v1/messages",
                "{\"model\":\"m\",\"max_tokens\":9,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");

        assertThat(Pattern.compile(",\"llm_connect\":\\{.*?}(?=}\\n)")
                        .matcher(response.body())
                        .replaceAll(""))
                .isEqualTo(stream);
        assertThat(response.body()).contains("\"llm_connect\":{\"provider\":\"anthropic\"");
    }

    @Test
    void aCutStreamIsAnErrorAndNoEnd() throws Exception {
        stub.enqueue(new MockResponse.Builder()
                .addHeader("Content-Type", "text/event-stream")
                .body("""
                        data: {"type":"message_start","message":{"id":"msg_01","model":"claude-x","content":[]}}

                        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

                        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}

                        """)
                .build());

        HttpResponse<String> response = ask(
                "anthropic",
                "/v1/messages",
                "{\"model\":\"m\",\"max_tokens\":9,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");

        assertThat(response.body())
                .contains("event: error", "\"type\":\"api_error\"")
                .doesNotContain("message_stop", "message_delta");
    }

    @Test
    void anOpenAIProviderGetsTheSameInItsWordsAndItsAnswerComesBackAsAMessage() throws Exception {
        answers("""
                {"id":"c1","model":"gpt-x","choices":[{"finish_reason":"tool_calls","message":{"role":"assistant","content":"Looking.",
                 "tool_calls":[{"id":"call_1","type":"function","function":{"name":"look","arguments":"{\\"a\\":1}"}}]}}],
                 "usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,"prompt_tokens_details":{"cached_tokens":60}}}""");

        HttpResponse<String> response = ask(
                "openai",
                "/v1/messages",
                "{\"model\":\"gpt-x\",\"max_tokens\":4000,"
                        + CONVERSATION.replace(
                                "\"type\":\"redacted_thinking\",\"data\":\"aGk\"", "\"type\":\"text\",\"text\":\"So.\"")
                        + ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000},\"stop_sequences\":[\"END\"],"
                        + "\"tool_choice\":{\"type\":\"any\",\"disable_parallel_tool_use\":true}}");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        isSame(Json.read(asked().getBody()), """
                {"model":"gpt-x","messages":[
                  {"role":"system","content":"Be brief."},
                  {"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AQID"}},
                                            {"type":"text","text":"What?"}]},
                  {"role":"assistant","content":"So.","tool_calls":[
                    {"id":"t1","type":"function","function":{"name":"look","arguments":"{\\"a\\":[1.50]}"}}]},
                  {"role":"tool","tool_call_id":"t1","content":"none"},
                  {"role":"user","content":"Well?"}],
                 "max_tokens":4000,
                 "tools":[{"type":"function","function":{"name":"look","parameters":{"type":"object","properties":{}}}}],
                 "tool_choice":"required","stop":["END"],"parallel_tool_calls":false,"reasoning_effort":"low"}""");
        JsonNode message = Json.read(response.body());
        isSame(message.get("content"), """
                [{"type":"text","text":"Looking."},{"type":"tool_use","id":"call_1","name":"look","input":{"a":1}}]""");
        isSame(message.get("usage"), """
                {"input_tokens":40,"cache_creation_input_tokens":0,"cache_read_input_tokens":60,"output_tokens":20}""");
        assertThat(message.textOrEmpty("stop_reason")).isEqualTo("tool_use");
        assertThat(Json.text(message.get("llm_connect").get("dropped_params").raw()))
                .contains("cache_control", "betas", "thinking", "eager_input_streaming");
    }

    @Test
    void whatChangesTheAnswerAndAnotherProviderCannotTakeIsRefusedByName() throws Exception {
        HttpResponse<String> response = ask(
                "openai",
                "/v1/messages",
                "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"mcp_servers\":[{}]}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("invalid_request_error", "mcp_servers");
        assertThat(stub.getRequestCount()).isZero();
    }

    @Test
    void tokensAreCountedByAnthropic() throws Exception {
        answers("{\"input_tokens\":2095}");

        HttpResponse<String> response = ask(
                "anthropic",
                "/v1/messages/count_tokens",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");

        assertThat(response.body()).isEqualTo("{\"input_tokens\":2095}");
        assertThat(asked().getTarget()).isEqualTo("/v1/messages/count_tokens");
    }
}
