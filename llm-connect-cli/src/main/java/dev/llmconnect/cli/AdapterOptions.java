package dev.llmconnect.cli;

import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMException;
import dev.llmconnect.Secret;
import dev.llmconnect.profiles.ProviderKeys;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which providers there are, and which one answers: the same for every command. */
final class AdapterOptions {
    private static final Logger LOG = System.getLogger(AdapterOptions.class.getName());

    @Option(
            names = "--provider",
            defaultValue = "mock",
            paramLabel = "PROVIDER",
            description =
                    "Who answers where no profile says otherwise; `llm-connect providers` lists all. Default: mock")
    private String provider = "mock";

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "The model where neither the request nor its profile names one. Default: the provider's own")
    private @Nullable String model;

    @Option(
            names = "--base-url",
            paramLabel = "URL",
            description = "The address of the provider's API. Default: the provider's own")
    private @Nullable String baseUrl;

    @Option(
            names = "--plugins",
            paramLabel = "DIR",
            description = "A folder of jars with further providers. Default: none")
    private @Nullable Path plugins;

    @Option(names = "--disable-profiles", description = "Treat every model name as a model of the provider.")
    private boolean profilesDisabled;

    @Option(names = "--strict-profiles", description = "Refuse a model name that is no profile.")
    private boolean profilesStrict;

    String provider() {
        return provider;
    }

    @Nullable
    String model() {
        return model;
    }

    boolean profilesDisabled() {
        return profilesDisabled;
    }

    boolean profilesStrict() {
        return profilesStrict;
    }

    /** The providers that can be asked for; what went wrong with the others is logged, a line each. */
    LLMAdapters registry(Map<String, String> environment) {
        PluginFolder folder = plugins == null ? PluginFolder.NONE : PluginFolder.open(plugins);
        List<ClassLoader> loaders = new ArrayList<>();
        loaders.add(AdapterOptions.class.getClassLoader());
        loaders.addAll(folder.loaders());
        LLMAdapters registry = LLMAdapters.of(loaders);
        Stream.concat(folder.problems().stream(), registry.problems().stream())
                .forEach(problem -> LOG.log(Level.WARNING, problem));
        rememberKeys(registry, environment);
        return registry;
    }

    /** The settings of the provider that is named here. */
    AdapterSettings settings(Map<String, String> environment) {
        AdapterSettings settings = AdapterSettings.of(environment);
        return baseUrl == null ? settings : settings.with(ProviderSetting.BASE_URL, baseUrl);
    }

    /** Lets the redactor know every key of the environment, also of providers that are never asked. */
    private static void rememberKeys(LLMAdapters registry, Map<String, String> environment) {
        AdapterSettings settings = AdapterSettings.of(environment);
        for (LLMAdapterProvider provider : registry.providers()) {
            for (ProviderSetting setting : provider.settings()) {
                if (setting.secret()) {
                    Stream<String> several = setting.variables().stream()
                            .flatMap(variable -> ProviderKeys.several(settings, variable).stream());
                    Stream.concat(settings.value(setting).stream(), several)
                            .forEach(key -> remember(key, provider, setting));
                }
            }
        }
    }

    private static void remember(String key, LLMAdapterProvider provider, ProviderSetting setting) {
        try {
            Secret.of(key);
        } catch (LLMException e) {
            LOG.log(
                    Level.WARNING,
                    "the key of {0} in {1} is unusable: {2}",
                    provider.name(),
                    String.join(" or ", setting.variables()),
                    e.getMessage());
        }
    }
}
