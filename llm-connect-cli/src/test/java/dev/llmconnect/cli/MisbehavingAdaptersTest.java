package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A plugin whose adapter throws an error, gives null or blocks in any one of its methods hurts only its own calls, and is named. All of
 * them are installed in one server; the methods are found by reflection, so that a new one is tried as well.
 */
@Timeout(120)
class MisbehavingAdaptersTest {
    private static final List<String> FAULTS = List.of("linkage", "stack", "assertion", "null", "block");
    private static final int TIMEOUT_SECONDS = 2;

    @TempDir
    static Path plugins;

    private static Map<String, String> environment = Map.of();

    /** Names such as {@code LLMAdapter.models-block}. */
    static List<String> providers() {
        return Stream.of(LLMAdapter.class, LLMStream.class, Iterator.class)
                .flatMap(type -> Arrays.stream(type.getMethods())
                        .filter(method -> !Modifier.isStatic(method.getModifiers()))
                        .map(Method::getName)
                        .distinct()
                        .map(method -> type.getSimpleName() + "." + method))
                .flatMap(method -> FAULTS.stream().map(fault -> method + "-" + fault))
                .toList();
    }

    @BeforeAll
    static void install() throws Exception {
        Path home = Files.createDirectories(plugins.resolve("home"));
        String names = String.join("\", \"", providers());
        new PluginJar()
                .source("Misbehaving", """
                        import dev.llmconnect.*;
                        import dev.llmconnect.spi.*;
                        import java.lang.reflect.*;
                        import java.util.*;

                        public class Misbehaving implements LLMAdapterProvider {
                            private final String name;
                            Misbehaving(String name) { this.name = name; }
                            public int apiVersion() { return API_VERSION; }
                            public String name() { return name; }
                            public String description() { return "misbehaves"; }
                            public LLMAdapter create(AdapterSettings settings) {
                                return (LLMAdapter) around(LLMAdapter.class, new Working(name));
                            }
                            Object around(Class<?> type, Object well) {
                                return Proxy.newProxyInstance(Misbehaving.class.getClassLoader(), new Class<?>[] {type},
                                        (proxy, method, arguments) -> {
                                    String[] chosen = name.split("-");
                                    if (chosen[0].equals(type.getSimpleName() + "." + method.getName())) {
                                        return misbehave(chosen[1]);
                                    }
                                    try {
                                        Object value = method.invoke(well, arguments);
                                        return value instanceof LLMStream stream ? around(LLMStream.class, stream)
                                                : value instanceof Iterator<?> events ? around(Iterator.class, events)
                                                : value;
                                    } catch (InvocationTargetException e) {
                                        throw e.getCause();
                                    }
                                });
                            }
                            static Object misbehave(String how) throws Throwable {
                                switch (how) {
                                    case "linkage": throw new LinkageError("on purpose");
                                    case "stack": throw new StackOverflowError("on purpose");
                                    case "assertion": throw new AssertionError("on purpose");
                                    case "null": return null;
                                    default:
                                        new java.util.concurrent.CountDownLatch(1).await();
                                        return null;
                                }
                            }
                        }
                        """)
                .source("Working", """
                        import dev.llmconnect.*;
                        import java.util.*;

                        public class Working implements LLMAdapter {
                            private final String name;
                            Working(String name) { this.name = name; }
                            public String provider() { return name; }
                            public LLMResponse execute(LLMRequest request) {
                                return LLMResponse.builder().content("worked").model("m").build();
                            }
                            public LLMStream stream(LLMRequest request) { return LLMStream.of(execute(request)); }
                            public EmbeddingResponse embed(EmbeddingRequest request) {
                                return EmbeddingResponse.builder().embeddings(List.of(Embedding.of(1f))).model("m").build();
                            }
                            public OptionalLong countTokens(LLMRequest request) { return OptionalLong.of(7); }
                            public List<ModelInfo> models() { return List.of(ModelInfo.of("m", name)); }
                        }
                        """)
                .source("Catalog", """
                        import dev.llmconnect.spi.*;
                        import java.util.*;
                        import java.util.stream.*;

                        public class Catalog implements ProviderCatalog {
                            public List<LLMAdapterProvider> providers() {
                                return Stream.of("%s").map(Misbehaving::new)
                                        .collect(Collectors.toList());
                            }
                        }
                        """.formatted(names))
                .catalog("Catalog")
                .writeTo(plugins.resolve("misbehaving.jar"));
        environment = Map.of(
                "LLM_CONNECT_PROVIDER", "router",
                "LLM_CONNECT_PLUGINS", plugins.toString(),
                "XDG_DATA_HOME", home.toString());
    }

    @AfterAll
    static void forget() {
        environment = Map.of();
    }

