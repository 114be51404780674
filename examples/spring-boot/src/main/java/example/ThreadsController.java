package example;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.server.LLMServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Calls from threads of every kind; each method answers with what it saw. */
@RestController
class ThreadsController {
    private final LLMAdapter adapter;

    ThreadsController(LLMAdapter adapter) {
        this.adapter = adapter;
    }

    /** Threads of the common pool have another context class loader than the application's. */
    @GetMapping("/threads/common-pool")
    String commonPool() {
        return CompletableFuture.supplyAsync(() -> {
                    try (LLMAdapter created = LLMAdapters.create("mock")) {
                        return created.execute("created").content() + " and "
                                + adapter.execute("called").content();
                    }
                })
                .join();
    }

    /** On a virtual thread where the JVM has them; so is the request itself with {@code spring.threads.virtual.enabled}. */
    @GetMapping("/threads/virtual")
    String virtual() throws ReflectiveOperationException, ExecutionException, InterruptedException {
        FutureTask<String> call =
                new FutureTask<>(() -> adapter.execute("called").content());
        if (Runtime.version().feature() < 21) {
            new Thread(call).start();
            return call.get() + " on a platform thread";
        }
        Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, call);
        return call.get() + " on a virtual thread";
    }

    @GetMapping("/threads/interrupted")
    String interrupted() throws InterruptedException {
        FutureTask<String> call = new FutureTask<>(() -> {
            try {
                adapter.execute(
                        "Hello", RunConfig.builder().modelName("mock/slow-30s").build());
                return "answered";
            } catch (LLMCancelledException e) {
                return "cancelled, interrupted: " + Thread.currentThread().isInterrupted();
            }
        });
        Thread thread = new Thread(call);
        thread.start();
        Thread.sleep(200);
        thread.interrupt();
        return result(call);
    }

    @GetMapping("/threads/thousand")
    String thousand() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(1000);
        try {
            RunConfig slow = RunConfig.builder().modelName("mock/slow-200ms").build();
            Callable<Boolean> call =
                    () -> !adapter.execute("Hello", slow).content().isEmpty();
            long answered = threads
                    .invokeAll(IntStream.range(0, 1000).mapToObj(i -> call).toList())
                    .stream()
                    .filter(ThreadsController::result)
                    .count();
            return answered + " answered";
        } finally {
            threads.shutdown();
        }
    }

    /** Takes two seconds, also while the application shuts down. */
    @GetMapping("/slow")
    String slow() {
        adapter.execute("Hello", RunConfig.builder().modelName("mock/slow-2s").build());
        return "answered";
    }

    /** Serves the adapter to other programs. */
    @GetMapping("/server")
    String server() throws IOException, InterruptedException {
        try (LLMServer server = new LLMServer(adapter, 0)) {
            server.start();
            URI health = URI.create("http://127.0.0.1:" + server.port() + "/health");
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
