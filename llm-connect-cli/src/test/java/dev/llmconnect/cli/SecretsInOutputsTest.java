package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMException;
import dev.llmconnect.Redactor;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.ledger.callers.CallerSource;
import dev.llmconnect.ledger.callers.KeyEditor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * No output of the product tells a credential. The lists here are compared with the server's own routes, the program's own commands and
 * the product's own types, so that a new output has to enter them.
 */
class SecretsInOutputsTest {
    private static final String CONVERSATION = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    private static final String CONVERSATION_ITEMS =
            "{\"items\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"metadata\":{\"model\":\"MODEL\"}}";

    private static final String CONTENT = "{\"content\":{\"parts\":[{\"text\":\"Hi\"}]}}";
    private static final String CONTENTS = "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}";

    /** As the answer to a path that is not there lists them. */
    private static final Pattern ROUTE = Pattern.compile("[A-Z]+(, [A-Z]+)* /[^;\\s]+");

    /** What each route is asked; an empty body is a GET. */
    private static final Map<String, String> ROUTES = Map.ofEntries(
            Map.entry("GET /api/ps", ""),
            Map.entry("GET /api/tags", ""),
            Map.entry("GET /api/version", ""),
            Map.entry("GET /health", ""),
            Map.entry("GET /metrics", ""),
            Map.entry("GET /openapi.json", ""),
            Map.entry("GET /openai/models", ""),
            Map.entry("GET /openai/v1/models", ""),
            Map.entry("GET /ready", ""),
            Map.entry("GET /v1/models", ""),
            Map.entry("GET, DELETE /v1/responses/{id}", ""),
            Map.entry("GET, DELETE /openai/v1/responses/{id}", ""),
            Map.entry("GET, DELETE /openai/responses/{id}", ""),
            Map.entry("POST /v1/conversations", CONVERSATION_ITEMS),
            Map.entry("GET, POST, DELETE /v1/conversations/{id}", ""),
            Map.entry("GET, POST /v1/conversations/{id}/items", ""),
            Map.entry("GET, DELETE /v1/conversations/{id}/items/{item}", ""),
            Map.entry("POST /openai/v1/conversations", CONVERSATION_ITEMS),
            Map.entry("GET, POST, DELETE /openai/v1/conversations/{id}", ""),
            Map.entry("GET, POST /openai/v1/conversations/{id}/items", ""),
            Map.entry("GET, DELETE /openai/v1/conversations/{id}/items/{item}", ""),
            Map.entry("GET /v1/models/{id...}", ""),
            Map.entry("GET /v1beta/models", ""),
            Map.entry("GET /v1beta/models/{model...}", ""),
            Map.entry("POST /api/chat", "{\"model\":\"MODEL\"," + CONVERSATION + ",\"stream\":STREAM}"),
            Map.entry("POST /api/embed", "{\"model\":\"MODEL\",\"input\":\"Hi\"}"),
            Map.entry("POST /api/embeddings", "{\"model\":\"MODEL\",\"prompt\":\"Hi\"}"),
            Map.entry("POST /api/generate", "{\"model\":\"MODEL\",\"prompt\":\"Hi\",\"stream\":STREAM}"),
            Map.entry("POST /api/show", "{\"model\":\"MODEL\"}"),
            Map.entry(
                    "POST /openai/deployments/{deployment}/chat/completions",
                    "{\"model\":\"MODEL\"," + CONVERSATION + ",\"stream\":STREAM}"),
            Map.entry(
                    "POST /openai/deployments/{deployment}/completions",
                    "{\"model\":\"MODEL\",\"prompt\":\"Hi\",\"stream\":STREAM}"),
            Map.entry("POST /openai/deployments/{deployment}/embeddings", "{\"model\":\"MODEL\",\"input\":\"Hi\"}"),
            Map.entry(
                    "POST /openai/deployments/{deployment}/responses",
                    "{\"model\":\"MODEL\",\"input\":\"Hi\",\"stream\":STREAM}"),
            Map.entry(
                    "POST /openai/v1/chat/completions", "{\"model\":\"MODEL\"," + CONVERSATION + ",\"stream\":STREAM}"),
            Map.entry("POST /openai/v1/completions", "{\"model\":\"MODEL\",\"prompt\":\"Hi\",\"stream\":STREAM}"),
            Map.entry("POST /openai/v1/embeddings", "{\"model\":\"MODEL\",\"input\":\"Hi\"}"),
            Map.entry("POST /openai/v1/responses", "{\"model\":\"MODEL\",\"input\":\"Hi\",\"stream\":STREAM}"),
            Map.entry(
                    "POST /openai/deployments/{deployment...}",
                    "{\"model\":\"MODEL\"," + CONVERSATION + ",\"stream\":STREAM}"),
            Map.entry("POST /openai/responses", "{\"model\":\"MODEL\",\"input\":\"Hi\",\"stream\":STREAM}"),
            Map.entry("POST /v1/completions", "{\"model\":\"MODEL\",\"prompt\":\"Hi\",\"stream\":STREAM}"),
            Map.entry("POST /v1/responses/input_tokens", "{\"model\":\"MODEL\",\"input\":\"Hi\"}"),
            Map.entry("POST /execute", "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"MODEL\"},\"stream\":STREAM}"),
            Map.entry("POST /execute/embeddings", "{\"input\":\"Hi\",\"config\":{\"model_name\":\"MODEL\"}}"),
            Map.entry("POST /execute/tokens", "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"MODEL\"}}"),
            Map.entry("POST /v1/chat/completions", "{\"model\":\"MODEL\"," + CONVERSATION + ",\"stream\":STREAM}"),
            Map.entry("POST /v1/embeddings", "{\"model\":\"MODEL\",\"input\":\"Hi\"}"),
            Map.entry("POST /v1/models/{model...}:batchEmbedContents", "{\"requests\":[" + CONTENT + "]}"),
            Map.entry("POST /v1/models/{model...}:countTokens", CONTENTS),
            Map.entry("POST /v1/models/{model...}:embedContent", CONTENT),
            Map.entry("POST /v1/models/{model...}:generateContent", CONTENTS),
            Map.entry("POST /v1/models/{model...}:streamGenerateContent", CONTENTS),
            Map.entry("POST /v1beta/models/{model...}:batchEmbedContents", "{\"requests\":[" + CONTENT + "]}"),
            Map.entry("POST /v1beta/models/{model...}:countTokens", CONTENTS),
            Map.entry("POST /v1beta/models/{model...}:embedContent", CONTENT),
            Map.entry("POST /v1beta/models/{model...}:generateContent", CONTENTS),
            Map.entry("POST /v1beta/models/{model...}:streamGenerateContent", CONTENTS),
            Map.entry(
                    "POST /v1/messages",
                    "{\"model\":\"MODEL\",\"max_tokens\":9," + CONVERSATION + ",\"stream\":STREAM}"),
            Map.entry("POST /v1/messages/count_tokens", "{\"model\":\"MODEL\"," + CONVERSATION + "}"),
            Map.entry("POST /v1/responses", "{\"model\":\"MODEL\",\"input\":\"Hi\",\"stream\":STREAM}"));

