package dev.llmconnect.bench.scenario;

import dev.llmconnect.bench.Settings;
import dev.llmconnect.bench.gateway.CallShape;
import dev.llmconnect.bench.gateway.Endpoint;
import dev.llmconnect.bench.gateway.Gateway;
import dev.llmconnect.bench.gateway.Http;
import dev.llmconnect.bench.gateway.Jdk;
import dev.llmconnect.bench.gateway.LlmConnect;
import dev.llmconnect.bench.gateway.Peers;
import dev.llmconnect.bench.gateway.Stub;
import dev.llmconnect.bench.load.CallTemplate;
import dev.llmconnect.bench.load.ClosedLoop;
import dev.llmconnect.bench.load.Hangups;
import dev.llmconnect.bench.report.MarkdownReport;
import dev.llmconnect.bench.report.Measurement;
import dev.llmconnect.bench.report.Results;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What scenarios share: the stub, the gateways that run beside each other, and where results go. */
public final class Bench implements AutoCloseable {
    /** The peer that the targets name. */
    static final String PORTKEY = "portkey";

    private final Settings settings;
    private final List<Jdk> jdks;
    private final Path logs;
    private final Stub stub;
    private final LlmConnect llmConnect;
    private final Peers peers;
    private final Results results = new Results();
    private final Map<List<Object>, String> refusals = new HashMap<>();
    private final List<Gateway> lineup = new ArrayList<>();

    /** Starts the stub. */
    public Bench(Settings settings) throws IOException, InterruptedException {
        this.settings = settings;
        jdks = Jdk.seventeenAndNewest();
        logs = settings.output().resolve("logs");
        stub = Stub.start(newestJdk(), logs);
        llmConnect = new LlmConnect(settings.root(), logs, stub, settings.javaOptions(), settings.serveArguments());
        peers = new Peers(
                settings.root().resolve("bench/peers"), settings.output().resolve("peers"), logs, stub);
        for (Jdk jdk : jdks()) {
            llmConnect.makeArchive(jdk);
        }
    }

    Settings settings() {
        return settings;
    }

    Stub stub() {
        return stub;
    }

    LlmConnect llmConnect() {
        return llmConnect;
    }

    /** Those of JDK 17 and the newest on which llm-connect takes part. */
    List<Jdk> jdks() {
        return jdks.stream().filter(jdk -> takesPart(nameOn(jdk))).toList();
    }

    /** The newest JDK: the one {@code bin/llm-connect} picks. */
    public Jdk newestJdk() {
        return jdks.get(jdks.size() - 1);
    }

    /** How llm-connect on a JDK is called in the report. */
    public static String nameOn(Jdk jdk) {
        return "llm-connect-" + jdk.major();
    }

    /** What was measured so far. */
    public Results results() {
        return results;
    }

    /** Whether a gateway of this name was asked for. */
    boolean takesPart(String name) {
        return settings.gateways().isEmpty() || settings.gateways().stream().anyMatch(name::startsWith);
    }

    /** All gateways, started and warm, first the direct way; they stay up until the end of the run. */
    List<Gateway> lineup() throws IOException, InterruptedException {
        if (lineup.isEmpty()) {
            lineup.add(stub.direct());
            for (Jdk jdk : jdks()) {
                lineup.add(llmConnect.start(jdk));
            }
            for (String peer : peers()) {
                lineup.add(startPeer(peer));
            }
            for (Gateway gateway : lineup) {
                warmUp(gateway);
            }
        }
        return List.copyOf(lineup);
    }

    /** The gateways of others that take part. */
    List<String> peers() {
        return settings.peers().stream()
                .filter(peer -> takesPart(Peers.name(peer)))
                .toList();
    }

    Gateway startPeer(String peer) throws IOException, InterruptedException {
        return peers.start(peer);
    }

    /** By the number of calls, not by time: what is compiled depends on how often it ran, also on a busy machine. */
    private void warmUp(Gateway gateway) throws InterruptedException {
        System.out.println("  warming up " + gateway.name());
        for (Endpoint endpoint : Endpoint.values()) {
            warmUp(gateway, endpoint, CallShape.unary(1000), settings.warmUpCalls());
            warmUp(gateway, endpoint, CallShape.stream(1000), settings.warmUpCalls() / 4);
            warmUp(gateway, endpoint, CallShape.unary(50_000), settings.warmUpCalls() / 10);
        }
    }

    /** The same through an endpoint; does nothing where the gateway does not answer such calls. */
    void warmUp(Gateway gateway, Endpoint endpoint, CallShape shape, int calls) throws InterruptedException {
        Optional<CallTemplate> call = call(gateway, endpoint, shape);
        if (call.isPresent()) {
            warmUp(call.get(), calls);
        }
    }

    /** Makes so many calls, but stops after a quarter of a minute. */
    static void warmUp(CallTemplate call, int calls) throws InterruptedException {
        try (ClosedLoop load = new ClosedLoop(call, 32, calls, Hangups.NONE)) {
            load.connect();
            load.begin();
            load.awaitSpent(Duration.ofSeconds(15));
        }
    }

    /** The call to make; empty, and noted in the report, where the gateway does not answer such calls. */
    Optional<CallTemplate> call(Gateway gateway, Endpoint endpoint, CallShape shape) throws InterruptedException {
        Optional<CallTemplate> call = gateway.call(endpoint, shape);
        if (call.isEmpty()) {
            return call;
        }
        List<Object> key = List.of(gateway.name(), endpoint, shape.stream());
        String refusal = refusals.get(key);
        if (refusal == null) {
            refusal = refusal(gateway, endpoint, shape.stream() ? CallShape.stream(1000) : CallShape.unary(1000));
            refusals.put(key, refusal);
        }
        if (refusal.isEmpty()) {
            return call;
        }
        results.skip(gateway.name() + " " + endpoint.label() + (shape.stream() ? " stream" : " unary"), refusal);
        return Optional.empty();
    }

    private static String refusal(Gateway gateway, Endpoint endpoint, CallShape shape) throws InterruptedException {
        try {
            HttpResponse<String> answer =
                    Http.post(gateway.uri(endpoint), gateway.headers(), gateway.json(endpoint, shape));
            boolean streamed =
                    answer.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
            if (answer.statusCode() == 200 && answer.body().contains("zq") && streamed == shape.stream()) {
                return "";
            }
            String body = answer.body();
            return "status " + answer.statusCode() + ", " + body.substring(0, Math.min(200, body.length()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Adds a measurement and prints it. */
    void add(String scenario, String gateway, Map<String, String> setup, int round, Map<String, Double> values) {
        results.add(new Measurement(scenario, gateway, setup, round, values));
        System.out.println("  " + String.join(" ", setup.values()) + " [" + round + "] " + gateway + ": "
                + values.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + MarkdownReport.number(entry.getValue()))
                        .collect(Collectors.joining(" ")));
    }

    /** Ends everything that was started. */
    @Override
    public void close() {
        lineup.forEach(Gateway::close);
        stub.close();
    }
}
