package dev.llmconnect.bench.gateway;

import dev.llmconnect.bench.stub.StubProvider;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The stub provider, in a process of its own, so that its pauses and its CPU are nobody else's. */
public final class Stub implements AutoCloseable {
    private final GatewayProcess process;
    private final URI base;

    private Stub(GatewayProcess process, URI base) {
        this.process = process;
        this.base = base;
    }

    /** Starts it with the java given. */
    public static Stub start(Jdk jdk, Path logs) throws IOException, InterruptedException {
        List<String> command = List.of(
                jdk.home().resolve("bin/java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                StubProvider.class.getName());
        GatewayProcess process = GatewayProcess.start("stub", command, Map.of(), logs, Pattern.compile("(\\d+)"));
        return new Stub(process, URI.create("http://127.0.0.1:" + process.ready(Duration.ofSeconds(20))));
    }

    /** {@code http://127.0.0.1:PORT}. */
    public URI base() {
        return base;
    }

    /** Calls straight to the stub: the baseline of every added latency. */
    public Gateway direct() {
        return new Gateway(
                "direct",
                Optional.empty(),
                base.resolve("/counts"),
                Map.of(Endpoint.OPENAI, base.resolve("/v1/chat/completions")),
                Map.of(),
                "");
    }

    /** What it has counted so far: started, answered, abandoned, and the peak since the last look. */
    public Map<String, Long> counts() throws IOException, InterruptedException {
        Map<String, Long> counts = new HashMap<>();
        Http.get(base.resolve("/counts")).body().lines().forEach(line -> {
            int equals = line.indexOf('=');
            counts.put(line.substring(0, equals), Long.valueOf(line.substring(equals + 1)));
        });
        return counts;
    }

    /** What the system says of its process. */
    public ProcessFigures figures() {
        return process.figures();
    }

    @Override
    public void close() {
        process.close();
    }
}
