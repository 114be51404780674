package dev.llmconnect.profiles;

import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMException;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.Ticker;
import dev.llmconnect.profiles.policy.Sleeper;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the configured providers can be asked for. All are asked at once, and those that do not answer in time are left out, for a
 * while. A provider is configured when a variable of its own is set, or when it reads none. Thread-safe.
 */
final class RoutedModels {
    static final Duration REMEMBERED = Duration.ofMinutes(5);
    /** A list in which a provider is missing is worth another try sooner. */
    static final Duration REMEMBERED_INCOMPLETE = Duration.ofSeconds(30);

    static final int MOST_MODELS = 20_000;

    private static final Logger LOG = System.getLogger(RoutedModels.class.getName());
    private static final int MOST_THREADS = 32;

    private final List<String> configured;
    private final SharedAdapters providers;
    private final Ticker ticker;
    private final Duration longest;
    private final Set<String> failed = ConcurrentHashMap.newKeySet();
    private final ReentrantLock asking = new ReentrantLock();
    private List<ModelInfo> known = List.of();
    private long staleAt;
    private boolean asked;

    /**
     * Asks nobody yet.
     *
     * @param longest how long the providers have to answer
     */
    RoutedModels(
            LLMAdapters registry, AdapterSettings settings, SharedAdapters providers, Ticker ticker, Duration longest) {
        this.providers = providers;
        this.ticker = ticker;
        this.longest = longest;
        configured = registry.providers().stream()
                .filter(provider -> !provider.name().equals(RouterProvider.NAME) && isConfigured(provider, settings))
                .map(LLMAdapterProvider::name)
                .toList();
    }

    /** The names of the configured providers, sorted. */
    List<String> configured() {
        return configured;
    }

    List<ModelInfo> models() {
        asking.lock();
        try {
            if (!asked || ticker.nanos() - staleAt >= 0) {
                known = ask();
                asked = true;
            }
            return known;
        } finally {
            asking.unlock();
        }
    }

    private List<ModelInfo> ask() {
        List<Callable<List<ModelInfo>>> listings = configured.stream()
                .<Callable<List<ModelInfo>>>map(name -> () -> list(name))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(
                Math.max(1, Math.min(MOST_THREADS, configured.size())), RoutedModels::daemon);
        List<ModelInfo> all = new ArrayList<>();
        boolean complete = true;
        try {
            List<Future<List<ModelInfo>>> answers =
                    threads.invokeAll(listings, longest.toNanos(), TimeUnit.NANOSECONDS);
            for (int i = 0; i < answers.size(); i++) {
                complete &= add(answers.get(i), configured.get(i), all);
            }
        } catch (InterruptedException e) {
            throw Sleeper.interrupted(e);
        } finally {
            threads.shutdownNow();
        }
        staleAt = ticker.nanos() + (complete ? REMEMBERED : REMEMBERED_INCOMPLETE).toNanos();
        return all.stream().limit(MOST_MODELS).toList();
    }

    private List<ModelInfo> list(String provider) {
        return providers.of(provider).models().stream()
                .map(model -> new ModelInfo(
                        provider + "/" + model.id(), provider, model.contextTokens(), model.maxOutputTokens()))
                .toList();
    }

    private boolean add(Future<List<ModelInfo>> answer, String provider, List<ModelInfo> all)
            throws InterruptedException {
        try {
            all.addAll(answer.get());
            return true;
        } catch (CancellationException e) {
            leftOut(provider, "it did not answer within " + longest.toMillis() + " ms");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            leftOut(provider, e.getCause() instanceof LLMException failure ? failure.getMessage() : "" + e.getCause());
        }
        return false;
    }

    private void leftOut(String provider, String why) {
        if (failed.add(provider)) {
            LOG.log(Level.INFO, "the models of {0} are not listed: {1}", provider, why);
        }
    }

    private static boolean isConfigured(LLMAdapterProvider provider, AdapterSettings settings) {
        return provider.settings().isEmpty()
                || provider.settings().stream()
                        .flatMap(setting -> ProviderKeys.variables(setting).stream())
                        .anyMatch(variable -> settings.environment(variable).isPresent());
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "router-models");
        thread.setDaemon(true);
        return thread;
    }
}
