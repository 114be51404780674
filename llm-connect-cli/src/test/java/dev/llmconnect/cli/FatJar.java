package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The fat jar as a process of its own, on the Java that the build names. */
final class FatJar implements AutoCloseable {
    static final String JAVA = System.getProperty("llmconnect.java");
    static final String JAR = System.getProperty("llmconnect.jar");

    /** Before a command: a build that runs in the background may ignore these signals, and what it starts would, too. */
    private static final List<String> DEFAULT_SIGNALS = defaultSignals();

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final Process process;
    private final Path stderr;
    private final String firstLine;

    private FatJar(Process process, Path stderr, String firstLine) {
        this.process = process;
        this.stderr = stderr;
        this.firstLine = firstLine;
    }

    /** Starts the server on a free port and waits until it accepts connections. */
    static FatJar serve(Map<String, String> environment, String... options) {
        List<String> arguments = new ArrayList<>(List.of("serve", "--port", "0"));
        arguments.addAll(List.of(options));
        try {
            Path stderr = Files.createTempFile("llm-connect", ".stderr");
            Process process = start(environment, stderr, arguments);
            String line = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            assertThat(line)
                    .as("the first line on stdout; stderr: %s", Files.readString(stderr))
                    .isNotNull();
            return new FatJar(process, stderr, line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a command that ends by itself left behind. */
    record Ended(int exitCode, String stdout, String stderr) {}

    static Ended run(Map<String, String> environment, String... arguments) {
        try {
            Path stderr = Files.createTempFile("llm-connect", ".stderr");
            Process process = start(environment, stderr, List.of(arguments));
            process.getOutputStream().close();
            String stdout = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("the command ends")
                    .isTrue();
            return new Ended(process.exitValue(), stdout, Files.readString(stderr));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> defaultSignals() {
        List<String> prefix = List.of("env", "--default-signal=HUP,INT");
        List<String> probe = new ArrayList<>(prefix);
        probe.add("true");
        try {
            return new ProcessBuilder(probe).start().waitFor() == 0 ? prefix : List.of();
        } catch (IOException e) {
            // a system without env; it has no such signals either
            return List.of();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private static Process start(Map<String, String> environment, Path stderr, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(DEFAULT_SIGNALS);
        command.addAll(List.of(JAVA, "-Xmx256m", "-XX:+UseSerialGC", "-jar", JAR));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(stderr.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LLM_CONNECT") || name.endsWith("_API_KEY"));
        // Not the user's own accounts.
        builder.environment()
                .put("XDG_DATA_HOME", Path.of("target/data").toAbsolutePath().toString());
        builder.environment().put("LLM_CONNECT_DRAIN_NOTICE_SECONDS", "0");
        builder.environment().putAll(environment);
        return builder.start();
    }

    String firstLine() {
        return firstLine;
    }

    URI uri(String path) {
        return URI.create(firstLine.substring(firstLine.indexOf("http")) + path);
    }

    long pid() {
        return process.pid();
    }

    Process process() {
        return process;
    }

    String stderr() {
        try {
            return Files.readString(stderr);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).GET());
    }

    HttpResponse<String> execute(String body) {
        return send(HttpRequest.newBuilder(uri("/execute")).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the server did not end after SIGTERM; stderr: " + stderr());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
