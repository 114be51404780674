package dev.llmconnect.providers.aws;

import dev.llmconnect.Cancellation;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonException;
import dev.llmconnect.providers.credentials.Lease;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Credentials that a program writes to its standard output. The command is run by the system's shell, as AWS's tools do; it has 30 s,
 * and what it writes to its standard error is not read.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html">AWS's description</a>.
 */
record ProcessCredentials(String name, String command, Clock clock) implements AwsCredentialSource {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_BYTES = 64 << 10;

    @Override
    public Lease<AwsCredentials> fetch(LLMCall request) throws NoCredentialsException {
        Process process = start();
        Cancellation.Registration registration = request.cancellation().onCancel(() -> end(process));
        try {
            byte[] output = output(process, request);
            request.cancellation().throwIfCancelled();
            if (output.length > MAX_BYTES) {
                throw malformed();
            }
            if (process.exitValue() != 0) {
                throw NoCredentialsException.unusable(name + " ended with exit code " + process.exitValue());
            }
            return CredentialLeases.of(name, Json.read(output), "SessionToken", clock.instant());
        } catch (JsonException | ExecutionException e) {
            throw malformed();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LLMCancelledException("the calling thread was interrupted", e, ErrorDetails.none());
        } finally {
            registration.close();
            end(process);
        }
    }

    private Process start() throws NoCredentialsException {
        boolean windows = File.separatorChar == '\\';
        try {
            Process process = new ProcessBuilder(
                            windows ? List.of("cmd.exe", "/C", command) : List.of("sh", "-c", command))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw NoCredentialsException.unusable(name + " cannot be started");
        }
    }

    /** The shell ends first, so that it starts no further program of the command while those that run are ended. */
    private static void end(Process process) {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    /** Read by a thread of its own, since nothing interrupts a thread that reads a pipe. */
    private byte[] output(Process process, LLMCall request)
            throws InterruptedException, ExecutionException, NoCredentialsException {
        FutureTask<byte[]> reading = new FutureTask<>(() -> {
            try (InputStream out = process.getInputStream()) {
                return out.readNBytes(MAX_BYTES + 1);
            }
        });
        Thread reader = new Thread(reading, "llm-connect-credential-process");
        reader.setDaemon(true);
        reader.start();
        Duration remaining = request.deadline().remaining();
        long nanos = (remaining.compareTo(TIMEOUT) < 0 ? remaining : TIMEOUT).toNanos();
        long start = System.nanoTime();
        try {
            byte[] output = reading.get(nanos, TimeUnit.NANOSECONDS);
            if (output.length <= MAX_BYTES
                    && !process.waitFor(nanos - (System.nanoTime() - start), TimeUnit.NANOSECONDS)) {
                throw tooSlow(request);
            }
            return output;
        } catch (TimeoutException e) {
            throw tooSlow(request);
        }
    }

    private NoCredentialsException tooSlow(LLMCall request) {
        if (request.deadline().isExpired()) {
            throw new LLMTimeoutException("the deadline passed while waiting for " + name);
        }
        return NoCredentialsException.unusable(name + " did not end within " + TIMEOUT.toSeconds() + " s");
    }

    private NoCredentialsException malformed() {
        return new NoCredentialsException(name + " wrote no credentials in JSON", FailureReason.MALFORMED, null);
    }

    /** The command may hold a credential. */
    @Override
    public String toString() {
        return name;
    }
}
