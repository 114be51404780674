package dev.llmconnect.profiles;

import dev.llmconnect.LLMAdapters;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.Ticker;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Cached models of the configured providers. A provider is configured if one of its variables is set or it has none. Thread-safe.
 */
final class RoutedModels {
    static final Duration TIME_TO_LIVE = Duration.ofMinutes(5);
    /** Time to live of a list with a provider missing, which is retried sooner. */
    static final Duration INCOMPLETE_TIME_TO_LIVE = Duration.ofSeconds(30);

    static final int MAX_MODELS = 20_000;

    /** Provider that simulates models; its list is for those who ask for everything. */
    private static final String MOCK = "mock";

    private final List<String> configured;
    private final SharedAdapters providers;
    private final Ticker ticker;
    private final ModelListings listings;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile List<ModelInfo> known = List.of();
    private long staleAt;
    private boolean asked;

    /**
     * Creates an empty cache.
     *
     * @param timeout timeout of all providers together
     */
    RoutedModels(
            LLMAdapters registry, AdapterSettings settings, SharedAdapters providers, Ticker ticker, Duration timeout) {
        this.providers = providers;
        this.ticker = ticker;
        this.listings = new ModelListings(timeout);
        configured = configured(registry, settings);
    }

    /** Returns the names of the configured providers, sorted. */
    static List<String> configured(LLMAdapters registry, AdapterSettings settings) {
        return registry.providers().stream()
                .filter(provider -> !provider.name().equals(RouterProvider.NAME) && isConfigured(provider, settings))
                .map(LLMAdapterProvider::name)
                .toList();
    }

    /** Names of the configured providers, sorted. */
    List<String> configured() {
        return configured;
    }

    /** Names of the configured providers that list a model under this name, as the last listing knows them. */
    List<String> knownToList(String model) {
        return listing(known, model);
    }

    /** Names of the configured providers that list a model under this name; asks them if the last listing is too old. */
    List<String> listing(String model) {
        return listing(models(), model);
    }

    private static List<String> listing(List<ModelInfo> models, String model) {
        return models.stream()
                .filter(listed -> !listed.isHidden() && listed.id().equals(listed.provider() + "/" + model))
                .map(ModelInfo::provider)
                .distinct()
                .toList();
    }

    List<ModelInfo> models() {
        asking.lock();
        try {
            if (!asked || ticker.nanos() - staleAt >= 0) {
                known = listAll();
                asked = true;
            }
            return known;
        } finally {
            asking.unlock();
        }
    }

    private List<ModelInfo> listAll() {
        Map<String, Callable<@Nullable List<ModelInfo>>> questions = new LinkedHashMap<>();
        configured.forEach(name -> questions.put(name, () -> providers.of(name).models()));
        Map<String, List<ModelInfo>> answers = listings.list(questions);
        boolean complete = answers.size() == configured.size();
        staleAt = ticker.nanos() + (complete ? TIME_TO_LIVE : INCOMPLETE_TIME_TO_LIVE).toNanos();
        return answers.entrySet().stream()
                .flatMap(answer -> answer.getValue().stream().map(model -> routed(answer.getKey(), model)))
                .limit(MAX_MODELS)
                .toList();
    }

    private static ModelInfo routed(String provider, ModelInfo model) {
        return ModelInfo.builder(provider + "/" + model.id(), provider)
                .contextTokens(model.contextTokens())
                .maxOutputTokens(model.maxOutputTokens())
                .hidden(provider.equals(MOCK) || model.isHidden())
                .build();
    }

    private static boolean isConfigured(LLMAdapterProvider provider, AdapterSettings settings) {
        return provider.settings().isEmpty()
                || provider.settings().stream()
                        .flatMap(setting -> ProviderKeys.variables(setting).stream())
                        .anyMatch(variable -> settings.environment(variable).isPresent());
    }
}
