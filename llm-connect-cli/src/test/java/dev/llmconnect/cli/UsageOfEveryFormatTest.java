package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Usage;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.server.LLMServer;
import dev.llmconnect.spi.AdapterSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One and the same call, as each format tells its tokens, asked for through each endpoint: 150 tokens went in (40 of them from a cache,
 * 10 into one, of which 6 for an hour), 50 came out (30 of them reasoning). What a format does not tell is 0 and part of the rest.
 */
class UsageOfEveryFormatTest {
    private static final String CHAT = """
            {"id":"c","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],
             "usage":USAGE}""";
    private static final String MESSAGES = """
            {"type":"message","id":"msg_1","role":"assistant","model":"m","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn",
             "usage":{"input_tokens":100,"cache_read_input_tokens":40,"cache_creation_input_tokens":10,
              "cache_creation":{"ephemeral_5m_input_tokens":4,"ephemeral_1h_input_tokens":6},
              "output_tokens":50,"output_tokens_details":{"thinking_tokens":30}}}""";
    private static final String GEMINI = """
            {"candidates":[{"content":{"role":"model","parts":[{"text":"Hi"}]},"finishReason":"STOP"}],"modelVersion":"m",
             "usageMetadata":{"promptTokenCount":145,"toolUsePromptTokenCount":5,"cachedContentTokenCount":40,
              "candidatesTokenCount":20,"thoughtsTokenCount":30,"totalTokenCount":200}}""";

    private static final Usage ALL = usage(100, 40, 4, 6, 20, 30);
    private static final Usage WITHOUT_TIMES = usage(100, 40, 10, 0, 20, 30);
    private static final Usage WITHOUT_WRITES = usage(110, 40, 0, 0, 20, 30);

    /**
     * How a provider tells the call.
     *
     * @param provider by its name
     * @param model one that it takes
     * @param settings settings beside key and address
     * @param answer its answer
     * @param told what of the call it tells
     */
    record Format(String provider, String model, List<String> settings, String answer, Usage told) {
        @Override
        public String toString() {
            return provider + " " + model;
        }
    }

    static Stream<Format> formats() {
        return Stream.of(
                format("openai", "gpt-5-mini", chat("""
                        {"prompt_tokens":150,"completion_tokens":50,"total_tokens":200,"cache_creation":{"ephemeral_1h_input_tokens":6},
                         "prompt_tokens_details":{"cached_tokens":40,"cache_write_tokens":10},
                         "completion_tokens_details":{"reasoning_tokens":30}}"""), ALL),
                format("openai-compatible", "counts-reasoning-beside-as-xai", chat("""
                        {"prompt_tokens":150,"completion_tokens":20,"total_tokens":200,
                         "prompt_tokens_details":{"cached_tokens":40},"completion_tokens_details":{"reasoning_tokens":30}}"""), WITHOUT_WRITES),
                format("openai-compatible", "tells-reasoning-in-the-total-as-google", chat("""
                        {"prompt_tokens":150,"completion_tokens":20,"total_tokens":200,"prompt_tokens_details":{"cached_tokens":40}}"""), WITHOUT_WRITES),
                format("openai-compatible", "counts-the-cache-beside", chat("""
                        {"prompt_tokens":100,"completion_tokens":50,"total_tokens":200,"cache_read_input_tokens":40,
                         "cache_creation_input_tokens":10,"completion_tokens_details":{"reasoning_tokens":30}}"""), WITHOUT_TIMES),
                format("openai-compatible", "counts-reasoning-beside-but-in-no-total", chat("""
                        {"prompt_tokens":150,"completion_tokens":20,"total_tokens":170,"prompt_tokens_details":{"cached_tokens":40},
                         "completion_tokens_details":{"reasoning_tokens":30}}"""), WITHOUT_WRITES),
                format("mistral", "magistral-medium-latest", chat("""
                        {"prompt_tokens":150,"completion_tokens":50,"total_tokens":200,"num_cached_tokens":40}"""), usage(110, 40, 0, 0, 50, 0)),
                format("openai-responses", "gpt-5-mini", """
                        {"id":"resp_1","status":"completed","model":"m","output":[{"type":"message","id":"msg_1","role":"assistant","status":"completed",
                          "content":[{"type":"output_text","text":"Hi","annotations":[]}]}],
                         "usage":{"input_tokens":150,"input_tokens_details":{"cached_tokens":40,"cache_write_tokens":10},
                          "output_tokens":50,"output_tokens_details":{"reasoning_tokens":30},"total_tokens":200}}""", WITHOUT_TIMES),
                format("anthropic", "claude-sonnet-4-5", MESSAGES, ALL),
                new Format("vertex-anthropic", "claude-sonnet-4-5", List.of("project", "access_token"), MESSAGES, ALL),
                format("gemini", "gemini-2.5-flash", GEMINI, WITHOUT_WRITES),
                new Format(
                        "vertex-gemini",
                        "gemini-2.5-flash",
                        List.of("project", "access_token"),
                        GEMINI,
                        WITHOUT_WRITES),
                format("bedrock", "anthropic.claude-sonnet-4-5-20250929-v1:0", """
                        {"output":{"message":{"role":"assistant","content":[{"text":"Hi"}]}},"stopReason":"end_turn",
                         "usage":{"inputTokens":100,"cacheReadInputTokens":40,"cacheWriteInputTokens":10,
                          "cacheDetails":[{"ttl":"5m","inputTokens":4},{"ttl":"1h","inputTokens":6}],"outputTokens":50,"totalTokens":200}}""", usage(100, 40, 4, 6, 50, 0)),
                format("cohere", "command-a-reasoning-08-2025", """
                        {"id":"c","message":{"role":"assistant","content":[{"type":"text","text":"Hi"}]},"finish_reason":"COMPLETE",
                         "usage":{"tokens":{"input_tokens":150,"output_tokens":50,"reasoning_tokens":30},"cached_tokens":40,
                          "billed_units":{"input_tokens":140,"output_tokens":50}}}""", WITHOUT_WRITES),
                format("ollama", "qwen3", """
                        {"model":"m","message":{"role":"assistant","content":"Hi"},"done":true,"done_reason":"stop",
                         "prompt_eval_count":150,"eval_count":50}""", usage(150, 0, 0, 0, 50, 0)),
                format("llm-connect", "some-profile", """
                        {"content":"Hi","model":"m","usage":{"prompt_tokens":150,"completion_tokens":50,"total_tokens":200},"finish_reason":"stop",
                         "metadata":{"usage_details":{"cached_tokens":40,"cache_write_tokens":10,"cache_write_1h_tokens":6,"reasoning_tokens":30}}}""", ALL));
    }

