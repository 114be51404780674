package dev.llmconnect.cli;

import dev.llmconnect.cli.Main.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Does once what a server does, so that a JVM that is told to can note which classes that takes and put them into a class-data archive.
 * It asks nobody but itself.
 */
@Command(
        mixinStandardHelpOptions = true,
        description =
                "Serves a few calls to itself and exits. With bin/llm-connect, writes the class-data archive that halves the"
                        + " time of later starts; the first `serve` does so by itself.")
final class WarmupCommand implements Callable<Integer> {
    private static final int ROUNDS = 10;
    /** Long enough to be looked for in the log. */
    private static final String KEY = "no-key-of-anybody";

    private static final String TEXT = "Warm up, please: \\u00e9 \u00e9";

    /** What is called: a model of the default provider, one of another API, one of the process itself. */
    private static final List<String> MODELS = List.of("warm", "warm-up-messages", "warm-up-mock");

    private static final String PROFILES =
            "{\"warm-up-messages\":{\"provider\":\"anthropic\",\"model\":\"claude-warm\",\"max_tokens\":10},"
                    + "\"warm-up-mock\":{\"provider\":\"mock\",\"model\":\"mock/echo\",\"temperature\":0.5}}";

    /** A request of the training, and the status of its answer. */
    private record Call(String request, int status) {}

    private final Console console;

    WarmupCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Path data = Files.createTempDirectory("llm-connect-warmup");
        try (WarmupProvider provider = new WarmupProvider()) {
            // Usage is written as in service: a database's driver has many classes.
            Map<String, String> environment = Map.of(
                    "OPENROUTER_API_KEY",
                    KEY,
                    "LLM_CONNECT_OPENROUTER_BASE_URL",
                    provider.url(),
                    "ANTHROPIC_API_KEY",
                    KEY,
                    "LLM_CONNECT_ANTHROPIC_BASE_URL",
                    provider.url(),
                    "LLM_CONNECT_PROFILES_JSON",
                    PROFILES,
                    "XDG_DATA_HOME",
                    data.toString());
            CommandLine program = Main.commandLine(
                    new Console(environment, console.in(), new PrintWriter(Writer.nullWriter()), console.err()),
                    Main.SERVE);
            ServeCommand serve = Objects.requireNonNull(program.getSubcommands().get(Main.SERVE))
                    .getCommand();
            serve.serving(server -> makeAll(server.port()));
            return program.execute(
                    Main.SERVE, "--port", "0", "--provider", "openrouter", "--drain-notice-seconds", "0");
        } finally {
            delete(data);
        }
    }

    private static void makeAll(int port) {
        List<Call> calls = calls();
        for (int round = 0; round < ROUNDS; round++) {
            for (Call call : calls) {
                make(port, call);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Every API, each in one piece and streamed, on providers of two APIs; and what goes wrong every day. */
    private static List<Call> calls() {
        List<Call> calls = new ArrayList<>();
        for (String path : List.of("/health", "/ready", "/metrics", "/v1/models")) {
            calls.add(call("GET " + path, "", 200));
        }
        for (String model : MODELS) {
            for (boolean stream : new boolean[] {false, true}) {
                calls.addAll(calls(model, stream));
            }
        }
        String prompt = "{\"prompt\":\"" + TEXT + "\"";
        calls.add(call("POST /execute", prompt + "}", 200));
        calls.add(call("POST /execute", prompt + ",\"config\":{\"model_name\":\"custodian-triage-balanced\"}}", 200));
        calls.add(call("POST /execute", prompt, 400));
        calls.add(call("POST /v1/chat/completions", prompt + "}", 400));
        calls.add(call("POST /execute", "{\"prompt\":\"" + WarmupProvider.FAILING + "\"}", 502));
        calls.add(call("GET /nowhere", "", 404));
        return calls;
    }

    private static List<Call> calls(String model, boolean stream) {
        String start = "{\"model\":\"" + model + "\",\"stream\":" + stream;
        String messages = ",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"" + TEXT + "\"}]}";
        String tools =
                ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"look\",\"parameters\":{\"type\":\"object\"}}}]";
        return List.of(
                call(
                        "POST /execute",
                        "{\"prompt\":\"" + TEXT + "\",\"stream\":" + stream + ",\"config\":{\"model_name\":\"" + model
                                + "\",\"max_tokens\":10}}",
                        200),
                call("POST /v1/chat/completions", start + messages, 200),
                call("POST /v1/chat/completions", start + tools + messages, 200),
                call("POST /v1/responses", start + ",\"input\":\"" + TEXT + "\"}", 200),
                call("POST /v1/messages", start + messages, 200),
                call("POST /api/chat", start + messages.replace(",\"max_tokens\":10", ""), 200),
                call(
                        "POST /v1beta/models/" + model
                                + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent"),
                        "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"" + TEXT + "\"}]}]}",
                        200));
    }

    private static Call call(String methodAndPath, String body, int status) {
        return new Call(
                methodAndPath
                        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body,
                status);
    }

    private static void make(int port, Call call) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(call.request().getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!answer.startsWith("HTTP/1.1 " + call.status() + " ")) {
                throw new IllegalStateException("a call to itself, "
                        + call.request().lines().findFirst().orElse("") + ", was answered with " + answer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
