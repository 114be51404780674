package dev.llmconnect;

import dev.llmconnect.internal.Suggestions;
import dev.llmconnect.spi.AdapterCatalog;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
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
 * The providers found with {@link ServiceLoader}, by name. Immutable and thread-safe.
 *
 * <p>A provider that cannot be loaded is reported in {@link #problems()} and hides nobody else. Of two that claim one name neither
 * is used: asking for it says who they are.
 */
public final class AdapterRegistry {
    /** Ends a search through service files that fail again and again. */
    private static final int MOST_FAILURES = 100;

    private final Map<String, List<LLMAdapterProvider>> byName = new TreeMap<>();
    private final Map<String, List<LLMAdapterProvider>> byAlias = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    private AdapterRegistry(List<ClassLoader> loaders) {
        for (ClassLoader loader : loaders) {
            load(LLMAdapterProvider.class, loader, this::add);
            load(AdapterCatalog.class, loader, catalog -> catalog.providers().forEach(this::add));
        }
        byName.forEach((name, claimants) -> {
            if (claimants.size() > 1) {
                problems.add(conflict(name, claimants));
            }
        });
    }

    /** The providers on the class path, seen from the current thread's context class loader. */
    public static AdapterRegistry installed() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return of(List.of(context != null ? context : AdapterRegistry.class.getClassLoader()));
    }

    /** The providers each of these class loaders finds; one that several find is the same one. */
    public static AdapterRegistry of(List<ClassLoader> loaders) {
        return new AdapterRegistry(loaders);
    }

    /** The names that can be asked for, sorted, without aliases. */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /** The providers, sorted by name. */
    public List<LLMAdapterProvider> providers() {
        return byName.values().stream().map(claimants -> claimants.get(0)).toList();
    }

    /** What went wrong while looking for providers, a line each. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /**
     * The provider of that name or alias.
     *
     * @throws LLMConfigurationException when there is none, or more than one
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
     * A new adapter of that provider.
     *
     * @throws LLMConfigurationException when there is no such provider, or its settings are wrong
     */
    public LLMAdapter create(String name, AdapterSettings settings) {
        LLMAdapterProvider provider = provider(name);
        try {
            return new CheckedAdapter(provider.create(settings, this));
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
        while (failures < MOST_FAILURES) {
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
                        " and ", claimants.stream().map(AdapterRegistry::origin).toList())
                + "; remove or rename all but one";
    }

    private static String origin(LLMAdapterProvider provider) {
        CodeSource source = provider.getClass().getProtectionDomain().getCodeSource();
        String name = provider.getClass().getName();
        return source == null || source.getLocation() == null ? name : name + " from " + source.getLocation();
    }
}