    private static Format format(String provider, String model, String answer, Usage told) {
        return new Format(provider, model, List.of(), answer, told);
    }

    private static String chat(String usage) {
        return CHAT.replace("USAGE", usage);
    }

    private static Usage usage(long uncached, long read, long written5m, long written1h, long text, long reasoning) {
        return Usage.builder()
                .uncachedInputTokens(uncached)
                .cacheReadTokens(read)
                .cacheWrite5mTokens(written5m)
                .cacheWrite1hTokens(written1h)
                .textTokens(text)
                .reasoningTokens(reasoning)
                .build();
    }

    private final MockWebServer stub = new MockWebServer();

    @BeforeEach
    void start() throws Exception {
        stub.start();
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    private LLMAdapter adapter(String provider, List<String> settings) {
        AdapterSettings all = AdapterSettings.of(Map.of())
                .with("base_url", stub.url("/").toString().replaceAll("/$", ""));
        boolean hasKey = LLMAdapters.installed().provider(provider).settings().stream()
                .anyMatch(setting -> setting.name().equals("api_key"));
        if (hasKey) {
            all = all.with("api_key", "canary-usage-of-every-format");
        }
        for (String setting : settings) {
            all = all.with(setting, "some-thing1");
        }
        return LLMAdapters.create(provider, all);
    }

    private void answers(String body) {
        stub.enqueue(new MockResponse.Builder()
                .setHeader("Content-Type", "application/json")
                .body(body)
                .build());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void isTheSameThroughEveryEndpoint(Format format) throws Exception {
        try (LLMAdapter adapter = adapter(format.provider(), format.settings());
                LLMServer server = new LLMServer(adapter, 0)) {
            server.start();
            Usage told = format.told();

            answers(format.answer());
            Usage inProcess = adapter.execute(LLMRequest.of(
                            "Hello",
                            RunConfig.builder().modelName(format.model()).build()))
                    .usage();
            assertThat(inProcess.toMap()).isEqualTo(told.toMap());
            assertThat(inProcess.details()).containsAllEntriesOf(told.details());
            assertThat(inProcess.uncachedInputTokens()).isEqualTo(told.uncachedInputTokens());
            assertThat(inProcess.textTokens()).isEqualTo(told.textTokens());

            JsonNode execute =
                    ask(server, format, "/execute", "{\"prompt\":\"Hello\",\"config\":{\"model_name\":\"MODEL\"}}");
            assertThat(execute.object("usage"))
                    .isEqualTo(Map.of(
                            "prompt_tokens", told.inputTokens(),
                            "completion_tokens", told.outputTokens(),
                            "total_tokens", told.totalTokens()));
            assertThat(execute.get("metadata").object("usage_details")).containsAllEntriesOf(told.details());

            String conversation = "\"model\":\"MODEL\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";
            JsonNode chat = ask(server, format, "/v1/chat/completions", "{" + conversation + "}")
                    .get("usage");
            assertThat(counts(chat, "prompt_tokens", "completion_tokens", "total_tokens"))
                    .containsExactly(told.inputTokens(), told.outputTokens(), told.totalTokens());
            assertThat(counts(chat.get("prompt_tokens_details"), "cached_tokens", "cache_write_tokens"))
                    .containsExactly(told.cacheReadTokens(), told.cacheWriteTokens());
            assertThat(counts(chat.get("completion_tokens_details"), "reasoning_tokens"))
                    .containsExactly(told.reasoningTokens());

            JsonNode responses = ask(server, format, "/v1/responses", "{\"model\":\"MODEL\",\"input\":\"Hello\"}")
                    .get("usage");
            assertThat(counts(responses, "input_tokens", "output_tokens", "total_tokens"))
                    .containsExactly(told.inputTokens(), told.outputTokens(), told.totalTokens());
            assertThat(counts(responses.get("input_tokens_details"), "cached_tokens", "cache_write_tokens"))
                    .containsExactly(told.cacheReadTokens(), told.cacheWriteTokens());
            assertThat(counts(responses.get("output_tokens_details"), "reasoning_tokens"))
                    .containsExactly(told.reasoningTokens());

            JsonNode messages = ask(server, format, "/v1/messages", "{" + conversation + ",\"max_tokens\":100}")
                    .get("usage");
            assertThat(counts(
                            messages,
                            "input_tokens",
                            "cache_read_input_tokens",
                            "cache_creation_input_tokens",
                            "output_tokens"))
                    .containsExactly(
                            told.uncachedInputTokens(),
                            told.cacheReadTokens(),
                            told.cacheWriteTokens(),
                            told.outputTokens());
            assertThat(counts(messages.get("cache_creation"), "ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens"))
                    .containsExactly(told.cacheWrite5mTokens(), told.cacheWrite1hTokens());
            assertThat(counts(messages.get("output_tokens_details"), "thinking_tokens"))
                    .containsExactly(told.reasoningTokens());
        }
    }

    static Stream<Format> embeddings() {
        String openai = """
                {"object":"list","model":"m","data":[{"index":0,"embedding":[1,2]}],"usage":{"prompt_tokens":150,"total_tokens":150}}""";
        Usage told = usage(150, 0, 0, 0, 0, 0);
        return Stream.of(
                format("openai", "text-embedding-3-small", openai, told),
                format("mistral", "mistral-embed", openai, told),
                format(
                        "llm-connect",
                        "some-profile",
                        "{\"embeddings\":[[1,2]],\"model\":\"m\",\"usage\":{\"prompt_tokens\":150,\"total_tokens\":150}}",
                        told),
                format(
                        "gemini",
                        "gemini-embedding-001",
                        "{\"embeddings\":[{\"values\":[1,2]}],\"usageMetadata\":{\"promptTokenCount\":150}}",
                        told),
                format(
                        "cohere",
                        "embed-v4.0",
                        "{\"embeddings\":{\"float\":[[1,2]]},\"meta\":{\"billed_units\":{\"input_tokens\":150}}}",
                        told),
                format(
                        "ollama",
                        "nomic-embed-text",
                        "{\"model\":\"m\",\"embeddings\":[[1,2]],\"prompt_eval_count\":150}",
                        told));
    }

    @ParameterizedTest
    @MethodSource("embeddings")
    void ofEmbeddingsIsAllInput(Format format) throws Exception {
        try (LLMAdapter adapter = adapter(format.provider(), format.settings());
                LLMServer server = new LLMServer(adapter, 0)) {
            server.start();
            JsonNode usage = ask(server, format, "/v1/embeddings", "{\"model\":\"MODEL\",\"input\":\"Hello\"}")
                    .get("usage");
            assertThat(counts(usage, "prompt_tokens", "total_tokens")).containsExactly(150L, 150L);
        }
    }

    private JsonNode ask(LLMServer server, Format format, String path, String body) throws Exception {
        answers(format.answer());
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .POST(HttpRequest.BodyPublishers.ofString(body.replace("MODEL", format.model())))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.read(response.body());
    }

    /** What is not there counts as 0. */
    private static List<Long> counts(JsonNode usage, String... names) {
        return Stream.of(names).map(name -> usage.number(name).orElse(0)).toList();
    }
}
