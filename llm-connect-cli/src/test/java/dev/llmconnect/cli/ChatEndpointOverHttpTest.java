package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.server.LLMServer;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** OpenAI's clients at the endpoint, and stubs of real providers behind it: of the same wire format, and of others. */
class ChatEndpointOverHttpTest {
    private static final String ANTHROPIC_ANSWER = """
            {"id":"msg_1","type":"message","role":"assistant","model":"claude-x",
             "content":[{"type":"thinking","thinking":"hm","signature":"proof"},
              {"type":"tool_use","id":"toolu_1","name":"f","input":{"a":1}}],
             "stop_reason":"tool_use","usage":{"input_tokens":5,"output_tokens":2}}""";

    private final MockWebServer provider = new MockWebServer();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void start() throws Exception {
        provider.start();
        for (String name : new String[] {"OPENAI", "ANTHROPIC", "GEMINI"}) {
            environment.put(name + "_API_KEY", "canary-chat-key");
            environment.put(
                    "LLM_CONNECT_" + name + "_BASE_URL", provider.url("/v1").toString());
        }
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    private void answers(String body) {
        provider.enqueue(new MockResponse.Builder().body(body).build());
    }

    private void streams(String... events) {
        provider.enqueue(new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream")
                .body(String.join("\n\n", events) + "\n\n")
                .build());
    }

    private HttpResponse<String> chat(String provider, String fields) throws Exception {
        return ask(provider, "/v1/chat/completions", "{\"model\":\"m\"," + fields + "}");
    }

    private HttpResponse<String> ask(String provider, String path, String body) throws Exception {
        return ask(provider, path, body, HttpResponse.BodyHandlers.ofString(), response -> response);
    }

    /** @param read makes of the response what is to be known of it, while the server runs */
    private <B, T> T ask(
            String provider,
            String path,
            String body,
            HttpResponse.BodyHandler<B> handler,
            Function<HttpResponse<B>, T> read)
            throws Exception {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        Console console = new Console(environment, new ByteArrayInputStream(new byte[0]), nowhere, nowhere);
        ServeCommand serve = new ServeCommand(console);
        new CommandLine(serve)
                .setDefaultValueProvider(new EnvironmentDefaults(environment))
                .parseArgs("--provider", provider);
        try (AdapterAssembly assembly = serve.assemble();
                LLMServer server = new LLMServer(assembly.adapter(), 0)) {
            assembly.setUpProviders();
            server.start();
            URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
            HttpRequest.Builder request = HttpRequest.newBuilder(uri);
            HttpRequest built = body.isEmpty()
                    ? request.build()
                    : request.POST(HttpRequest.BodyPublishers.ofString(body)).build();
            return read.apply(HttpClient.newHttpClient().send(built, handler));
        }
    }

    private String asked() throws Exception {
        RecordedRequest request = provider.takeRequest(5, TimeUnit.SECONDS);
        assertThat(request).as("a request to the provider").isNotNull();
        return request.getBody().utf8();
    }

    private static String hi(String more) {
        return "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]" + more;
    }

    @Test
    void unknownFieldsGoToTheSameWireFormatAndComeBack() throws Exception {
        answers("""
                {"id":"chatcmpl-theirs","created":7,"model":"m-1","brand_new_above":1,
                 "choices":[{"index":0,"finish_reason":"stop","brand_new_beside":2,"logprobs":{"content":[]},
                  "message":{"role":"assistant","content":"Hello","brand_new_inside":3}}]}""");

        HttpResponse<String> answer = chat("openai", hi(",\"brand_new\":{\"a\":[1.50]},\"user\":\"u\""));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(asked())
                .isEqualTo("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
                        + "\"user\":\"u\",\"brand_new\":{\"a\":[1.50]}}");
        assertThat(answer.body())
                .contains(
                        "\"id\":\"chatcmpl-theirs\"",
                        "\"created\":7",
                        "\"brand_new_above\":1",
                        "\"brand_new_beside\":2",
                        "\"brand_new_inside\":3",
                        "\"logprobs\":{\"content\":[]}");
    }

    @Test
    void unknownFieldsComeBackThroughAStreamToo() throws Exception {
        streams(
                "data: {\"id\":\"chatcmpl-theirs\",\"created\":7,\"model\":\"m-1\",\"brand_new_above\":1,"
                        + "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"Hel\",\"brand_new_inside\":3},"
                        + "\"logprobs\":{\"content\":[{\"token\":\"Hel\"}]}}]}",
                "data: {\"id\":\"chatcmpl-theirs\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"lo\"},"
                        + "\"logprobs\":{\"content\":[{\"token\":\"lo\"}]},\"finish_reason\":\"stop\"}]}",
                "data: [DONE]");

        HttpResponse<String> answer = chat("openai", hi(",\"stream\":true,\"brand_new\":1"));

        assertThat(asked()).contains("\"brand_new\":1");
        assertThat(answer.body())
                .startsWith("data: {\"id\":\"chatcmpl-theirs\",\"object\":\"chat.completion.chunk\",\"created\":7,"
                        + "\"model\":\"m-1\"")
                .contains(
                        "\"delta\":{\"content\":\"Hel\"}",
                        "\"delta\":{\"content\":\"lo\"}",
                        "\"delta\":{\"brand_new_inside\":3}",
                        "\"logprobs\":{\"content\":[{\"token\":\"Hel\"},{\"token\":\"lo\"}]}",
                        "\"brand_new_above\":1")
                .endsWith("data: [DONE]\n\n");
    }

    @Test
    void whatAnotherWireFormatCannotCarryIsRefusedAndHintsAreReported() throws Exception {
        HttpResponse<String> refused = chat("anthropic", hi(",\"modalities\":[\"audio\"]"));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body())
                .contains("anthropic does not support the field `modalities`", "invalid_request_error");

        answers(ANTHROPIC_ANSWER);
        HttpResponse<String> answer = chat("anthropic", hi(",\"store\":false,\"max_tokens\":9"));

        assertThat(asked()).contains("\"max_tokens\":9").doesNotContain("store", "temperature");
        assertThat(answer.body()).contains("\"dropped_params\":[\"store\"]");
    }

