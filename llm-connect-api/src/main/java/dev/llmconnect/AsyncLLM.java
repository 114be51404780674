package dev.llmconnect;

import dev.llmconnect.internal.StreamPublisher;
import dev.llmconnect.internal.WorkerThreads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * An adapter without blocking: calls as {@link CompletableFuture}, streams as {@link Flow.Publisher}. Each call has a thread of its own, a
 * virtual one where the JVM has them (Java 21 and later). A future that is cancelled, or completed by somebody else (as {@code orTimeout}
 * does), ends the call to the provider, and so does a subscription that is cancelled. Thread-safe.
 *
 * <pre>{@code
 * AsyncLLM async = AsyncLLM.of(adapter);
 * async.execute("Hello").thenAccept(answer -> System.out.println(answer.content()));
 * }</pre>
 */
public final class AsyncLLM implements AutoCloseable {
    private final LLMAdapter adapter;
    private final ExecutorService threads = WorkerThreads.executor("llm-connect-async-");

    private AsyncLLM(LLMAdapter adapter) {
        this.adapter = adapter;
    }

    /**
     * Calls of an adapter.
     *
     * @param adapter answers; not closed by {@link #close()}
     */
    public static AsyncLLM of(LLMAdapter adapter) {
        return new AsyncLLM(adapter);
    }

    /** Answers one prompt; completed with an {@link LLMException} when it cannot be answered. */
    public CompletableFuture<LLMResponse> execute(String prompt) {
        return submit(LLMRequest.of(prompt), adapter::execute);
    }

    /** Answers one request; completed with an {@link LLMException} when it cannot be answered. */
    public CompletableFuture<LLMResponse> execute(LLMRequest request) {
        return submit(request, adapter::execute);
    }

    /** Answers one prompt with a value of a Java type, see {@link LLMAdapter#execute(String, Class)}. */
    public <T> CompletableFuture<T> execute(String prompt, Class<T> type) {
        return execute(LLMRequest.of(prompt), type);
    }

    /** Answers one request with a value of a Java type, see {@link LLMAdapter#execute(LLMRequest, Class)}. */
    public <T> CompletableFuture<T> execute(LLMRequest request, Class<T> type) {
        return submit(request, asked -> adapter.execute(asked, type));
    }

    /** Gives a vector for each input; completed with an {@link LLMException} when it cannot. */
    public CompletableFuture<EmbeddingResponse> embed(EmbeddingRequest request) {
        return submit(request, adapter::embed);
    }

    /** Answers one prompt as a stream, see {@link #stream(LLMRequest)}. */
    public Flow.Publisher<StreamEvent> stream(String prompt) {
        return stream(LLMRequest.of(prompt));
    }

    /**
     * Answers one request as a stream. Every subscriber makes a call of its own, which begins when it first asks for an event. At most one
     * event is read from the provider before it is asked for. Ends with {@code onError} of an {@link LLMException} when the call fails.
     */
    public Flow.Publisher<StreamEvent> stream(LLMRequest request) {
        return new StreamPublisher(adapter, request, threads);
    }

    private <C extends LLMCall, T> CompletableFuture<T> submit(C call, Function<C, T> operation) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Cancellation own = new Cancellation();
        Cancellation.Registration outer = call.cancellation().onCancel(own::cancel);
        C asked = LLMCall.withContext(
                call, call.context().toBuilder().cancellation(own).build());
        var unused = future.whenComplete((answer, failure) -> {
            outer.close();
            own.cancel(); // does nothing when the call has ended by itself
        });
        try {
            threads.execute(() -> complete(future, asked, operation));
        } catch (RejectedExecutionException e) {
            future.completeExceptionally(new LLMCancelledException("this AsyncLLM is closed"));
        }
        return future;
    }

    private static <C extends LLMCall, T> void complete(CompletableFuture<T> future, C call, Function<C, T> operation) {
        if (future.isDone()) {
            return;
        }
        try {
            future.complete(operation.apply(call));
        } catch (Throwable e) {
            future.completeExceptionally(e);
        }
    }

    /** Ends the calls that still run. Idempotent. The adapter stays open. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
