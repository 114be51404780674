package dev.llmconnect.profiles;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** A provider that keeps every adapter it made, with what it was told. */
final class FakeProvider implements LLMAdapterProvider {
    record Made(String provider, Optional<String> key, Optional<String> baseUrl, RecordingAdapter adapter) {}

    /** In the order of their making; emptied by each test that looks. */
    static final List<Made> MADE = new CopyOnWriteArrayList<>();

    /** Run before an adapter is made; may throw, or hold the maker up. */
    static final AtomicReference<Runnable> BEFORE_MAKING = new AtomicReference<>(() -> {});

    private final String name;
    private final List<String> aliases;
    private final List<ProviderSetting> settings;

    FakeProvider(String name, List<String> aliases, ProviderSetting... settings) {
        this.name = name;
        this.aliases = aliases;
        this.settings = List.of(settings);
    }

    static List<Made> made(String provider) {
        return MADE.stream().filter(made -> made.provider.equals(provider)).toList();
    }

    static RecordingAdapter only(String provider) {
        List<Made> made = made(provider);
        if (made.size() != 1) {
            throw new AssertionError("expected one adapter of " + provider + ", got " + made);
        }
        return made.get(0).adapter();
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
        return "a fake";
    }

    @Override
    public List<String> ownedModels() {
        return switch (name) {
            case "openrouter" -> List.of("opus-*");
            case "local" -> List.of("opus-small-*");
            default -> List.of();
        };
    }

    @Override
    public List<ProviderSetting> settings() {
        return settings;
    }

    @Override
    public LLMAdapter create(AdapterSettings given) {
        BEFORE_MAKING.get().run();
        Optional<String> key = Optional.empty();
        Optional<String> baseUrl = Optional.empty();
        for (ProviderSetting setting : settings) {
            if (setting.name().equals(ProviderSetting.API_KEY)) {
                key = Optional.of(given.requireSecret(name, setting).reveal());
            } else {
                baseUrl = given.value(setting);
            }
        }
        RecordingAdapter adapter = new RecordingAdapter(name);
        MADE.add(new Made(name, key, baseUrl, adapter));
        return adapter;
    }
}
