package dev.llmconnect.bench.gateway;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program that was started for a measurement, and is ended with it. */
public final class GatewayProcess implements AutoCloseable {
    private static final int KEPT_LOG_BYTES = 1 << 20;

    private final Process process;
    private final long startedAt;
    private final Path log;
    private final CompletableFuture<String> ready = new CompletableFuture<>();

    private GatewayProcess(Process process, long startedAt, Path log) {
        this.process = process;
        this.startedAt = startedAt;
        this.log = log;
    }

    /**
     * Starts a command. What it logs on stderr goes to a file, as it would in service.
     *
     * @param readyLine the line on standard output that says the program is ready, with one group
     */
    public static GatewayProcess start(
            String name, List<String> command, Map<String, String> environment, Path logs, Pattern readyLine)
            throws IOException {
        Files.createDirectories(logs);
        Path log = logs.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        // Not the user's own accounts.
        builder.environment()
                .put("XDG_DATA_HOME", logs.resolve("data").toAbsolutePath().toString());
        builder.environment().putAll(environment);
        long startedAt = System.nanoTime();
        GatewayProcess started = new GatewayProcess(builder.start(), startedAt, log);
        Thread reader = new Thread(() -> started.readOutput(readyLine), name + "-stdout");
        reader.setDaemon(true);
        reader.start();
        return started;
    }

    private void readOutput(Pattern readyLine) {
        try (BufferedReader lines = process.inputReader()) {
            // to the end, so that the program never waits for us
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher matcher = readyLine.matcher(line);
                if (matcher.matches()) {
                    ready.complete(matcher.group(1));
                }
            }
            ready.completeExceptionally(new EOFException("it ended its standard output"));
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
    }

    /** What the first group of the ready line matched, as soon as the program prints such a line. */
    public String ready(Duration patience) throws IOException, InterruptedException {
        try {
            return ready.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            process.waitFor(1, TimeUnit.SECONDS);
            throw new IOException("it did not say that it is ready: " + tail(), e);
        }
    }

    /** The end of what it logged. */
    public String tail() throws IOException {
        String text = Files.readString(log);
        return text.substring(Math.max(0, text.length() - 2000));
    }

    /** When it was started, on the clock of {@link System#nanoTime}. */
    public long startedAt() {
        return startedAt;
    }

    /** Its handle. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** What the system says of it and its children. */
    public ProcessFigures figures() {
        return ProcessFigures.of(handle());
    }

    /** The file of the program that runs, links resolved. */
    public Optional<Path> program() {
        return handle().info().command().map(Path::of);
    }

    /** Asks it to end, and ends it after ten seconds if it does not. */
    @Override
    public void close() {
        List<ProcessHandle> children = handle().descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            children.forEach(ProcessHandle::destroyForcibly);
            if (Files.exists(log) && Files.size(log) > KEPT_LOG_BYTES) {
                Files.delete(log);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
