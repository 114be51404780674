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
 * The registry of providers: finds them with {@link java.util.ServiceLoader} and creates their adapters by name, in any case. Immutable
 * and thread-safe.
 *
 * <pre>{@code
 * LLMAdapter adapter = LLMAdapters.create("openrouter");
 * }</pre>
 *
 * <p>A provider that cannot be loaded or cannot describe itself is listed in {@link #problems()} and does not affect the others. If
 * two providers claim the same name, neither is used, and asking for that name fails with both of their classes.
 */
public final class LLMAdapters {
    /** Time limit for each provider to be constructed and described, and to create an adapter. */
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
     * @throws LLMConfigurationException if there is no such provider, or a setting such as its key is missing
     */
    public static LLMAdapter create(String provider) {
        return create(provider, AdapterSettings.fromEnvironment());
    }

    /**
     * Creates an adapter of an installed provider.
     *
     * @throws LLMConfigurationException if there is no such provider, or a setting is missing, wrong or not one of the provider's
     */
    public static LLMAdapter create(String provider, AdapterSettings settings) {
        return installed().newAdapter(provider, settings);
    }

    /**
     * The providers that the current thread's context class loader and the class loader of this class find. Both are searched, since
     * on pool threads the context class loader is often not the application's. A class that both find counts once.
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

    /** The providers that these class loaders find; a class that several of them find counts once. */
    public static LLMAdapters of(List<ClassLoader> loaders) {
        return of(loaders, LOAD_TIMEOUT);
    }

    static LLMAdapters of(List<ClassLoader> loaders, Duration loadTimeout) {
        return new LLMAdapters(loaders, false, loadTimeout);
    }

    /** The providers' names, sorted, without aliases. */
    public List<String> names() {
        return providers().stream().map(LLMAdapterProvider::name).toList();
    }

    /** The providers, sorted by name. */
    public List<LLMAdapterProvider> providers() {
        return byName.values().stream()
                .<LLMAdapterProvider>map(claimants -> claimants.get(0))
                .toList();
    }

    /** What went wrong while loading providers, one line each. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /**
     * The provider with this name or alias, in any case.
     *
     * @throws LLMConfigurationException if there is none, or more than one
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
     * @throws LLMConfigurationException if there is no such provider, or a setting is missing, wrong or not one of the provider's
     */
    public LLMAdapter newAdapter(String name, AdapterSettings settings) {
        return CheckedAdapter.of(provider(name).create(settings, this));
    }

    /** Whether a class loader finds everything that another one finds. */
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
