package dev.llmconnect;

import dev.llmconnect.LoadedProvider.OtherVersionException;
import dev.llmconnect.PluginCalls.PluginException;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderCatalog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Loads providers and catalogs from class loaders, isolating each provider from the others. Not thread-safe. */
final class ProviderLoader implements AutoCloseable {
    /** Maximum number of failures while iterating over service files. */
    private static final int MAX_FAILURES = 100;

    /** Classes whose code blocked, with the problem. They are not called again, since each call would leak a thread. */
    private static final Map<Class<?>, String> BLOCKED = Collections.synchronizedMap(new WeakHashMap<>());

    private final Duration timeout;
    private final PluginCalls calls;
    private final List<LoadedProvider> found = new ArrayList<>();
    private final Set<String> problems = new LinkedHashSet<>();

    /**
     * Creates a loader.
     *
     * @param timeout timeout for each provider or catalog to be constructed and described, and later for each creation of an
     *     adapter
     */
    ProviderLoader(Duration timeout) {
        this.timeout = timeout;
        calls = new PluginCalls(timeout);
    }

    /** Providers found so far, in order of discovery. */
    List<LoadedProvider> found() {
        return found;
    }

    /** Problems found so far, one line each. */
    Collection<String> problems() {
        return problems;
    }

    /** Loads the providers of a class loader. */
    void search(ClassLoader loader) {
        load(LLMAdapterProvider.class, loader, this::described);
        load(ProviderCatalog.class, loader, this::listed);
    }

    private <S> void load(Class<S> service, ClassLoader loader, Listing<S> listing) {
        Iterator<ServiceLoader.Provider<S>> services =
                ServiceLoader.load(service, loader).stream().iterator();
        int failures = 0;
        while (failures < MAX_FAILURES) {
            ServiceLoader.Provider<S> next;
            try {
                if (!services.hasNext()) {
                    return;
                }
                // Loads the class; its code does not run before get().
                next = services.next();
            } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
                failures++;
                report("a provider" + in(loader) + " could not be loaded: " + reason(service, e));
                continue;
            }
            call(service, next.type(), () -> listing.providers(next.get()));
        }
    }

    private void call(Class<?> service, Class<?> type, Callable<Listed> code) {
        String earlier = BLOCKED.get(type);
        if (earlier != null) {
            problems.add(earlier);
            return;
        }
        try {
            Listed listed = calls.call(code);
            found.addAll(listed.providers());
            listed.problems().forEach(this::report);
        } catch (PluginException e) {
            String problem = report(problem(service, type, e));
            if (e.blocked()) {
                BLOCKED.put(type, problem);
            }
        }
    }

    private static String problem(Class<?> service, Class<?> type, PluginException failure) {
        Throwable cause = failure.getCause();
        if (cause instanceof OtherVersionException) {
            return String.valueOf(cause.getMessage());
        }
        String reason = failure.blocked() || cause == null ? failure.getMessage() : reason(service, cause);
        return "a provider" + in(type.getClassLoader()) + " could not be loaded: "
                + (reason.contains(type.getName()) ? "" : type.getName() + ": ") + reason;
    }

    private String report(String what) {
        String problem = Redactor.redact(what.replaceAll("\\s+", " "));
        problems.add(problem);
        return problem;
    }

    /** Result of a service: its providers, and one line per unusable provider. */
    private record Listed(List<LoadedProvider> providers, List<String> problems) {}

    private interface Listing<S> {
        Listed providers(S service);
    }

    private Listed described(LLMAdapterProvider provider) {
        return new Listed(List.of(new LoadedProvider(provider, timeout)), List.of());
    }

    /** Lists the providers of a catalog; one that fails to describe itself does not hide the others. */
    private Listed listed(ProviderCatalog catalog) {
        List<LoadedProvider> providers = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (@Nullable LLMAdapterProvider provider : LoadedProvider.given("providers()", catalog.providers())) {
            try {
                providers.add(new LoadedProvider(LoadedProvider.given("an element of providers()", provider), timeout));
            } catch (Throwable e) {
                problems.add("a provider of " + LoadedProvider.origin(catalog.getClass()) + " could not be loaded: "
                        + reason(ProviderCatalog.class, e));
            }
        }
        return new Listed(providers, problems);
    }

    /** Describes a class loader; a plugin's class loader is named after its jar. */
    private static String in(@Nullable ClassLoader loader) {
        String name = loader == null ? null : loader.getName();
        return name == null || name.equals("app") ? "" : " in " + name;
    }

    /** Returns the failure with its cause, without the service name that the JDK prepends. */
    private static String reason(Class<?> service, Throwable failure) {
        if (!(failure instanceof ServiceConfigurationError)) {
            return LoadedProvider.reason(failure);
        }
        String message = String.valueOf(failure.getMessage()).replace(service.getName() + ": ", "");
        return failure.getCause() == null ? message : message + " (" + failure.getCause() + ")";
    }

    @Override
    public void close() {
        calls.close();
    }
}
