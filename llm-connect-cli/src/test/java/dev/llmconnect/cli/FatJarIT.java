package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteJDBCLoader;

/** The program as its operator meets it. */
class FatJarIT {
    private static final String CANARY = "canary-key-of-the-operator-17";
    private static final String ANSWER = """
        {"id":"1","model":"anthropic/claude-sonnet-4","choices":[{"index":0,"finish_reason":"stop",
         "message":{"role":"assistant","content":"Bonjour"}}],
         "usage":{"prompt_tokens":11,"completion_tokens":2,"total_tokens":13}}\
        """;

    private static MockResponse json(int status, String body) {
        return new MockResponse.Builder()
                .code(status)
                .setHeader("Content-Type", "application/json")
                .body(body)
                .build();
    }

    private static Map<String, String> openRouter(MockWebServer stub) {
        return Map.of(
                "OPENROUTER_API_KEY",
                CANARY,
                "LLM_CONNECT_OPENROUTER_BASE_URL",
                stub.url("/api/v1").toString());
    }

    @Test
    void servesTheMockWithoutAnySetting() {
        try (FatJar server = FatJar.serve(Map.of())) {
            assertThat(server.firstLine()).matches("llm-connect listening on http://127\\.0\\.0\\.1:\\d+");
            assertThat(server.get("/health").body()).isEqualTo("{\"status\":\"ok\"}");
            HttpResponse<String> answer = server.execute("{\"prompt\":\"Hello\"}");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"content\":\"Hello\"", "\"finish_reason\":\"stop\"");
        }
    }

    @Test
    void anotherServersFilesInTheTemporaryFolderAreNoNews(@TempDir Path folder) throws Exception {
        // Its library is there and cannot be removed, as when that server has just done so.
        String driver = SQLiteJDBCLoader.getVersion();
        Files.createDirectories(
                folder.resolve("sqlite-" + driver + "-other-libsqlitejdbc.so").resolve("kept"));
        Map<String, String> environment = Map.of(
                "JDK_JAVA_OPTIONS",
                "-Dorg.sqlite.tmpdir=" + folder,
                "LLM_CONNECT_DATA_DIR",
                folder.resolve("data").toString());
        try (FatJar server = FatJar.serve(environment)) {
            server.execute("{\"prompt\":\"Hello\"}");
            server.process().destroy();
            assertThat(server.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(folder.resolve("data/ledger.db")).exists();
            assertThat(server.stderr()).contains("status=200").doesNotContain("\tat ", "ERROR", "WARN");
        }
    }

    @Test
    void asksOpenRouterWithTheContractsDefaultsAndNothingElse() throws Exception {
        try (MockWebServer stub = new MockWebServer()) {
            stub.start();
            stub.enqueue(json(200, ANSWER));
            try (FatJar server = FatJar.serve(openRouter(stub), "--provider", "openrouter", "--model", "m-1")) {
                HttpResponse<String> answer = server.execute("{\"prompt\":\"Hello\"}");

                assertThat(answer.body())
                        .startsWith("{\"content\":\"Bonjour\",\"model\":\"anthropic/claude-sonnet-4\",\"usage\":"
                                + "{\"prompt_tokens\":11,\"completion_tokens\":2,\"total_tokens\":13},"
                                + "\"finish_reason\":\"stop\",\"metadata\":{")
                        .contains("\"provider\":\"openrouter\"", "\"request_id\":\"");
                RecordedRequest seen = stub.takeRequest(5, TimeUnit.SECONDS);
                assertThat(seen).isNotNull();
                assertThat(seen.getTarget()).isEqualTo("/api/v1/chat/completions");
                assertThat(seen.getHeaders().get("Authorization")).isEqualTo("Bearer " + CANARY);
                assertThat(seen.getBody().utf8())
                        .isEqualTo("{\"model\":\"m-1\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],"
                                + "\"temperature\":0.7,\"max_tokens\":2000}");
            }
        }
    }

    @Test
    void aKeyThatTheProviderEchoesIsNeitherInTheAnswerNorInTheLog() throws Exception {
        try (MockWebServer stub = new MockWebServer()) {
            stub.start();
            for (int status : List.of(200, 400, 401, 429, 500)) {
                stub.enqueue(new MockResponse.Builder()
                        .code(status)
                        .setHeader("x-request-id", CANARY)
                        .setHeader("Location", "http://127.0.0.1/?key=" + CANARY)
                        .body(
                                status == 200
                                        ? ANSWER
                                        : "{\"error\":{\"message\":\"Bearer " + CANARY + "\",\"code\":\"" + CANARY
                                                + "\"}}")
                        .build());
            }
            Map<String, String> once = new HashMap<>(openRouter(stub));
            once.put("LLM_CONNECT_RETRY_MAX_ATTEMPTS", "1");
            try (FatJar server = FatJar.serve(once, "--provider", "openrouter")) {
                for (int i = 0; i < 5; i++) {
                    HttpResponse<String> answer = server.execute("{\"prompt\":\"Hello\"}");
                    assertThat(answer.body() + answer.headers().map()).doesNotContain(CANARY);
                }
                assertThat(server.stderr())
                        .doesNotContain(CANARY)
                        .contains("status=200")
                        .contains("status=502");
            }
        }
    }

    private static Map<String, String> openRouter(HangingProvider provider) {
        return Map.of("OPENROUTER_API_KEY", CANARY, "LLM_CONNECT_OPENROUTER_BASE_URL", provider.url());
    }

    @Test
    void sigtermLetsARunningCallFinish() throws Exception {
        try (HangingProvider provider = new HangingProvider();
                FatJar server = FatJar.serve(openRouter(provider), "--provider", "openrouter");
                Socket caller = new Socket(
                        InetAddress.getLoopbackAddress(), server.uri("/").getPort())) {
            send(caller, "{\"prompt\":\"Hello\"}");
            provider.awaitRequest();

            server.process().destroy();
            assertThat(server.process().waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
            provider.answer(ANSWER);

            String answer = new String(caller.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 200").contains("Bonjour");
            assertThat(server.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(server.stderr()).contains("status=200");
        }
    }

    @Test
    void aCallThatEndsAfterSigtermIsAccountedFor(@TempDir Path data) throws Exception {
        Map<String, String> environment = new HashMap<>(Map.of("LLM_CONNECT_DATA_DIR", data.toString()));
        try (HangingProvider provider = new HangingProvider()) {
            environment.putAll(openRouter(provider));
            try (FatJar server = FatJar.serve(environment, "--provider", "openrouter");
                    Socket caller = connect(server)) {
                send(caller, "{\"prompt\":\"Hello\"}");
                provider.awaitRequest();
                server.process().destroy();
                assertThat(server.process().waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
                provider.answer(ANSWER);
                assertThat(caller.getInputStream().readAllBytes()).isNotEmpty();
                assertThat(server.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
            }
        }

        FatJar.Ended usage = FatJar.run(environment, "usage", "--by", "outcome", "--json");
        assertThat(usage.exitCode()).as(usage.stderr()).isZero();
        assertThat(usage.stdout()).contains("\"outcome\":\"ok\"");
        assertThat(data.resolve("ledger.db-wal")).as("the store was closed").doesNotExist();
    }

    @Test
    void sigtermMakesTheServerNotReadyWhileACallRuns() throws Exception {
        try (HangingProvider provider = new HangingProvider();
                FatJar server = FatJar.serve(openRouter(provider), "--provider", "openrouter");
                Socket caller = connect(server);
                Socket idle = connect(server);
                Socket asking = connect(server)) {
            send(caller, "{\"prompt\":\"Hello\"}");
            provider.awaitRequest();
            say(idle, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(idle.getInputStream().read()).isEqualTo('H');
            say(asking, "GET /ready HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n");
            // Its first byte tells that the server has begun to read the request.
            assertThat(asking.getInputStream().read()).isEqualTo('H');

            server.process().destroy();
            // Idle connections are closed at the beginning of the drain.
            idle.getInputStream().readAllBytes();
            say(asking, "x");

            assertThat(new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("HTTP/1.1 503", "{\"status\":\"draining\"");
            provider.answer(ANSWER);
            assertThat(new String(caller.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200");
            assertThat(server.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void afterSigtermLoadBalancersHaveTimeToNotice() throws Exception {
        try (FatJar server = FatJar.serve(Map.of("LLM_CONNECT_DRAIN_NOTICE_SECONDS", "3"));
                Socket idle = connect(server)) {
            say(idle, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(idle.getInputStream().read()).isEqualTo('H');
            long began = System.nanoTime();
            server.process().destroy();

            HttpResponse<String> ready = server.get("/ready");
            while (ready.statusCode() == 200) {
                ready = server.get("/ready");
            }
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("\"status\":\"draining\"");
            assertThat(ready.headers().firstValue("Connection")).hasValue("close");
            assertThat(server.execute("{\"prompt\":\"Hello\"}").statusCode()).isEqualTo(200);
            say(idle, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(new String(idle.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .as("an idle connection gets its answer, and is told to close")
                    .containsIgnoringCase("connection: close");
            assertThat(server.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(10));
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS) // there is no SIGINT to send
    void ctrlCWaitsForNoLoadBalancer() throws Exception {
        try (FatJar server = FatJar.serve(Map.of("LLM_CONNECT_DRAIN_NOTICE_SECONDS", "60"))) {
            assertThat(server.get("/ready").statusCode()).isEqualTo(200);
            Process kill = new ProcessBuilder("kill", "-INT", String.valueOf(server.pid())).start();
            assertThat(kill.waitFor()).isZero();

            assertThat(server.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(server.process().exitValue()).isEqualTo(130);
        }
    }

    @Test
    void metricsAreThereAndTheirLibraryIsLoadedAtTheFirstScrapeOnly() throws Exception {
        try (FatJar server = FatJar.serve(Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:stderr"))) {
            assertThat(server.execute("{\"prompt\":\"Hello\"}").statusCode()).isEqualTo(200);
            assertThat(server.stderr())
                    .contains("dev.llmconnect.server.metrics.CallMetrics")
                    .doesNotContain(" io.prometheus.", " io.opentelemetry.");

            String metrics = server.get("/metrics").body();

            assertThat(metrics).contains("llm_connect_calls_total{", "llm_connect_build_info{");
            assertThat(server.stderr()).contains(" io.prometheus.").doesNotContain(" io.opentelemetry.");
        }
    }

    @Test
    void whatTheAdminApiTellsAndItsDocumentAreLoadedWhenTheyAreAskedForOnly() throws Exception {
        String[] used = {
            "dev.llmconnect.server.admin.CallTrees",
            "dev.llmconnect.server.admin.AdminSchemas",
            "dev.llmconnect.server.internal.openapi.OpenApiDocument"
        };
        try (FatJar server = FatJar.serve(Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:stderr"))) {
            assertThat(server.execute("{\"prompt\":\"Hello\"}").statusCode()).isEqualTo(200);
            assertThat(server.stderr())
                    .contains("dev.llmconnect.server.admin.CallMonitor")
                    .doesNotContain(used)
                    .doesNotContain("dev.llmconnect.server.admin.EventStream");

            assertThat(server.get("/admin/api/calls").statusCode()).isEqualTo(200);
            assertThat(server.get("/openapi.json").statusCode()).isEqualTo(200);

            assertThat(server.stderr()).contains(used);
        }
    }

    @Test
    void sendsTracesAndMetricsWhereAVariableOfOpenTelemetryIsSet() throws Exception {
        try (MockWebServer collector = new MockWebServer()) {
            collector.start();
            collector.setDispatcher(new Dispatcher() {
                @Override
                public MockResponse dispatch(RecordedRequest request) {
                    return new MockResponse.Builder().build();
                }
            });
            try (FatJar server =
                    FatJar.serve(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + collector.getPort()))) {
                assertThat(server.execute("{\"prompt\":\"Hello\"}").statusCode())
                        .isEqualTo(200);
            }
            Set<String> paths = new TreeSet<>();
            while (collector.getRequestCount() > 0 && paths.size() < 2) {
                RecordedRequest request = collector.takeRequest(5, TimeUnit.SECONDS);
                assertThat(request).isNotNull();
                paths.add(request.getUrl().encodedPath());
            }
            assertThat(paths).containsExactly("/v1/metrics", "/v1/traces");
        }
    }

    @Test
    void aCallerThatHangsUpEndsTheCallAtTheProviderWithinASecond() throws Exception {
        try (HangingProvider provider = new HangingProvider();
                FatJar server = FatJar.serve(openRouter(provider), "--provider", "openrouter")) {
            try (Socket caller =
                    new Socket(InetAddress.getLoopbackAddress(), server.uri("/").getPort())) {
                send(caller, "{\"prompt\":\"Hello\"}");
                provider.awaitRequest();
            }
            assertThat(provider.millisUntilClosed()).isLessThan(1000);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS) // there is no SIGHUP
    void sighupReadsTheProfileFileAgain(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("profiles.json");
        Files.writeString(file, "{\"mine\":{\"provider\":\"mock\",\"model\":\"mock/echo\"}}");
        String body = "{\"prompt\":\"Hello\",\"config\":{\"model_name\":\"mine\"}}";
        try (FatJar server = FatJar.serve(Map.of("LLM_CONNECT_PROFILE_FILE", file.toString()))) {
            assertThat(server.execute(body).body()).contains("\"model\":\"mock/echo\"");
            Files.writeString(file, "{\"mine\":{\"provider\":\"mock\",\"model\":\"mock/json\"}}");

            Process kill = new ProcessBuilder("kill", "-HUP", String.valueOf(server.pid())).start();

            assertThat(kill.waitFor()).isZero();
            long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!server.stderr().contains("(SIGHUP)") && System.nanoTime() < limit) {
                server.get("/health");
            }
            assertThat(server.stderr()).contains("(SIGHUP)");
            assertThat(server.execute(body).body()).contains("\"model\":\"mock/json\"");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        2 | serve --prot 1                        | Unknown option
        2 | serve --port many                     | --port
        2 |                                       | missing command
        3 | serve --provider opnai                | unknown provider `opnai`; did you mean `openai`?
        3 | serve --provider openrouter           | no API key for openrouter: set OPENROUTER_API_KEY
        3 | serve --plugins /no/such/folder       | /no/such/folder
        5 | execute --model mock/error-429 Hello  | provider_rate_limited
        4 | execute --model mock/error-401 Hello  | provider_api_error
        6 | execute --model mock/error-500 Hello  | provider_api_error
        6 | execute --model mock/truncated Hello  | provider_api_error
        7 | execute --model mock/timeout --timeout-seconds 1 Hello | provider_timeout
        2 | execute --temperature 3 Hello         | temperature must be a number between 0 and 2
        0 | execute Hello                         |
        0 | --version                             |
        """)
    void everyExitCodeOfTheContractIsReached(int exitCode, String arguments, String complaint) {
        // Not worth waiting for the second that mock/error-429 asks for.
        Map<String, String> impatient = Map.of("LLM_CONNECT_RETRY_MAX_DELAY_MS", "10");
        FatJar.Ended ended = FatJar.run(impatient, arguments == null ? new String[0] : arguments.split(" +"));

        assertThat(ended.exitCode()).as(ended.stderr()).isEqualTo(exitCode);
        assertThat(ended.stderr()).contains(complaint == null ? "" : complaint).doesNotContain("Exception", "\tat ");
    }

    private static Socket connect(FatJar server) throws Exception {
        return new Socket(InetAddress.getLoopbackAddress(), server.uri("/").getPort());
    }

    private static void say(Socket socket, String text) throws Exception {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static void send(Socket socket, String body) throws Exception {
        OutputStream out = socket.getOutputStream();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        out.write(("POST /execute HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + bytes.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.flush();
    }
}
