package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ModelInfo;
import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.server.LLMServer;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code --provider router} as a client of the server, and of the command line, meets it. */
class RouterOverHttpTest {
    private static final String ANSWER = """
            {"model":"answered","choices":[{"finish_reason":"stop","message":{"content":"from the stub"}}],
             "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";

    private final MockWebServer openRouter = new MockWebServer();
    private final Map<String, String> environment = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void start() throws Exception {
        openRouter.start();
        environment.put("OPENROUTER_API_KEY", "canary-router-key");
        environment.put("LLM_CONNECT_OPENROUTER_BASE_URL", openRouter.url("/v1").toString());
        environment.put("LLM_CONNECT_PROVIDER", "router");
        environment.put("LLM_CONNECT_RETRY_MAX_ATTEMPTS", "1");
    }

    @AfterEach
    void stop() {
        openRouter.close();
    }

    private Console console() {
        return new Console(
                environment, InputStream.nullInputStream(), new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private ServeCommand serve() {
        ServeCommand serve = new ServeCommand(console());
        new CommandLine(serve)
                .setDefaultValueProvider(new EnvironmentDefaults(environment))
                .parseArgs("--port", "0");
        return serve;
    }

    private static HttpResponse<String> execute(LLMServer server, String model) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/execute"))
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"" + model + "\"}}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static MockResponse answer(int status, String body) {
        return new MockResponse.Builder().code(status).body(body).build();
    }

    @Test
    void oneServerReachesEveryProviderWithPoliciesForEach() throws Exception {
        environment.put("LLM_CONNECT_CIRCUIT_BREAKER_FAILURE_THRESHOLD", "1");
        environment.put("LLM_CONNECT_RETRY_MAX_ATTEMPTS", "1");
        openRouter.enqueue(answer(200, ANSWER));
        openRouter.enqueue(answer(503, "{}"));
        ServeCommand serve = serve();
        try (AdapterAssembly assembly = serve.assemble();
                LLMServer server = serve.server(assembly)) {
            server.start();

            assertThat(execute(server, "mock/echo").body()).contains("\"content\":\"Hi\"", "\"provider\":\"mock\"");
            assertThat(execute(server, "openrouter/anthropic/claude-sonnet-4").body())
                    .contains("\"content\":\"from the stub\"", "\"provider\":\"openrouter\"");
            assertThat(openRouter.takeRequest().getBody().utf8()).contains("\"model\":\"anthropic/claude-sonnet-4\"");
            assertThat(execute(server, "openrouter/x").statusCode()).isEqualTo(502);
            assertThat(execute(server, "openrouter/x").body()).contains("the circuit of openrouter/x is open");
            assertThat(execute(server, "mock/echo").statusCode()).isEqualTo(200);
            assertThat(assembly.readiness().details().toString()).contains("provider=openrouter, model=x, state=open");
            HttpResponse<String> unknown = execute(server, "gpt-4");
            assertThat(unknown.statusCode()).isEqualTo(400);
            assertThat(unknown.body()).contains("there is no model `gpt-4`");
        }
    }

    @Test
    void aProfileAnswersBesideTheRouter() throws Exception {
        environment.put("LLM_CONNECT_PROFILES_JSON", "{\"mine\":{\"provider\":\"router\",\"model\":\"mock/echo\"}}");
        ServeCommand serve = serve();
        try (AdapterAssembly assembly = serve.assemble();
                LLMServer server = serve.server(assembly)) {
            server.start();

            assertThat(execute(server, "mine").body()).contains("\"content\":\"Hi\"", "\"profile\":\"mine\"");
        }
    }

    @Test
    void theModelsOfConfiguredProvidersAreListedBehindTheProfiles() throws Exception {
        openRouter.enqueue(answer(200, "{\"data\":[{\"id\":\"anthropic/claude-sonnet-4\"}]}"));
        try (AdapterAssembly assembly = serve().assemble()) {
            assertThat(assembly.adapter().models())
                    .extracting(ModelInfo::id)
                    .startsWith("custodian-triage-balanced")
                    .contains("openrouter/anthropic/claude-sonnet-4", "mock/mock/echo")
                    .noneMatch(id -> id.startsWith("anthropic/") || id.startsWith("ollama/"));
        }
    }

    @Test
    void theCommandLineAsksThroughItToo() {
        int exit = Main.commandLine(console()).execute("execute", "--model", "mock/echo", "Hello");

        assertThat(exit).as(err.toString()).isZero();
        assertThat(out.toString().strip()).isEqualTo("Hello");
        assertThat(Main.commandLine(console()).execute("execute", "--base-url", "http://127.0.0.1:1", "Hello"))
                .isEqualTo(3);
        assertThat(err.toString()).contains("provider router has no setting `base_url`");
    }
}
