package dev.llmconnect.profiles;

import dev.llmconnect.LLMException;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.profiles.policy.Sleeper;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Lists the models of several providers concurrently, omitting those that fail or time out. A provider whose previous listing is
 * still running is not called again, so a provider that never answers occupies one thread. Thread-safe.
 */
final class ModelListings {
    private static final Logger LOG = System.getLogger(ModelListings.class.getName());
    private static final int MAX_THREADS = 32;
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

    private final Duration timeout;
    private final ThreadPoolExecutor threads;
    private final Map<String, Future<List<ModelInfo>>> running = new ConcurrentHashMap<>();
    private final Set<String> failed = ConcurrentHashMap.newKeySet();

    /**
     * Creates a lister.
     *
     * @param timeout timeout of all providers together
     */
    ModelListings(Duration timeout) {
        this.timeout = timeout;
        threads = new ThreadPoolExecutor(
                MAX_THREADS,
                MAX_THREADS,
                KEEP_ALIVE.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                ModelListings::daemon);
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Returns the models of each provider that answered.
     *
     * @param providers listing of each provider, by name
     * @throws dev.llmconnect.LLMCancelledException if the thread is interrupted
     */
    Map<String, List<ModelInfo>> list(Map<String, Callable<@Nullable List<ModelInfo>>> providers) {
        Map<String, Future<List<ModelInfo>>> asked = new LinkedHashMap<>();
        providers.forEach((name, question) ->
                asked.put(name, running.compute(name, (any, last) -> isOver(last) ? start(name, question) : last)));
        Map<String, List<ModelInfo>> answers = new LinkedHashMap<>();
        long end = System.nanoTime() + timeout.toNanos();
        asked.forEach((name, answer) ->
                answered(name, answer, end - System.nanoTime()).ifPresent(models -> answers.put(name, models)));
        return answers;
    }

    /** Whether a listing's thread has ended; a cancelled one may still be blocked. */
    private static boolean isOver(@Nullable Future<List<ModelInfo>> question) {
        return question == null || (question.isDone() && !question.isCancelled());
    }

    private Future<List<ModelInfo>> start(String name, Callable<@Nullable List<ModelInfo>> question) {
        FutureTask<List<ModelInfo>> task = new FutureTask<>(() -> models(question));
        threads.execute(() -> {
            task.run();
            running.remove(name, task);
        });
        return task;
    }

    /** Returns the models of one provider. A plugin may return {@code null} or a list with {@code null} elements. */
    private static List<ModelInfo> models(Callable<@Nullable List<ModelInfo>> question) throws Exception {
        List<ModelInfo> models = question.call();
        if (models == null) {
            throw new LLMException("it returned no list");
        }
        List<ModelInfo> copy = new ArrayList<>(models);
        copy.removeIf(model -> model == null);
        return copy;
    }

    private Optional<List<ModelInfo>> answered(String name, Future<List<ModelInfo>> answer, long nanos) {
        try {
            List<ModelInfo> models = answer.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            failed.remove(name);
            return Optional.of(models);
        } catch (TimeoutException e) {
            answer.cancel(true);
            leftOut(name, "it did not answer within " + timeout.toMillis() + " ms");
        } catch (CancellationException e) {
            leftOut(name, "an earlier request is still running");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            leftOut(name, cause instanceof LLMException failure ? failure.getMessage() : String.valueOf(cause));
        } catch (InterruptedException e) {
            throw Sleeper.interrupted(e);
        }
        return Optional.empty();
    }

    private void leftOut(String name, String why) {
        if (failed.add(name)) {
            LOG.log(Level.INFO, "cannot list the models of {0}: {1}", name, why);
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "llm-connect-models");
        thread.setDaemon(true);
        return thread;
    }
}