    /** How each command is run. */
    private static final Map<String, List<String>> COMMANDS = commands();

    private static Map<String, List<String>> commands() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        all.put("serve", List.of("--port", PlantedSecrets.KEY));
        all.put("execute", List.of("--provider", "openrouter", "Hi"));
        all.put("providers", List.of());
        all.put("profiles", List.of());
        all.put("new-key", List.of("alice"));
        all.put("keys", List.of("--database", "postgresql://u:" + PlantedSecrets.PASSWORD + "@127.0.0.1:1/d"));
        all.put("keys new", List.of("bob", "--api-keys-file", "FOLDER/callers.json"));
        all.put("keys list", List.of("--api-keys-file", "FOLDER/callers.json"));
        all.put(
                "keys revoke",
                List.of("bob", "--database", "postgresql://u:" + PlantedSecrets.PASSWORD + "@127.0.0.1:1/d"));
        all.put("keys rotate", List.of(PlantedSecrets.KEY, "--api-keys-file", "FOLDER/callers.json"));
        all.put("prices", List.of(PlantedSecrets.KEY, "--provider", "openai"));
        all.put("usage", List.of("--data-dir", "FOLDER/data"));
        all.put("top", List.of("--once", "--url", "http://u:" + PlantedSecrets.PASSWORD + "@127.0.0.1:1"));
        all.put("config", List.of());
        all.put("config check", List.of());
        all.put("config show", List.of("--json"));
        all.put("doctor", List.of("--paid"));
        all.put("warmup", List.of("--output", "FOLDER/" + "nowhere"));
        return all;
    }

    /** How the provider answers; KEY is the credential that it was sent. */
    enum Echo {
        UNAUTHORIZED(
                401,
                "{\"error\":{\"message\":\"bad key KEY, truly KEY\",\"code\":\"KEY\",\"type\":\"KEY\",\"param\":\"KEY\"},\"request_id\":\"KEY\"}"),
        PAGE(502, "<html><title>KEY</title></html>"),
        TEXT(400, "FILLERKEY and more"),
        REDIRECT(302, ""),
        NO_JSON(200, "FILLERKEY and more"),
        NESTED(500, "{\"error\":{\"message\":\"{\\\"inner\\\":\\\"KEY\\\"}\"}}"),
        SAID_INSIDE(200, "{\"error\":{\"message\":\"KEY\",\"metadata\":{\"raw\":\"KEY\",\"provider_name\":\"KEY\"}}}"),
        STREAM(200, "data: {\"error\":{\"message\":\"KEY\",\"code\":\"KEY\"}}\n\n"),
        BROKEN_STREAM(200, "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\ndata: {\"KEY\": KEY}\n\n"),
        SUCCESS(
                200,
                "{\"id\":\"KEY\",\"model\":\"KEY\",\"system_fingerprint\":\"KEY\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"KEY\",\"native_finish_reason\":\"KEY\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}"),
        STREAMED_SUCCESS(
                200,
                "data: {\"id\":\"KEY\",\"model\":\"KEY\",\"choices\":[{\"delta\":{\"content\":\"x\"},\"finish_reason\":\"stop\",\"native_finish_reason\":\"KEY\"}]}\n\ndata: [DONE]\n\n");

        private final int status;
        private final String body;

        Echo(int status, String body) {
            this.status = status;
            this.body = body;
        }

        /** The key as this provider spells it; a filler moves it over every limit at which texts are cut. */
        MockResponse response(String key, int filler) {
            return new MockResponse.Builder()
                    .code(status)
                    .setHeader("x-request-id", key)
                    .setHeader("Location", "https://user:" + key + "@p.example/" + key + "?api_key=" + key)
                    .setHeader("Retry-After", key)
                    .body(body.replace("FILLER", "x ".repeat(filler)).replace("KEY", key))
                    .build();
        }
    }

    @TempDir
    Path folder;

    private final MockWebServer provider = new MockWebServer();
    private volatile MockResponse answer = new MockResponse.Builder().build();
    private final Map<String, String> environment = new HashMap<>();
    private final EveryLog log = new EveryLog();

    @BeforeEach
    void plant() throws IOException {
        provider.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answer;
            }
        });
        provider.start();
        String url = PlantedSecrets.withUserInfo(provider.url("/v1").toString());
        Path keyFile = Files.writeString(folder.resolve("key"), PlantedSecrets.FILE_KEY);
        environment.put("OPENROUTER_API_KEY", PlantedSecrets.KEY);
        environment.put("LLM_CONNECT_OPENROUTER_BASE_URL", url);
        environment.put("ANTHROPIC_API_KEY_FILE", keyFile.toString());
        environment.put("LLM_CONNECT_ANTHROPIC_BASE_URL", url);
        environment.put("LLM_CONNECT_RETRY_MAX_ATTEMPTS", "1");
        environment.put("LLM_CONNECT_DATA_DIR", folder.resolve("data").toString());
        environment.put("LLM_CONNECT_PROFILES_JSON", """
                {"routed": {"provider": "openrouter", "model": "m", "base_url": "%s"},
                 "filed": {"provider": "anthropic", "model": "m", "api_key": "${file:%s}"},
                 "queried": {"provider": "openai", "base_url": "http://p.example/v1?key=%s"}}""".formatted(url, keyFile, PlantedSecrets.QUERY_KEY));
    }

    @AfterEach
    void close() {
        log.close();
        provider.close();
    }

    @ParameterizedTest
    @EnumSource
    void noEndpointTellsACredentialThatItsProviderEchoes(Echo echo) throws Exception {
        Files.writeString(folder.resolve("callers.json"), "{\"callers\":{}}");
        environment.put("LLM_CONNECT_API_KEYS", callerEntry());
        // What answers with an error waits for packets more than it computes.
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try (Gateway gateway = new Gateway(environment)) {
            int filler = 0;
            for (String model : List.of("routed", "filed", "queried")) {
                String key = model.equals("filed") ? PlantedSecrets.FILE_KEY : PlantedSecrets.KEY;
                for (Map.Entry<String, String> spelt :
                        PlantedSecrets.spellings(key).entrySet()) {
                    filler = (filler + 37) % 1000;
                    answer = echo.response(spelt.getValue(), filler);
                    for (Future<String> shown : callers.invokeAll(everyRoute(gateway, model, spelt.getKey()))) {
                        PlantedSecrets.assertNoneIn("an answer", shown.get());
                    }
                }
            }
        } finally {
            callers.shutdownNow();
        }
        PlantedSecrets.assertNoneIn("the log", log.text());
        assertThat(log.text()).contains("call id=", "\"event\":\"call\"");
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                PlantedSecrets.assertNoneIn(
                        "the ledger", new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(new Terminal(environment).run("usage", "--by=model")).isZero();
    }

    private static List<Callable<String>> everyRoute(Gateway gateway, String model, String spelling) {
        List<Callable<String>> calls = new ArrayList<>();
        for (String route : ROUTES.keySet()) {
            boolean streams = ROUTES.get(route).contains("STREAM");
            for (String streaming : streams ? List.of("false", "true") : List.of("false")) {
                calls.add(() -> route + " after " + spelling + ": " + ask(gateway, route, model, streaming));
            }
        }
        return calls;
    }

    /** The headers and the body, which may break off when a stream has failed. */
    private static String ask(Gateway gateway, String route, String model, String streaming) throws Exception {
        String path = route.substring(route.lastIndexOf(' ') + 1)
                .replace("{deployment...}", "a/" + model + "/chat/completions")
                .replaceAll("\\{[^}]*}", model);
        String body = ROUTES.get(route).replace("MODEL", model).replace("STREAM", streaming);
        if (body.isEmpty()) {
            HttpResponse<String> response = gateway.getAs(PlantedSecrets.CALLER_KEY, path);
            assertThat(response.statusCode()).as(route).isNotIn(401, 405);
            return response.headers() + response.body();
        }
        HttpResponse<InputStream> response = gateway.streamAs(PlantedSecrets.CALLER_KEY, path, body);
        // No provider has a model of the name with slashes.
        assertThat(response.statusCode()).as(route).isNotIn(401, route.endsWith("...}") ? 401 : 404, 405);
        return response.headers() + Endpoint.untilItEnds(response.body());
    }

    private static String callerEntry() throws Exception {
        byte[] hash = java.security.MessageDigest.getInstance("SHA-256")
                .digest(PlantedSecrets.CALLER_KEY.getBytes(StandardCharsets.UTF_8));
        return "alice:" + java.util.HexFormat.of().formatHex(hash);
    }

    @Test
    void everyRouteIsInTheList() throws Exception {
        try (Gateway gateway = new Gateway(environment)) {
            String message = Json.read(gateway.get("/no-such-path").body()).textOrEmpty("message");
            Set<String> known = ROUTE.matcher(message)
                    .results()
                    .map(MatchResult::group)
                    .collect(Collectors.toCollection(TreeSet::new));
            // AdminApiOverHttpTest asks each of these, with keys and prompts planted.
            known.removeIf(route -> route.contains(" /admin"));

            assertThat(known).isEqualTo(new TreeSet<>(ROUTES.keySet()));
        }
    }

    @Test
    void noRouteTellsWhatItsCallerSendsAsAKey() throws Exception {
        try (Gateway gateway = new Gateway(environment)) {
            for (String route : ROUTES.keySet()) {
                String path =
                        route.substring(route.lastIndexOf(' ') + 1).replaceAll("\\{[^}]*}", PlantedSecrets.CALLER_KEY);
                for (String asked :
                        List.of(path + "?key=" + PlantedSecrets.CALLER_KEY, path + "/" + PlantedSecrets.CALLER_KEY)) {
                    HttpResponse<String> response = gateway.postAs(
                            PlantedSecrets.CALLER_KEY,
                            asked,
                            "{\"model\":\"" + PlantedSecrets.CALLER_KEY + "\",\"" + PlantedSecrets.CALLER_KEY
                                    + "\":1}");
                    PlantedSecrets.assertNoneIn(route, response.headers() + response.body());
                }
            }
        }
        PlantedSecrets.assertNoneIn("the log", log.text());
    }

    @Test
    void noCommandTellsACredential() throws Exception {
        new KeyEditor(CallerSource.of(Files.writeString(folder.resolve("callers.json"), "{\"callers\":{}}")));
        answer = Echo.UNAUTHORIZED.response(PlantedSecrets.KEY, 0);
        for (Map.Entry<String, List<String>> command : COMMANDS.entrySet()) {
            List<String> args = new ArrayList<>(List.of(command.getKey().split(" ")));
            command.getValue().forEach(arg -> args.add(arg.replace("FOLDER", folder.toString())));
            Terminal terminal = new Terminal(environment);
            terminal.run(args.toArray(String[]::new));
            PlantedSecrets.assertNoneIn(command.getKey(), terminal.out() + terminal.err());
            terminal.run(command.getKey(), "--" + PlantedSecrets.KEY, PlantedSecrets.FILE_KEY);
            terminal.run(command.getKey(), "--help");
            assertThat(terminal.out() + terminal.err()).as(command.getKey()).isNotBlank();
        }
        PlantedSecrets.assertNoneIn("the log", log.text());
    }

    @Test
    void everyCommandIsInTheList() {
        assertThat(Main.allCommands(Main.commandLine(new Terminal(environment).console()))
                        .keySet())
                .isEqualTo(COMMANDS.keySet());
    }

    @Test
    void noFormatOfTheLogTellsACredential() {
        Redactor.register(PlantedSecrets.KEY);
        for (String spelt : PlantedSecrets.spellings(PlantedSecrets.KEY).values()) {
            LogRecord event = new LogRecord(Level.INFO, "said {0}");
            event.setLoggerName("dev.llmconnect");
            event.setParameters(new Object[] {spelt});
            event.setThrown(new IllegalStateException(spelt, new IOException(spelt)));
            Logger.getLogger("dev.llmconnect").log(event);
            LogRecord fields = new LogRecord(Level.INFO, "{0}");
            fields.setLoggerName("dev.llmconnect");
            fields.setParameters(new Object[] {Map.of("a", spelt)});
            Logger.getLogger("dev.llmconnect").log(fields);
        }
        assertThat(log.text()).contains("said [REDACTED]");
        PlantedSecrets.assertNoneIn("the log", log.text());
    }

    @Test
    void noExceptionTellsACredential() throws Exception {
        Redactor.register(PlantedSecrets.KEY);
        int made = 0;
        for (Class<?> type : publicTypes()) {
            for (Constructor<?> constructor : type.getConstructors()) {
                // Carries the answer of the model for the caller, which is content.
                boolean holdsContent = type.getSimpleName().equals("StructuredOutputException");
                if (LLMException.class.isAssignableFrom(type)
                        && !Modifier.isAbstract(type.getModifiers())
                        && !holdsContent) {
                    made++;
                    assertTellsNothing((LLMException) constructor.newInstance(arguments(constructor)));
                }
            }
        }
        assertThat(made).isGreaterThan(10);
    }

    private static Object[] arguments(Constructor<?> constructor) {
        Throwable cause = new IllegalStateException("outer", new IOException("from " + PlantedSecrets.KEY));
        return Stream.of(constructor.getParameterTypes())
                .map(type -> type == String.class
                        ? "the key " + PlantedSecrets.KEY
                        : type == Throwable.class
                                ? cause
                                : type.getSimpleName().equals("ErrorDetails")
                                        ? dev.llmconnect.ErrorDetails.builder()
                                                .providerMessage(PlantedSecrets.KEY)
                                                .providerCode(PlantedSecrets.KEY)
                                                .build()
                                        : EMPTY.get(type))
                .toArray();
    }

    private static void assertTellsNothing(LLMException failure) throws IOException {
        ByteArrayOutputStream serialized = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(serialized)) {
            out.writeObject(failure);
        }
        PlantedSecrets.assertNoneIn(
                failure.getClass().getName(),
                failure
                        + StderrLog.trace(failure)
                        + failure.toMap("1")
                        + failure.details().providerMessage()
                        + serialized.toString(StandardCharsets.ISO_8859_1));
    }

    /** A record shows every component unless it says otherwise. The catalogue is our own list of public addresses. */
    @Test
    void noRecordShowsACredentialOrTheUserInfoOfAnAddress() throws Exception {
        String address = PlantedSecrets.withUserInfo("https://p.example/v1");
        int made = 0;
        for (Class<?> type : ArchitectureTest.PRODUCT.stream()
                .filter(it -> it.isRecord() && !it.getSimpleName().equals("CatalogEntry"))
                .<Class<?>>map(com.tngtech.archunit.core.domain.JavaClass::reflect)
                .toList()) {
            RecordComponent[] components = type.getRecordComponents();
            if (Stream.of(components).noneMatch(SecretsInOutputsTest::holdsCredential)) {
                continue;
            }
            Object[] values = Stream.of(components)
                    .map(it -> holdsCredential(it)
                            ? it.getName().matches("(?i).*(url|uri|endpoint)") ? address : PlantedSecrets.FILE_KEY
                            : EMPTY.get(it.getType()))
                    .toArray();
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            try {
                PlantedSecrets.assertNoneIn(type.getName(), String.valueOf(constructor.newInstance(values)));
                made++;
            } catch (InvocationTargetException e) {
                assertThat(e.getCause())
                        .as(type.getName())
                        .isInstanceOfAny(NullPointerException.class, LLMException.class);
            }
        }
        assertThat(made).isPositive();
    }

    private static final Map<Class<?>, Object> EMPTY = Map.of(
            String.class,
            "some",
            int.class,
            1,
            long.class,
            1L,
            boolean.class,
            false,
            double.class,
            1.0,
            List.class,
            List.of(),
            Map.class,
            Map.of(),
            Set.class,
            Set.of());

    private static boolean holdsCredential(RecordComponent component) {
        return component.getType() == String.class
                && component
                        .getName()
                        .matches(
                                "(?i)(base|proxy)?(url|uri|endpoint)|.*(apiKey|secret|password|credential|authorization)");
    }

    private static List<Class<?>> publicTypes() {
        return ArchitectureTest.PRODUCT.stream()
                .filter(type -> type.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.PUBLIC))
                .<Class<?>>map(com.tngtech.archunit.core.domain.JavaClass::reflect)
                .toList();
    }

    /** Everything that any logger says, in both formats. */
    private static final class EveryLog extends Handler implements AutoCloseable {
        private final Logger root = Logger.getLogger("dev.llmconnect");
        private final List<String> lines = new CopyOnWriteArrayList<>();

        EveryLog() {
            setLevel(Level.ALL);
            root.setLevel(Level.ALL);
            root.setUseParentHandlers(false);
            root.addHandler(this);
        }

        String text() {
            return String.join("", lines);
        }

        @Override
        public void publish(LogRecord event) {
            lines.add(StderrLog.formatter(Map.of()).format(event));
            lines.add(StderrLog.formatter(Map.of("LLM_CONNECT_LOG_FORMAT", "json"))
                    .format(event));
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            root.removeHandler(this);
            root.setUseParentHandlers(true);
            root.setLevel(null);
        }
    }
}