    @Test
    void eachHurtsOnlyItsOwnCallsAndIsNamed() throws Exception {
        Queue<String> log = new ConcurrentLinkedQueue<>();
        Handler handler = keepIn(log);
        Logger root = Logger.getLogger("dev.llmconnect");
        root.addHandler(handler);
        ExecutorService clients = Executors.newCachedThreadPool();
        long closing;
        try (Gateway gateway = new Gateway(environment)) {
            CompletableFuture<Answer> models =
                    CompletableFuture.supplyAsync(() -> get(gateway, "/v1/models?all=true"), clients);
            Map<String, CompletableFuture<Answer>> answers = new LinkedHashMap<>();
            for (String provider : providers()) {
                calls(provider)
                        .forEach((path, body) -> answers.put(
                                provider + " " + path,
                                CompletableFuture.supplyAsync(
                                        () -> post(gateway, path.split(" ", -1)[0], body), clients)));
            }
            for (int i = 0; i < 10; i++) {
                assertThat(post(gateway, "/execute", execute("mock/hello", "")).status())
                        .isEqualTo(200);
            }

            answers.forEach((call, answer) -> {
                Answer came = answer.orTimeout(30, TimeUnit.SECONDS).join();
                String provider = call.split(" ", -1)[0];
                if (came.status() != 200 || came.body().contains("\"error\"")) {
                    assertThat(came.body()).as(call).contains("\"message\"").doesNotContain("\tat ");
                    assertThat(came.body() + log)
                            .as("%s is named: %s", call, came.body())
                            .contains(provider);
                } else {
                    assertThat(came.body()).as(call).containsAnyOf("worked", "embedding", "input_tokens");
                }
            });
            assertThat(failed(answers))
                    .as("what misbehaves in answering fails")
                    .contains("LLMAdapter.execute-linkage", "LLMAdapter.execute-block", "LLMStream.response-null");
            Answer listed = models.orTimeout(30, TimeUnit.SECONDS).join();
            assertThat(listed.status()).isEqualTo(200);
            assertThat(listed.body()).contains("\"mock/", "LLMAdapter.execute-stack/m");
            assertThat(log.toString()).contains("LLMAdapter.models-null", "LLMAdapter.models-block");
            closing = System.nanoTime();
        } finally {
            clients.shutdownNow();
            root.removeHandler(handler);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - closing)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void theCommandsListThemAndTheOthers() {
        for (String command : List.of("providers", "profiles")) {
            Terminal terminal = new Terminal(environment);
            assertThat(terminal.run(command)).as(terminal.err()).isZero();
            assertThat(terminal.out()).contains(command.equals("providers") ? "mock" : "custodian-triage-balanced");
        }
    }

    private static List<String> failed(Map<String, CompletableFuture<Answer>> answers) {
        return answers.entrySet().stream()
                .filter(answer -> answer.getValue().join().body().contains("\"message\""))
                .map(answer -> answer.getKey().split(" ", -1)[0])
                .distinct()
                .toList();
    }

    private static Map<String, String> calls(String provider) {
        String model = provider + "/m";
        Map<String, String> calls = new LinkedHashMap<>();
        calls.put("/execute", execute(model, ""));
        calls.put("/execute streamed", execute(model, ",\"stream\":true"));
        calls.put("/v1/embeddings", "{\"model\":\"%s\",\"input\":\"Hi\"}".formatted(model));
        calls.put(
                "/v1/messages/count_tokens",
                "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}".formatted(model));
        if (provider.matches("LLMAdapter\\.(embed|countTokens|target|provider)-block")) {
            // These formats have no timeout, so it would be waited for as long as a call may take.
            calls.keySet().removeIf(path -> path.startsWith("/v1/"));
        }
        return calls;
    }

    private static String execute(String model, String more) {
        return "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"%s\",\"timeout_seconds\":%d}%s}"
                .formatted(model, TIMEOUT_SECONDS, more);
    }

    /** What a client got; a stream that was cut has the status 0. */
    private record Answer(int status, String body) {
        static Answer of(HttpResponse<String> response) {
            return new Answer(response.statusCode(), response.body());
        }
    }

    private static Answer post(Gateway gateway, String path, String body) {
        try {
            return Answer.of(gateway.post(path, body));
        } catch (IOException e) {
            return new Answer(0, "{\"message\":\"cut\"}");
        } catch (InterruptedException e) {
            throw new AssertionError(path + " " + body, e);
        }
    }

    private static Answer get(Gateway gateway, String path) {
        try {
            return Answer.of(gateway.get(path));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(path, e);
        }
    }

    private static Handler keepIn(Queue<String> log) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                log.add(new SimpleFormatter().formatMessage(line) + " " + line.getThrown());
            }

            @Override
            public void flush() {
                // Nothing is held back.
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }
}
