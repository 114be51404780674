package dev.llmconnect.bench.gateway;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Starts {@code llm-connect serve} as a user would, with {@code bin/llm-connect}: its JVM options, its class-data
 * archive, logging, redaction and profiles are what is measured.
 */
public final class LlmConnect {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Pattern LISTENING = Pattern.compile("llm-connect listening on (http\\S+)");

    private final Path root;
    private final Path logs;
    private final Stub stub;
    private final String javaOptions;
    private final List<String> serveArguments;

    /**
     * Starts from the source tree given.
     *
     * @param javaOptions more JVM options for every start
     * @param serveArguments more arguments of {@code serve} for every start
     */
    public LlmConnect(Path root, Path logs, Stub stub, String javaOptions, List<String> serveArguments) {
        this.root = root;
        this.logs = logs;
        this.stub = stub;
        this.javaOptions = javaOptions;
        this.serveArguments = serveArguments;
    }

    /** The fat jar. */
    public Path jar() {
        return root.resolve("llm-connect-cli/target/llm-connect.jar");
    }

    /** Lets the class-data archive be written, as would otherwise happen beside the first measurement. */
    public void makeArchive(Jdk jdk) throws IOException, InterruptedException {
        ProcessBuilder warmUp =
                new ProcessBuilder(root.resolve("bin/llm-connect").toString(), "warmup").inheritIO();
        warmUp.environment().put("LLM_CONNECT_JAVA_HOME", jdk.home().toString());
        if (warmUp.start().waitFor() != 0) {
            throw new IOException("no class-data archive for " + jdk);
        }
    }

    /** One server on the JDK given, with openrouter at the stub. */
    public Gateway start(Jdk jdk) throws IOException, InterruptedException {
        return start("llm-connect-" + jdk.major(), jdk, "openrouter", "", List.of());
    }

    /** One server that differs from the usual in name, provider, JVM options or arguments. */
    public Gateway start(String name, Jdk jdk, String provider, String options, List<String> arguments)
            throws IOException, InterruptedException {
        return start(name, jdk, provider, options, arguments, Map.of());
    }

    /** The same with further variables of the environment. */
    public Gateway start(
            String name,
            Jdk jdk,
            String provider,
            String options,
            List<String> arguments,
            Map<String, String> variables)
            throws IOException, InterruptedException {
        List<String> program = List.of(root.resolve("bin/llm-connect").toString());
        return launch(name, jdk, program, provider, options, arguments, variables);
    }

    /** One server without the launcher and its class-data archive, but with its heap and collector. */
    public Gateway startJar(String name, Jdk jdk, String provider) throws IOException, InterruptedException {
        List<String> java = List.of(
                jdk.home().resolve("bin/java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-jar",
                jar().toString());
        return launch(name, jdk, java, provider, "", List.of(), Map.of());
    }

    private Gateway launch(
            String name,
            Jdk jdk,
            List<String> program,
            String provider,
            String options,
            List<String> arguments,
            Map<String, String> variables)
            throws IOException, InterruptedException {
        Path gcLog = gcFile(name);
        Files.deleteIfExists(gcLog);
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of("serve", "--port", "0", "--provider", provider));
        command.addAll(serveArguments);
        command.addAll(arguments);
        Map<String, String> environment = new HashMap<>(variables);
        environment.put("LLM_CONNECT_JAVA_HOME", jdk.home().toString());
        environment.put(
                "LLM_CONNECT_JAVA_OPTS", ("-Xlog:gc:file=" + gcLog + " " + javaOptions + " " + options).strip());
        environment.put("LLM_CONNECT_OPENROUTER_BASE_URL", stub.base() + "/api/v1");
        environment.put("LLM_CONNECT_DRAIN_NOTICE_SECONDS", "0");
        environment.put("OPENROUTER_API_KEY", "sk-bench-0123456789abcdef");
        GatewayProcess process = GatewayProcess.start(name, command, environment, logs, LISTENING);
        try {
            URI base = URI.create(process.ready(PATIENCE));
            Path running = process.program().orElseThrow().toRealPath();
            if (!running.startsWith(jdk.home().toRealPath())) {
                throw new IOException(name + " should run on " + jdk.home() + " but runs " + running);
            }
            return new Gateway(name, Optional.of(process), base.resolve("/health"), endpoints(base), Map.of(), "");
        } catch (IOException | RuntimeException e) {
            process.close();
            throw e;
        }
    }

    /** The log of collections of the server with this name. */
    public GcLog gcLog(String name) {
        return new GcLog(gcFile(name));
    }

    private Path gcFile(String name) {
        return logs.resolve(name + ".gc");
    }

    private static Map<Endpoint, URI> endpoints(URI base) {
        return Map.of(
                Endpoint.EXECUTE, base.resolve("/execute"), Endpoint.OPENAI, base.resolve("/v1/chat/completions"));
    }
}