    @Test
    void aToolsRoundTripThroughAnotherWireFormatKeepsItsSignature() throws Exception {
        answers(ANTHROPIC_ANSWER);

        HttpResponse<String> answer = chat(
                "anthropic",
                hi(
                        ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}}]"));

        asked();
        assertThat(answer.body())
                .contains(
                        "\"content\":null",
                        "\"reasoning_content\":\"hm\"",
                        "\"tool_calls\":[{\"id\":\"toolu_1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"}}]",
                        "\"finish_reason\":\"tool_calls\"",
                        "\"prompt_tokens\":5");
        String message = answer.body()
                .substring(
                        answer.body().indexOf("{\"role\":\"assistant\""),
                        answer.body().indexOf(",\"logprobs\":null"));

        answers(ANTHROPIC_ANSWER);
        HttpResponse<String> next = chat(
                "anthropic",
                "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}," + message
                        + ",{\"role\":\"tool\",\"tool_call_id\":\"toolu_1\",\"content\":\"4\"}]");

        assertThat(next.statusCode()).as(next.body()).isEqualTo(200);
        assertThat(asked())
                .contains(
                        "{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"proof\"}",
                        "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"f\",\"input\":{\"a\":1}}",
                        "{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_1\",\"content\":\"4\"}");
    }

    @Test
    void aCallsSignatureOfGeminisComesBackToIt() throws Exception {
        String answered = """
                {"candidates":[{"content":{"role":"model","parts":[{"functionCall":{"name":"f","args":{"a":1}},
                 "thoughtSignature":"proof"}]},"finishReason":"STOP"}],"modelVersion":"gemini-x"}""";
        streams("data: " + answered.replace("\n", ""));

        HttpResponse<String> answer = chat("gemini", hi(",\"stream\":true"));

        asked();
        assertThat(answer.body())
                .contains(
                        "\"extra_content\":{\"google\":{\"thought_signature\":\"proof\"}}",
                        "\"finish_reason\":\"tool_calls\"");

        answers(answered);
        chat(
                "gemini",
                "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":\"\","
                        + "\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"},"
                        + "\"extra_content\":{\"google\":{\"thought_signature\":\"proof\"}}}]},"
                        + "{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"4\"}]");

        assertThat(asked())
                .contains("\"thoughtSignature\":\"proof\"", "\"functionResponse\":{\"id\":\"c\",\"name\":\"f\"");
    }

    @Test
    void aStreamThatTheProviderCutEndsWithAnError() throws Exception {
        streams("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"}}]}");

        String answer = ask(
                "openai",
                "/v1/chat/completions",
                "{\"model\":\"m\"," + hi(",\"stream\":true") + "}",
                HttpResponse.BodyHandlers.ofInputStream(),
                response -> Endpoint.untilItEnds(response.body()));

        assertThat(answer)
                .contains("\"content\":\"Hel\"", "data: {\"error\":{\"message\":", "\"type\":\"server_error\"")
                .doesNotContain("[DONE]", "\"finish_reason\":\"stop\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            401 | 502 | provider_api_error      | {"error":{"message":"Incorrect API key provided: sk-abcdefghijklmnopqrstuvwxyz123456","code":"invalid_api_key"}}
            404 | 404 | model_not_found         | {"error":{"message":"The model `m` does not exist","code":"model_not_found"}}
            400 | 400 | context_length_exceeded | {"error":{"message":"too long","code":"context_length_exceeded"}}
            400 | 400 | unsupported_parameter   | {"error":{"message":"no","code":"unsupported_parameter","param":"x"}}
            """)
    void aProvidersRefusalIsToldAsItIsButNeverAsTheClientsKey(int theirs, int ours, String code, String body)
            throws Exception {
        provider.enqueue(new MockResponse.Builder().code(theirs).body(body).build());

        HttpResponse<String> answer = chat("openai", hi(""));

        assertThat(answer.statusCode()).isEqualTo(ours);
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"").doesNotContain("sk-abc");
    }

    @Test
    void theFieldThatAProviderFindsWrongIsNamed() throws Exception {
        provider.enqueue(new MockResponse.Builder()
                .code(400)
                .body("{\"error\":{\"message\":\"no\",\"code\":\"bad\",\"param\":\"messages[0]\"}}")
                .build());

        assertThat(chat("openai", hi("")).body())
                .startsWith("{\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\","
                        + "\"param\":\"messages[0]\",\"code\":\"bad\"}");
    }

    @Test
    void profilesAreModels() throws Exception {
        HttpResponse<String> list = ask("mock", "/v1/models?all=true", "");
        HttpResponse<String> usable = ask("mock", "/v1/models", "");
        HttpResponse<String> one = ask("mock", "/v1/models/custodian-triage-balanced", "");

        assertThat(list.body())
                .startsWith(
                        "{\"object\":\"list\",\"data\":[{\"id\":\"custodian-triage-balanced\",\"object\":\"model\"");
        assertThat(one.statusCode()).isEqualTo(200);
        assertThat(usable.body()).as("without the key of openrouter").doesNotContain("custodian-triage-balanced");
    }

    @Test
    void embeddingsComeFromTheProvider() throws Exception {
        answers("{\"model\":\"e-1\",\"data\":[{\"index\":0,\"embedding\":[1,-0.5]}],\"usage\":{\"prompt_tokens\":2}}");

        HttpResponse<String> answer = ask(
                "openai",
                "/v1/embeddings",
                "{\"model\":\"e\",\"input\":\"Hi\",\"encoding_format\":\"base64\",\"user\":\"u\"}");

        assertThat(asked()).contains("\"input\":[\"Hi\"]", "\"user\":\"u\"");
        assertThat(answer.body()).contains("\"embedding\":\"AACAPwAAAL8=\"", "\"model\":\"e-1\"");
    }
}
