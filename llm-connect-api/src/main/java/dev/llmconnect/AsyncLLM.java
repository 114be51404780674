package dev.llmconnect;

import dev.llmconnect.internal.StreamPublisher;
import dev.llmconnect.internal.WorkerThreads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * Asynchronous view of an adapter: calls as {@link CompletableFuture}, streams as {@link Flow.Publisher}. Each call runs on its
 * own thread, a virtual one on Java 21 and later. Cancelling a future, completing it otherwise (as {@code orTimeout} does) or
 * cancelling a subscription cancels the provider call. Thread-safe.
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
     * Creates an asynchronous view.
     *
     * @param adapter adapter that answers; not closed by {@link #close()}
     */
    public static AsyncLLM of(LLMAdapter adapter) {
        return new AsyncLLM(adapter);
    }

    /** Executes a prompt. The future fails with an {@link LLMException} if the call fails. */
    public CompletableFuture<LLMResponse> execute(String prompt) {
        return submit(LLMRequest.of(prompt), adapter::execute);
    }

    /** Executes a request. The future fails with an {@link LLMException} if the call fails. */
    public CompletableFuture<LLMResponse> execute(LLMRequest request) {
        return submit(request, adapter::execute);
    }

    /** Executes a prompt and returns a value of a Java type; see {@link LLMAdapter#execute(String, Class)}. */
    public <T> CompletableFuture<T> execute(String prompt, Class<T> type) {
        return execute(LLMRequest.of(prompt), type);
    }

    /** Executes a request and returns a value of a Java type; see {@link LLMAdapter#execute(LLMRequest, Class)}. */
    public <T> CompletableFuture<T> execute(LLMRequest request, Class<T> type) {
        return submit(request, asked -> adapter.execute(asked, type));
    }

    /** Returns one embedding per input. The future fails with an {@link LLMException} if the call fails. */
    public CompletableFuture<EmbeddingResponse> embed(EmbeddingRequest request) {
        return submit(request, adapter::embed);
    }

    /** Executes a prompt as a stream; see {@link #stream(LLMRequest)}. */
    public Flow.Publisher<StreamEvent> stream(String prompt) {
        return stream(LLMRequest.of(prompt));
    }

    /**
     * Executes a request as a stream. Each subscriber makes its own call, which starts with the first request for an event. At
     * most one event is read ahead of demand. Signals {@code onError} with an {@link LLMException} if the call fails.
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

    /** Cancels running calls. Idempotent. Does not close the adapter. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
