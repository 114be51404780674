package dev.llmconnect;

import dev.llmconnect.internal.Suggestions;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Registry of providers. Discovers them with {@link java.util.ServiceLoader} and creates their adapters by case-insensitive name.
 * Immutable and thread-safe.
 *
 * <pre>{@code
 * LLMAdapter adapter = LLMAdapters.create("openrouter");
 * }</pre>
 *
 * <p>A provider that fails to load or to describe itself is listed in {@link #problems()} and does not affect others. If two
 * providers claim the same name, neither is available, and a lookup of that name fails with both class names.
 */
public final class LLMAdapters {
    /** Timeout for each provider to be constructed and described, and to create an adapter. */
    static final Duration LOAD_TIMEOUT = Duration.ofSeconds(10);

    private final Map<String, List<LoadedProvider>> byName = new TreeMap<>();
    private final Map<String, List<LoadedProvider>> byAlias = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    private LLMAdapters(List<ClassLoader> loaders, boolean byClassName, Duration loadTimeout) {
        try (ProviderLoader loader = new ProviderLoader(loadTimeout)) {
            loaders.forEach(loader::search);
            loader.found().forEach(provider -> {
                claim(byName, provider.name(), provider, byClassName);
                provider.aliases().forEach(alias -> claim(byAlias, alias, provider, byClassName));
            });
            problems.addAll(loader.problems());
        }
        byName.forEach((name, claimants) -> {
            if (claimants.size() > 1) {
                problems.add(conflict(name, claimants));
            }
        });
    }

    /**
     * Creates an adapter of an installed provider, configured from the environment of the process.
     *
     * @throws LLMConfigurationException if the provider is unknown or a setting such as its key is missing
     */
    public static LLMAdapter create(String provider) {
        return create(provider, AdapterSettings.fromEnvironment());
    }

    /**
     * Creates an adapter of an installed provider.
     *
     * @throws LLMConfigurationException if the provider is unknown, or a setting is missing, invalid or not supported by the
     *     provider
     */
    public static LLMAdapter create(String provider, AdapterSettings settings) {
        return installed().newAdapter(provider, settings);
    }

    /**
     * Returns the providers found by the current thread's context class loader and by the class loader of this class, without
     * duplicates. Searches both because the context class loader of pool threads is often not the application's.
     */
    public static LLMAdapters installed() {
        ClassLoader own = LLMAdapters.class.getClassLoader();
        @Nullable ClassLoader context = Thread.currentThread().getContextClassLoader();
        List<ClassLoader> loaders = new ArrayList<>();
        if (context != null) {
            loaders.add(context);
        }
        if (!delegates(context, own)) {
            loaders.add(own);
        }
        return new LLMAdapters(loaders, true, LOAD_TIMEOUT);
    }

    /** Returns the providers found by these class loaders, without duplicates. */
    public static LLMAdapters of(List<ClassLoader> loaders) {
        return of(loaders, LOAD_TIMEOUT);
    }

    static LLMAdapters of(List<ClassLoader> loaders, Duration loadTimeout) {
        return new LLMAdapters(loaders, false, loadTimeout);
    }

    /** Names of the providers, sorted, without aliases. */
    public List<String> names() {
        return providers().stream().map(LLMAdapterProvider::name).toList();
    }

    /** Providers, sorted by name. */
    public List<LLMAdapterProvider> providers() {
        return byName.values().stream()
                .<LLMAdapterProvider>map(claimants -> claimants.get(0))
                .toList();
    }

    /** Problems found while loading providers, one line each. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /**
     * Returns the provider with this name or alias, ignoring case.
     *
     * @throws LLMConfigurationException if there is none or more than one
     */
    public LLMAdapterProvider provider(String name) {
        String key = LoadedProvider.key(name);
        List<LoadedProvider> claimants = byName.getOrDefault(key, byAlias.getOrDefault(key, List.of()));
        if (claimants.isEmpty()) {
            throw new LLMConfigurationException("unknown provider `" + name + "`"
                    + Suggestions.didYouMean(name, names()) + "; available: " + String.join(", ", names()));
        }
        if (claimants.size() > 1) {
            throw new LLMConfigurationException(conflict(name, claimants));
        }
        return claimants.get(0);
    }

    /**
     * Creates an adapter of a provider of this registry.
     *
     * @throws LLMConfigurationException if the provider is unknown, or a setting is missing, invalid or not supported by the
     *     provider
     */
    public LLMAdapter newAdapter(String name, AdapterSettings settings) {
        return CheckedAdapter.of(provider(name).create(settings, this));
    }

    /** Returns whether a class loader delegates to another one, and so finds everything the other finds. */
    private static boolean delegates(@Nullable ClassLoader loader, ClassLoader to) {
        for (ClassLoader it = loader; it != null; it = it.getParent()) {
            if (it == to) {
                return true;
            }
        }
        return false;
    }

    private static void claim(
            Map<String, List<LoadedProvider>> names, String name, LoadedProvider provider, boolean byClassName) {
        List<LoadedProvider> claimants = names.computeIfAbsent(LoadedProvider.key(name), key -> new ArrayList<>());
        if (claimants.stream().noneMatch(other -> other.isSame(provider, byClassName))) {
            claimants.add(provider);
        }
    }

    private static String conflict(String name, List<LoadedProvider> claimants) {
        return "more than one provider is called `" + name + "`: "
                + String.join(
                        " and ", claimants.stream().map(LoadedProvider::origin).toList())
                + "; remove or rename all but one";
    }
}
