package dev.llmconnect.testkit.reference;

import dev.llmconnect.Cancellation;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMTimeoutException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One exchange with the provider, which ends at the deadline, or when the caller leaves, whatever the connection does. */
final class ReferenceCall implements AutoCloseable {
    private final LLMRequest request;
    private final CompletableFuture<Void> hangUp = new CompletableFuture<>();
    private final Cancellation.Registration onCancel;
    private final HttpResponse<InputStream> response;
    private final int maxAnswerBytes;
    private int bytesRead;

    ReferenceCall(HttpClient client, HttpRequest call, LLMRequest request, int maxAnswerBytes) {
        this.request = request;
        this.maxAnswerBytes = maxAnswerBytes;
        onCancel = request.cancellation().onCancel(() -> hangUp.complete(null));
        hangUp.completeOnTimeout(null, request.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS);
        CompletableFuture<HttpResponse<InputStream>> exchange =
                client.sendAsync(call, HttpResponse.BodyHandlers.ofInputStream());
        CompletableFuture<Void> unused = hangUp.thenRun(() -> {
            if (!exchange.cancel(true) && !exchange.isCompletedExceptionally()) {
                close(exchange.join().body());
            }
        });
        try {
            response = exchange.get();
        } catch (ExecutionException | CancellationException | InterruptedException e) {
            throw failed(FailureReason.CONNECTION, e);
        }
    }

    int status() {
        return response.statusCode();
    }

    @Nullable
    String header(String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    /** The next line; {@code null} at the end. */
    @Nullable
    String line() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int next = read(); next != '\n'; next = read()) {
                if (next == -1) {
                    return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
                }
                line.write(next);
            }
            return line.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw failed(FailureReason.TRUNCATED, e);
        }
    }

    private int read() throws IOException {
        int next = response.body().read();
        if (hangUp.isDone()) {
            // Closing the body under a reader may look to it like the end of the answer.
            throw new IOException("hung up");
        }
        if (++bytesRead > maxAnswerBytes) {
            throw new IOException("the answer is too long");
        }
        return next;
    }

    private LLMException failed(FailureReason reason, Exception cause) {
        close();
        if (request.cancellation().isCancelled()) {
            return new LLMCancelledException("the caller has gone away");
        }
        if (request.deadline().isExpired()) {
            return new LLMTimeoutException("the provider did not answer in time");
        }
        ErrorDetails details = ErrorDetails.builder()
                .provider(ReferenceAdapter.NAME)
                .reason(reason)
                .build();
        return new LLMApiException("the connection to the provider broke: " + cause, cause, details);
    }

    @Override
    public void close() {
        onCancel.close();
        hangUp.complete(null);
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
