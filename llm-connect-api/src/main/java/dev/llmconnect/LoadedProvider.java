package dev.llmconnect;

import dev.llmconnect.PluginCalls.PluginException;
import dev.llmconnect.internal.Suggestions;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.security.CodeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A registered provider with the description it gave when loaded; only {@link #create} runs its code again. Immutable and
 * thread-safe.
 */
final class LoadedProvider implements LLMAdapterProvider {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    private final LLMAdapterProvider provider;
    private final Duration timeout;
    private final String name;
    private final List<String> aliases;
    private final String description;
    private final List<ProviderSetting> settings;
    private final Optional<String> defaultModel;
    private final List<String> ownedModels;
    /** Number of creations that timed out and are still running. */
    private final AtomicInteger blocked = new AtomicInteger();

    /** Thrown if a provider's description of itself is unusable. */
    static class UnusableProviderException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnusableProviderException(String message) {
            super(message);
        }
    }

    /** Thrown if the provider was built for another API version. */
    static final class OtherVersionException extends UnusableProviderException {
        private static final long serialVersionUID = 1L;

        OtherVersionException(String message) {
            super(message);
        }
    }

    /**
     * Asks a provider to describe itself.
     *
     * @param timeout timeout of each creation of an adapter
     * @throws UnusableProviderException if the provider was built for another API version, or returns {@code null} or an invalid
     *     name
     */
    LoadedProvider(LLMAdapterProvider provider, Duration timeout) {
        this.provider = provider;
        this.timeout = timeout;
        int version = provider.apiVersion();
        if (version != API_VERSION) {
            throw new OtherVersionException("provider " + provider.name() + " (" + origin() + ") was built for version "
                    + version + " of the plugin API, and this is version " + API_VERSION);
        }
        name = checked("name()", provider.name());
        aliases = copy("aliases()", provider.aliases()).stream()
                .map(alias -> checked("aliases()", alias))
                .toList();
        description = given("description()", provider.description());
        settings = copy("settings()", provider.settings());
        defaultModel = given("defaultModel()", provider.defaultModel());
        ownedModels = copy("ownedModels()", provider.ownedModels());
    }

    /** Returns the failure in one line, without our own exception names. */
    static String reason(Throwable failure) {
        return failure instanceof UnusableProviderException ? "" + failure.getMessage() : failure.toString();
    }

    /**
     * @throws UnusableProviderException if the value is {@code null}
     */
    static <T> T given(String method, @Nullable T value) {
        return Optional.ofNullable(value).orElseThrow(() -> new UnusableProviderException(method + " returned null"));
    }

    private static <T> List<T> copy(String method, @Nullable List<T> values) {
        List<T> copy = new ArrayList<>(given(method, values));
        copy.forEach(value -> given(method, value));
        return List.copyOf(copy);
    }

    private static String checked(String method, @Nullable String value) {
        String name = given(method, value);
        if (!NAME.matcher(name).matches()) {
            throw new UnusableProviderException(
                    method + " returned `" + name + "`; a name has up to 100 letters, digits, `.`, `-` and `_`");
        }
        return name;
    }

    @Override
    public int apiVersion() {
        return API_VERSION;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> aliases() {
        return aliases;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public List<ProviderSetting> settings() {
        return settings;
    }

    @Override
    public Optional<String> defaultModel() {
        return defaultModel;
    }

    @Override
    public List<String> ownedModels() {
        return ownedModels;
    }

    @Override
    public LLMAdapter create(AdapterSettings given) {
        return create(given, LLMAdapters.installed());
    }

    /**
     * {@inheritDoc}
     *
     * @throws LLMConfigurationException also if an explicit setting is not supported by the provider, or creation fails in any
     *     other way
     */
    @Override
    public LLMAdapter create(AdapterSettings given, LLMAdapters registry) {
        given.names().forEach(this::requireSetting);
        if (blocked.get() > 0) {
            // Another attempt would leave another thread behind.
            throw failed("an earlier attempt has not returned yet", null);
        }
        Creation creation = new Creation(given, registry);
        try (PluginCalls calls = new PluginCalls(timeout)) {
            return calls.callInterruptibly(creation);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            creation.giveUp();
            throw new LLMCancelledException(
                    "the thread was interrupted while provider " + name + " was set up", e, ErrorDetails.none());
        } catch (PluginException e) {
            if (e.blocked()) {
                creation.giveUp();
            }
            if (e.getCause() instanceof LLMException known) {
                throw known;
            }
            throw failed(e.getMessage(), e.blocked() ? null : e.getCause());
        }
    }

    /** Creates one adapter, and closes it if it arrives after the timeout. */
    private final class Creation implements Callable<LLMAdapter> {
        private final AdapterSettings given;
        private final LLMAdapters registry;
        /** Set by whichever comes first: the end of the creation or of the wait for it. */
        private final AtomicBoolean settled = new AtomicBoolean();

        Creation(AdapterSettings given, LLMAdapters registry) {
            this.given = given;
            this.registry = registry;
        }

        @Override
        public LLMAdapter call() {
            LLMAdapter adapter;
            try {
                adapter = LoadedProvider.given("create()", provider.create(given, registry));
                // Where it is asked later, nobody waits for a limited time.
                LoadedProvider.given("provider() of its adapter", adapter.provider());
            } catch (Throwable e) {
                endsLate();
                throw e;
            }
            if (endsLate()) {
                adapter.close();
            }
            return adapter;
        }

        private boolean endsLate() {
            boolean late = !settled.compareAndSet(false, true);
            if (late) {
                blocked.decrementAndGet();
            }
            return late;
        }

        void giveUp() {
            if (settled.compareAndSet(false, true)) {
                blocked.incrementAndGet();
            }
        }
    }

    private LLMConfigurationException failed(String why, @Nullable Throwable cause) {
        return new LLMConfigurationException(
                "provider " + name + " could not be set up: " + why, cause, ErrorDetails.none());
    }

    private void requireSetting(String setting) {
        List<String> known = settings.stream().map(ProviderSetting::name).toList();
        if (!known.contains(setting)) {
            throw new LLMConfigurationException("provider " + name + " has no setting `" + setting + "`"
                    + Suggestions.didYouMean(setting, known)
                    + (known.isEmpty() ? "; it has none" : "; accepted: " + String.join(", ", known)));
        }
    }

    /**
     * Returns whether another registration has the same class (compared by name if {@code byClassName}) and the same provider.
     */
    boolean isSame(LoadedProvider other, boolean byClassName) {
        Class<?> type = provider.getClass();
        Class<?> otherType = other.provider.getClass();
        boolean sameType = byClassName ? type.getName().equals(otherType.getName()) : Objects.equals(type, otherType);
        return sameType && name.equals(other.name);
    }

    /** Returns the class and the jar or folder it was loaded from. */
    String origin() {
        return origin(provider.getClass());
    }

    /** Returns the class and the jar or folder it was loaded from. */
    static String origin(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null
                ? type.getName()
                : type.getName() + " from " + source.getLocation();
    }

    /** Returns a case-insensitive lookup key. */
    static String key(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return name;
    }
}
