package dev.llmconnect;

import dev.llmconnect.internal.Suggestions;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderCatalog;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The registry of providers: finds them with {@link ServiceLoader} and creates their adapters by name. Immutable and thread-safe.
 *
 * <pre>{@code
 * LLMAdapter adapter = LLMAdapters.create("openrouter");
 * }</pre>
 *
 * <p>A provider that cannot be loaded is listed in {@link #problems()} and does not affect the others. If two providers claim the same
 * name, neither is used, and asking for that name fails with both of their classes.
 */
public final class LLMAdapters {
    /** Bounds the search through service files that keep failing. */
    private static final int MAX_FAILURES = 100;

    private final Map<String, List<LLMAdapterProvider>> byName = new TreeMap<>();
    private final Map<String, List<LLMAdapterProvider>> byAlias = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    private LLMAdapters(List<ClassLoader> loaders) {
        for (ClassLoader loader : loaders) {
            load(LLMAdapterProvider.class, loader, this::add);
            load(ProviderCatalog.class, loader, catalog -> catalog.providers().forEach(this::add));
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
     * @throws LLMConfigurationException if there is no such provider, or a setting such as its key is missing
     */
    public static LLMAdapter create(String provider, AdapterSettings settings) {
        return installed().newAdapter(provider, settings);
    }

    /**
     * The providers that the current thread's context class loader and the class loader of this class find. Both are searched, since
     * on pool threads the context class loader is often not the application's.
     */
    public static LLMAdapters installed() {
        List<ClassLoader> loaders = new ArrayList<>();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context != null) {
            loaders.add(context);
        }
        ClassLoader own = LLMAdapters.class.getClassLoader();
        if (own != context) {
            loaders.add(own);
        }
        return of(loaders);
    }

    /** The providers that these class loaders find; a class that several of them find counts once. */
    public static LLMAdapters of(List<ClassLoader> loaders) {
        return new LLMAdapters(loaders);
    }

    /** The providers' names, sorted, without aliases. */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /** The providers, sorted by name. */
    public List<LLMAdapterProvider> providers() {
        return byName.values().stream().map(claimants -> claimants.get(0)).toList();
    }

    /** What went wrong while loading providers, one line each. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /**
     * The provider with this name or alias.
     *
     * @throws LLMConfigurationException if there is none, or more than one
     */
    public LLMAdapterProvider provider(String name) {
        List<LLMAdapterProvider> claimants = byName.getOrDefault(name, byAlias.getOrDefault(name, List.of()));
        if (claimants.isEmpty()) {
            throw new LLMConfigurationException("unknown provider `" + name + "`"
                    + Suggestions.didYouMean(name, byName.keySet()) + "; available: "
                    + String.join(", ", byName.keySet()));
        }
        if (claimants.size() > 1) {
            throw new LLMConfigurationException(conflict(name, claimants));
        }
        return claimants.get(0);
    }

    /**
     * Creates an adapter of a provider of this registry.
     *
     * @throws LLMConfigurationException if there is no such provider, or its settings are wrong
     */
    public LLMAdapter newAdapter(String name, AdapterSettings settings) {
        LLMAdapterProvider provider = provider(name);
        try {
            return CheckedAdapter.of(provider.create(settings, this));
        } catch (LLMException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw new LLMConfigurationException(
                    "provider " + provider.name() + " could not be set up: " + e, e, ErrorDetails.none());
        }
    }

    private <S> void load(Class<S> service, ClassLoader loader, Consumer<S> use) {
        Iterator<ServiceLoader.Provider<S>> found =
                ServiceLoader.load(service, loader).stream().iterator();
        int failures = 0;
        while (failures < MAX_FAILURES) {
            try {
                if (!found.hasNext()) {
                    return;
                }
                use.accept(found.next().get());
            } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
                failures++;
                problems.add(
                        Redactor.redact("a provider" + in(loader) + " could not be loaded: " + reason(service, e)));
            }
        }
    }

    /** A plugin's class loader is called like its jar. */
    private static String in(ClassLoader loader) {
        String name = loader.getName();
        return name == null || name.equals("app") ? "" : " in " + name;
    }

    /** In one line, with what lies behind. */
    private static String reason(Class<?> service, Throwable failure) {
        String reason = failure.toString();
        if (failure instanceof ServiceConfigurationError) {
            reason = String.valueOf(failure.getMessage()).replace(service.getName() + ": ", "");
            reason += failure.getCause() == null ? "" : " (" + failure.getCause() + ")";
        }
        return reason.replaceAll("\\s+", " ");
    }

    private void add(LLMAdapterProvider provider) {
        if (provider.apiVersion() != LLMAdapterProvider.API_VERSION) {
            problems.add("provider " + provider.name() + " (" + origin(provider) + ") was built for version "
                    + provider.apiVersion() + " of the plugin API, and this is version "
                    + LLMAdapterProvider.API_VERSION);
            return;
        }
        // One that cannot describe itself would break every list of providers later.
        Objects.requireNonNull(provider.description(), "description()");
        Objects.requireNonNull(provider.settings(), "settings()");
        claim(byName, provider.name(), provider);
        provider.aliases().forEach(alias -> claim(byAlias, alias, provider));
    }

    private static void claim(Map<String, List<LLMAdapterProvider>> names, String name, LLMAdapterProvider provider) {
        List<LLMAdapterProvider> claimants = names.computeIfAbsent(name, key -> new ArrayList<>());
        boolean seen = claimants.stream()
                .anyMatch(other ->
                        other.getClass() == provider.getClass() && other.name().equals(provider.name()));
        if (!seen) {
            claimants.add(provider);
        }
    }

    private static String conflict(String name, List<LLMAdapterProvider> claimants) {
        return "more than one provider is called `" + name + "`: "
                + String.join(
                        " and ", claimants.stream().map(LLMAdapters::origin).toList())
                + "; remove or rename all but one";
    }

    private static String origin(LLMAdapterProvider provider) {
        CodeSource source = provider.getClass().getProtectionDomain().getCodeSource();
        String name = provider.getClass().getName();
        return source == null || source.getLocation() == null ? name : name + " from " + source.getLocation();
    }
}
