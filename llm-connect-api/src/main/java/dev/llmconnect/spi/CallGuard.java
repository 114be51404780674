package dev.llmconnect.spi;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMTimeoutException;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Aborts the I/O of a call when its deadline passes or it is cancelled, and maps the resulting failure to an
 * {@link LLMException}. A read timeout is not sufficient: a provider that sends single bytes never exceeds it. Thread-safe.
 *
 * <pre>{@code
 * try (CallGuard guard = CallGuard.start("acme", request)) {
 *     var answer = guard.await(client.sendAsync(httpRequest, BodyHandlers.ofInputStream()));
 *     String text = guard.readText(answer.body(), 10 << 20);
 * }
 * }</pre>
 */
public final class CallGuard implements AutoCloseable {
    private static final Logger LOG = System.getLogger(CallGuard.class.getName());

    private final String provider;
    private final LLMCall call;
    /** Completes when the call ends; with {@code true} if it was ended by its deadline or its caller. */
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();

    private final AutoCloseable onCancel;

    private CallGuard(String provider, LLMCall call) {
        this.provider = provider;
        this.call = call;
        this.onCancel = call.cancellation().onCancel(() -> end.complete(true));
        end.completeOnTimeout(true, call.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Starts guarding a call.
     *
     * @param provider name of the provider, for exception messages
     */
    public static CallGuard start(String provider, LLMCall call) {
        return new CallGuard(provider, call);
    }

    /** Time remaining, for clients with a timeout of their own; at least 1 ms, since many clients interpret 0 as no timeout. */
    public Duration timeout() {
        Duration remaining = call.deadline().remaining();
        return remaining.toMillis() > 0 ? remaining : Duration.ofMillis(1);
    }

    /**
     * Waits for an exchange and cancels it if the call ends first.
     *
     * @throws LLMTimeoutException if the deadline passes
     * @throws LLMCancelledException if the call is cancelled or this thread is interrupted
     * @throws LLMApiException with {@link FailureReason#CONNECTION} if the exchange fails
     */
    public <T> T await(CompletableFuture<T> exchange) {
        CompletionStage<Void> cancelling = end.thenRun(() -> exchange.cancel(true));
        try {
            return exchange.get();
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw new LLMCancelledException("the calling thread was interrupted", e, details(FailureReason.OTHER));
        } catch (ExecutionException e) {
            throw failure(FailureReason.CONNECTION, e.getCause() == null ? e : e.getCause());
        } catch (CancellationException e) {
            throw failure(FailureReason.CONNECTION, e);
        } finally {
            cancelling.toCompletableFuture().cancel(false);
        }
    }

    /**
     * Returns a body that is closed when the call ends and is limited to {@code maxBytes}. Subsequent reads fail, so a truncated
     * body is never taken for a complete one.
     */
    public InputStream watch(InputStream body, long maxBytes) {
        CompletableFuture<Void> unused = end.thenRunAsync(() -> close(body));
        return new WatchedBody(body, maxBytes);
    }

    /**
     * Reads the whole body as UTF-8 and closes it.
     *
     * @throws LLMTimeoutException if the deadline passes
     * @throws LLMCancelledException if the call is cancelled
     * @throws LLMApiException with {@link FailureReason#TRUNCATED} if the body cannot be read to its end, with
     *     {@link FailureReason#TOO_LARGE} if it exceeds {@code maxBytes}
     */
    public String readText(InputStream body, long maxBytes) {
        try (InputStream watched = watch(body, maxBytes)) {
            return new String(watched.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Maps a failure to read a guarded body. */
    public LLMException failure(IOException cause) {
        return failure(
                cause instanceof BodyTooLargeException ? FailureReason.TOO_LARGE : FailureReason.TRUNCATED, cause);
    }

    /**
     * Maps a failure of the call: cancellation or timeout if applicable, otherwise the given reason.
     *
     * @param cause failure whose message is included
     */
    public LLMException failure(FailureReason reason, Throwable cause) {
        if (call.cancellation().isCancelled()) {
            return new LLMCancelledException("the caller has gone away", cause, details(FailureReason.OTHER));
        }
        if (call.deadline().isExpired()) {
            return new LLMTimeoutException(
                    "the deadline passed while waiting for " + provider, cause, details(FailureReason.TIMEOUT));
        }
        // Some exceptions have no message.
        String why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return new LLMApiException(
                "the answer of " + provider + " failed (" + reason + "): " + why, cause, details(reason));
    }

    /** Whether the deadline or the caller has ended the call. */
    public boolean isEnded() {
        return end.getNow(false);
    }

    /** Stops guarding the call and closes bodies that are still being read. Idempotent. */
    @Override
    public void close() {
        end.complete(false);
        try {
            onCancel.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private ErrorDetails details(FailureReason reason) {
        return ErrorDetails.of(provider, reason);
    }

    private static void close(Closeable body) {
        try {
            body.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the body of an answer could not be closed", e);
        }
    }

    private static final class BodyTooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        BodyTooLargeException(long maxBytes) {
            super("it is larger than " + maxBytes + " bytes");
        }
    }

    private final class WatchedBody extends FilterInputStream {
        private final long maxBytes;
        private long count;

        WatchedBody(InputStream body, long maxBytes) {
            super(body);
            this.maxBytes = maxBytes;
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            counted(next < 0 ? -1 : 1);
            return next;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return counted(super.read(bytes, offset, length));
        }

        private int counted(int read) throws IOException {
            if (end.isDone()) {
                // Closing a body under its reader may look to it like the end of the body.
                throw new IOException("the call has ended");
            }
            count += Math.max(read, 0);
            if (count > maxBytes) {
                throw new BodyTooLargeException(maxBytes);
            }
            return read;
        }
    }
}
