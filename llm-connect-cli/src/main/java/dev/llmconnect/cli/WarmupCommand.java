package dev.llmconnect.cli;

import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.server.LLMServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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
    private static final int ROUNDS = 100;
    private static final String PROFILES =
            "{\"warm-up\":{\"provider\":\"mock\",\"model\":\"mock/echo\",\"temperature\":0.5}}";

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
                    "no-key",
                    "LLM_CONNECT_OPENROUTER_BASE_URL",
                    provider.url(),
                    "LLM_CONNECT_PROFILES_JSON",
                    PROFILES,
                    "LLM_CONNECT_DATA_DIR",
                    data.toString());
            CommandLine program =
                    Main.commandLine(new Console(environment, console.in(), console.out(), console.err()), "serve");
            ServeCommand serve = (ServeCommand) program.parseArgs("serve", "--port", "0", "--provider", "openrouter")
                    .subcommand()
                    .commandSpec()
                    .userObject();
            try (AdapterAssembly assembly = serve.assemble();
                    LLMServer server = serve.server(assembly)) {
                server.start();
                assembly.setUpProviders();
                for (int round = 0; round < ROUNDS; round++) {
                    for (String request : requests()) {
                        call(server.port(), request);
                    }
                }
            }
        } finally {
            delete(data);
        }
        return 0;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static List<String> requests() {
        String prompt = "{\"prompt\":\"Warm up, please: \\u00e9 \u00e9\"";
        return List.of(
                request("GET /health", ""),
                request("POST /execute", prompt + "}"),
                request("POST /execute", prompt + ",\"stream\":true}"),
                request("POST /execute", prompt + ",\"config\":{\"model_name\":\"warm-up\",\"max_tokens\":10}}"),
                request("POST /execute", prompt + ",\"config\":{\"model_name\":\"custodian-triage-balanced\"}}"));
    }

    private static String request(String methodAndPath, String body) {
        return methodAndPath + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    private static void call(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!answer.startsWith("HTTP/1.1 200 ")) {
                throw new IllegalStateException("a call to itself was answered with " + answer);
            }
        }
    }
}
