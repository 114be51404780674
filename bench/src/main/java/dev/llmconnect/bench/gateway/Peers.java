package dev.llmconnect.bench.gateway;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.Moshi;
import dev.llmconnect.bench.stub.StubModel;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Starts the gateways of others. Each has a script, {@code bench/peers/NAME.sh} or one whose path is given: {@code start STUB PORT} runs the
 * gateway in front of the stub and prints one line of JSON as soon as it answers: {@code url} of its Chat Completions, and where it needs them
 * {@code headers} for each call and a {@code modelPrefix} for the names of models.
 */
public final class Peers {
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

    private static final Pattern READY = Pattern.compile("(\\{.*\\})");

    private static final JsonAdapter<Object> JSON = new Moshi.Builder().build().adapter(Object.class);

    private final Path scripts;
    private final Path folders;
    private final Path logs;
    private final Stub stub;

    /**
     * Peers that call the stub given.
     *
     * @param scripts the folder of those that are known by name
     * @param folders the folder that has one for each peer, with what was installed for it
     */
    public Peers(Path scripts, Path folders, Path logs, Stub stub) {
        this.scripts = scripts;
        this.folders = folders;
        this.logs = logs;
        this.stub = stub;
    }

    /** How a peer is called in the report: its script's name without the ending. */
    public static String name(String peer) {
        String file = String.valueOf(Path.of(peer).getFileName());
        return file.endsWith(".sh") ? file.substring(0, file.length() - 3) : file;
    }

    /** Starts a peer and waits until it is ready. */
    public Gateway start(String peer) throws IOException, InterruptedException {
        String name = name(peer);
        Path script = peer.contains("/") ? Path.of(peer) : scripts.resolve(name + ".sh");
        Path folder = Files.createDirectories(folders.resolve(name));
        Map<String, String> environment = Map.of(
                "BENCH_PEER_FOLDER",
                folder.toString(),
                "BENCH_MODELS",
                StubModel.FOR_PEERS.stream().map(StubModel::name).collect(Collectors.joining(" ")));
        List<String> command =
                List.of(script.toString(), "start", stub.base().toString(), Integer.toString(freePort()));
        GatewayProcess process = GatewayProcess.start(name, command, environment, logs, READY);
        try {
            return gateway(name, process, process.ready(START_TIMEOUT));
        } catch (IOException | RuntimeException e) {
            process.close();
            throw e;
        }
    }

    private static Gateway gateway(String name, GatewayProcess process, String readyLine) throws IOException {
        if (!(JSON.fromJson(readyLine) instanceof Map<?, ?> ready) || !(ready.get("url") instanceof String url)) {
            throw new IOException(name + " should print a line of JSON with a url, and printed " + readyLine);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        if (ready.get("headers") instanceof Map<?, ?> given) {
            given.forEach((header, value) -> headers.put(String.valueOf(header), String.valueOf(value)));
        }
        String prefix = ready.get("modelPrefix") instanceof String text ? text : "";
        URI chat = URI.create(url);
        return new Gateway(
                name, Optional.of(process), chat.resolve("/"), Map.of(Endpoint.OPENAI, chat), headers, prefix);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
