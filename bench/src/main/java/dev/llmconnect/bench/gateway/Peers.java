package dev.llmconnect.bench.gateway;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Starts the gateways of others. */
public final class Peers {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    // they are asked over HTTP instead
    private static final Pattern NEVER = Pattern.compile("(?!)()");

    private final Path logs;
    private final Stub stub;

    /** Peers that call the stub given. */
    public Peers(Path logs, Stub stub) {
        this.logs = logs;
        this.stub = stub;
    }

    /**
     * The Portkey gateway.
     *
     * @param folder where {@code @portkey-ai/gateway} was installed with npm
     */
    public Gateway portkey(Path folder) throws IOException, InterruptedException {
        int port = freePort();
        Path script = folder.resolve("node_modules/@portkey-ai/gateway/build/start-server.js");
        if (!Files.isRegularFile(script)) {
            throw new IOException("no " + script + ": install @portkey-ai/gateway with npm");
        }
        URI base = URI.create("http://127.0.0.1:" + port);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-portkey-provider", "openai");
        headers.put("x-portkey-custom-host", stub.base() + "/v1");
        headers.put("Authorization", "Bearer sk-bench-0123456789abcdef");
        return start(
                "portkey",
                List.of("node", script.toString(), "--port=" + port, "--headless"),
                base.resolve("/"),
                base.resolve("/v1/chat/completions"),
                headers);
    }

    /**
     * The gateways that {@code BENCH_PEERS} names, one {@code name=command=URL} each, separated by {@code ;}. In the
     * command and the URL, {@code {stub}} stands for the stub's {@code http://127.0.0.1:PORT} and {@code {port}} for a
     * free port. The URL is that of the gateway's Chat Completions.
     */
    public List<Gateway> named(String text) throws IOException, InterruptedException {
        List<Gateway> gateways = new ArrayList<>();
        for (String peer : text.split("[;\n]", -1)) {
            if (peer.isBlank()) {
                continue;
            }
            String filled = peer.strip()
                    .replace("{stub}", stub.base().toString())
                    .replace("{port}", Integer.toString(freePort()));
            int first = filled.indexOf('=');
            int last = filled.lastIndexOf('=');
            if (first <= 0 || first == last) {
                throw new IllegalArgumentException("BENCH_PEERS: expected name=command=URL, got " + peer);
            }
            URI url = URI.create(filled.substring(last + 1).strip());
            String command = filled.substring(first + 1, last).strip();
            gateways.add(start(filled.substring(0, first), List.of("sh", "-c", "exec " + command), url, url, Map.of()));
        }
        return gateways;
    }

    private Gateway start(String name, List<String> command, URI health, URI chat, Map<String, String> headers)
            throws IOException, InterruptedException {
        GatewayProcess process = GatewayProcess.start(name, command, Map.of(), logs, NEVER);
        try {
            Http.awaitAnswer(health, process, PATIENCE);
        } catch (IOException e) {
            process.close();
            throw e;
        }
        return new Gateway(name, Optional.of(process), health, Map.of(Endpoint.OPENAI, chat), headers);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
