package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.server.LLMServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Fields that only one API format has, in front of adapters without a format: what changes the answer is refused by its name, hints are
 * left out and reported.
 */
class FieldsOfFormatsOverHttpTest {
    private static final String CHAT = "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]%s}";
    private static final String MESSAGES =
            "{\"model\":\"%s\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]%s}";
    private static final Map<String, String> BODIES = Map.of(
            "/v1/chat/completions",
            CHAT,
            "/v1/completions",
            "{\"model\":\"%s\",\"prompt\":\"Hi\"%s}",
            "/v1/responses",
            "{\"model\":\"%s\",\"input\":\"Hi\"%s}",
            "/v1/messages",
            MESSAGES,
            "/v1/messages/count_tokens",
            MESSAGES,
            "/v1beta/models/%s:generateContent",
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]%2$s}",
            "/v1beta/models/%s:streamGenerateContent",
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]%2$s}",
            "/api/chat",
            CHAT,
            "/api/generate",
            "{\"model\":\"%s\",\"prompt\":\"Hi\"%s}",
            "/v1/embeddings",
            "{\"model\":\"%s\",\"input\":\"Hi\"%s}");

    /** The built-in provider without a format, a plugin, and one that takes the fields of one format. */
    private static final List<String> PLAIN = List.of("mock/echo", "plain/m", "responder/m");

    @TempDir
    static Path plugins;

    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        new PluginJar()
                .provider("Plain", "plain", "request.messages().get(0).text()", "")
                .writeTo(plugins.resolve("plain.jar"));
        new PluginJar().source("Responder", """
                        import dev.llmconnect.*;
                        import dev.llmconnect.spi.*;

                        public class Responder implements LLMAdapterProvider {
                            public int apiVersion() { return API_VERSION; }
                            public String name() { return "responder"; }
                            public String description() { return "takes the fields of Responses"; }
                            public LLMAdapter create(AdapterSettings settings) {
                                return new WireFieldsAdapter() {
                                    public boolean takesWireFields(String wire) {
                                        return wire.equals(WireFormat.OPENAI_RESPONSES);
                                    }
                                    public String provider() { return name(); }
                                    public LLMResponse execute(LLMRequest request) {
                                        return LLMResponse.builder()
                                                .content("after " + request.wireFields(WireFormat.OPENAI_RESPONSES)
                                                        .get("previous_response_id"))
                                                .build();
                                    }
                                };
                            }
                        }
                        """).names("Responder").writeTo(plugins.resolve("responder.jar"));
        Map<String, String> environment = new HashMap<>();
        environment.put("LLM_CONNECT_PLUGINS", plugins.toString());
        environment.put("LLM_CONNECT_PROVIDER", "router");
        gateway = new Gateway(environment);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static HttpResponse<String> ask(String model, String path, String more) throws Exception {
        String fields = more.isEmpty() ? "" : "," + more.replace('\'', '"');
        String target = path.contains("%s") ? path.formatted(model) : path;
        return gateway.post(target, String.format(Locale.ROOT, String.valueOf(BODIES.get(path)), model, fields));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions | 'logit_bias':{'5':10} | logit_bias",
                "/v1/chat/completions | 'guided_regex':'a+' | guided_regex",
                "/v1/chat/completions | 'logit_bias':{'5':10},'stream':true | logit_bias",
                "/v1/chat/completions | 'modalities':['audio'] | modalities",
                "/v1/completions | 'grammar':'root ::= [a-z]' | grammar",
                "/v1/messages | 'container':'c' | container",
                "/v1/messages | 'container':'c','stream':true | container",
                "/v1/messages | 'thread':{'type':'continue','id':'t'} | thread",
                "/v1/messages | 'tools':[{'type':'code_execution_20250825','name':'code'}] | code_execution_20250825",
                "/v1/messages/count_tokens | 'container':'c' | container",
                "/v1beta/models/%s:generateContent | 'cachedContent':'cachedContents/1' | cachedContent",
                "/v1beta/models/%s:streamGenerateContent | 'cachedContent':'cachedContents/1' | cachedContent",
                "/api/chat | 'logprobs':true | logprobs",
                "/api/generate | 'template':'{{.Prompt}}' | template",
            })
    void whatChangesTheAnswerIsRefusedByName(String path, String fields, String name) throws Exception {
        for (String model : PLAIN) {
            HttpResponse<String> response = ask(model, path, fields);

            assertThat(response.statusCode()).as(model + response.body()).isEqualTo(400);
            assertThat(response.body()).contains(model.substring(0, model.indexOf('/')) + " does not support", name);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'previous_response_id':'resp_gone' | previous_response_id",
                "'previous_response_id':'resp_gone','stream':true | previous_response_id",
                "'tools':[{'type':'mcp','server_label':'files','server_url':'https://example.org'}] | mcp `files`",
            })
    void soIsWhatOnlyResponsesHas(String fields, String name) throws Exception {
        for (String model : List.of("mock/echo", "plain/m")) {
            HttpResponse<String> response = ask(model, "/v1/responses", fields);

            assertThat(response.statusCode()).as(model + response.body()).isEqualTo(400);
            assertThat(Json.read(response.body()).get("error").textOrEmpty("message"))
                    .contains(" does not support the field `", name);
        }
    }

    @Test
    void aReferenceToWhatNobodyHasStoredIsRefused() throws Exception {
        for (String model : List.of("mock/echo", "plain/m")) {
            HttpResponse<String> response = gateway.post(
                    "/v1/responses",
                    "{\"model\":\"" + model + "\",\"input\":[{\"type\":\"item_reference\",\"id\":\"msg_gone\"},"
                            + "{\"role\":\"user\",\"content\":\"Hi\"}]}");

            assertThat(response.statusCode()).as(response.body()).isEqualTo(404);
            assertThat(response.body()).contains("item_reference");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions | 'logprobs':true,'user':'u','brand_new':1 | logprobs,user,brand_new",
                "/v1/responses | 'prompt_cache_key':'k','brand_new':1 | prompt_cache_key,brand_new",
                "/v1/responses | 'tools':[{'type':'web_search'}] | tools.web_search",
                "/v1/messages | 'metadata':{'user_id':'u'},'brand_new':1 | metadata,brand_new",
                "/v1/messages | 'cache_control':{'type':'ephemeral'} | cache_control",
                "/v1beta/models/%s:generateContent | 'safetySettings':[{'category':'c','threshold':'t'}] | safetySettings",
                "/api/chat | 'keep_alive':'5m','stream':false | keep_alive",
            })
    void aHintIsLeftOutAndReported(String path, String fields, String names) throws Exception {
        for (String model : List.of("mock/echo", "plain/m")) {
            HttpResponse<String> response = ask(model, path, fields);

            assertThat(response.statusCode()).as(model + response.body()).isEqualTo(200);
            assertThat(ProviderStub.dropped(Json.read(response.body())))
                    .as(model)
                    .contains(names.split(","));
        }
    }

    @Test
    void aStreamReportsItsHintsAtItsEnd() throws Exception {
        for (String model : List.of("mock/echo", "plain/m")) {
            for (String path : List.of("/v1/chat/completions", "/v1/messages", "/v1/responses")) {
                assertThat(ask(model, path, "'stream':true,'brand_new':1").body())
                        .as(model + path)
                        .contains("\"dropped_params\":[\"brand_new\"]");
            }
        }
    }

    @Test
    void anEmbeddingIsTreatedAlike() throws Exception {
        HttpResponse<String> refused = ask("mock/echo", "/v1/embeddings", "'brand_new':1");

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(refused.body()).contains("mock does not support the field `brand_new`");
        assertThat(ask("mock/echo", "/v1/embeddings", "").statusCode()).isEqualTo(200);
    }

    @Test
    void anAdapterGetsTheFieldsOfTheFormatThatItTakes() throws Exception {
        HttpResponse<String> response = ask("responder/m", "/v1/responses", "'previous_response_id':'resp_theirs'");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).contains("after resp_theirs");
    }

    @Test
    void theMockCallsTheClientsOtherToolsLikeAnyProvider() throws Exception {
        HttpResponse<String> response = ask(
                "mock/tools",
                "/v1/responses",
                "'tools':[{'type':'custom','name':'apply_patch','description':'Edits files.'}]");

        JsonNode item = Json.read(response.body()).get("output").at(0);
        assertThat(item.textOrEmpty("type")).as(response.body()).isEqualTo("custom_tool_call");
        assertThat(item.textOrEmpty("name")).isEqualTo("apply_patch");
    }

    @Test
    void aStepOfAnotherProvidersToolIsLeftOutAndReported() throws Exception {
        for (String model : List.of("mock/echo", "plain/m")) {
            HttpResponse<String> response = gateway.post(
                    "/v1/responses",
                    "{\"model\":\"" + model + "\",\"input\":[{\"role\":\"user\",\"content\":\"Hi\"},"
                            + "{\"type\":\"web_search_call\",\"id\":\"ws\",\"status\":\"completed\"},"
                            + "{\"role\":\"assistant\",\"content\":\"It rains.\"},{\"role\":\"user\",\"content\":\"And now?\"}]}");

            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(ProviderStub.dropped(Json.read(response.body()))).contains("messages.web_search_call");
        }
    }

    @Test
    void anAdapterOfTheSameProcessIsNoException() throws Exception {
        LLMAdapter adapter = new LLMAdapter() {
            @Override
            public String provider() {
                return "ours";
            }

            @Override
            public LLMResponse execute(LLMRequest request) {
                return LLMResponse.builder().content("well").build();
            }
        };
        try (LLMServer server = new LLMServer(adapter, 0)) {
            server.start();
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + server.port() + "/v1/chat/completions"))
                                    .POST(HttpRequest.BodyPublishers.ofString(
                                            CHAT.formatted("m", ",\"logit_bias\":{\"5\":10}")))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).contains("ours does not support the field `logit_bias`");
        }
    }
}
