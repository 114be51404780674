package dev.llmconnect.cli;

import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Secret;
import dev.llmconnect.UnsupportedParams;
import dev.llmconnect.profiles.ProviderKeys;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that choose the providers and the one that answers; the same for every command. */
final class AdapterOptions {
    private static final Logger LOG = System.getLogger(AdapterOptions.class.getName());

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec command;

    @Option(
            names = "--provider",
            defaultValue = "mock",
            paramLabel = "PROVIDER",
            description = "Provider for requests that name no profile; case-insensitive."
                    + " `llm-connect providers` lists all providers. Default: mock")
    private String provider = "mock";

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description =
                    "Model for requests that name none and whose profile names none. Default: the provider's default model")
    private @Nullable String model;

    @Option(
            names = "--base-url",
            paramLabel = "URL",
            description = "Base URL of the provider's API. Default: the provider's own")
    private @Nullable String baseUrl;

    @Option(
            names = "--plugins",
            paramLabel = "DIR",
            description = "Folder with plugins, which are jars with more providers. Default: none")
    private @Nullable Path plugins;

    @Option(
            names = "--disable-profiles",
            arity = "0..1",
            converter = OptionValue.Flag.class,
            preprocessor = OptionValue.Flag.class,
            paramLabel = "YES|NO",
            description = "Treat every model name as a model of the provider. Default: no")
    private boolean profilesDisabled;

    @Option(
            names = "--strict-profiles",
            arity = "0..1",
            converter = OptionValue.Flag.class,
            preprocessor = OptionValue.Flag.class,
            paramLabel = "YES|NO",
            description = "Refuse model names that are not a profile. Default: no")
    private boolean profilesStrict;

    @Option(
            names = "--unsupported-params",
            converter = OptionValue.Unsupported.class,
            paramLabel = "drop|refuse",
            description = "What to do with a request parameter that the provider or the model is known not to support:"
                    + " `drop` omits it and names it in `dropped_params`, `refuse` returns 400. A profile can"
                    + " override this. Default: a default is omitted, and a value that was set is sent,"
                    + " translated or refused")
    private @Nullable UnsupportedParams unsupportedParams;

    @Option(
            names = "--max-answer-bytes",
            paramLabel = "BYTES",
            converter = OptionValue.Count.class,
            description = "Maximum size of a provider's answer after decompression. Default: 67108864")
    private @Nullable Integer maxAnswerBytes;

    String provider() {
        return provider;
    }

    /** The environment in which providers are set up: with what the options say of all of them. */
    Map<String, String> environment(Map<String, String> given) {
        if (maxAnswerBytes == null) {
            return given;
        }
        Map<String, String> environment = new LinkedHashMap<>(given);
        environment.put(EnvironmentDefaults.PREFIX + "MAX_ANSWER_BYTES", String.valueOf(maxAnswerBytes));
        return environment;
    }

    @Nullable
    String model() {
        return model;
    }

    /** The values of calls that set none and whose profile sets none. */
    RunConfig defaults() {
        RunConfig.Builder values = RunConfig.builder();
        if (model != null) {
            values.modelName(model);
        }
        if (unsupportedParams != null) {
            values.unsupportedParams(unsupportedParams);
        }
        return values.build();
    }

    boolean profilesDisabled() {
        return profilesDisabled;
    }

    boolean profilesStrict() {
        return profilesStrict;
    }

    /** Loads the providers. Logs a line for each that could not be loaded, and for each variable that nothing reads. */
    LLMAdapters registry(Map<String, String> environment) {
        PluginFolder folder = plugins == null ? PluginFolder.NONE : PluginFolder.open(plugins);
        List<ClassLoader> loaders = new ArrayList<>();
        loaders.add(AdapterOptions.class.getClassLoader());
        loaders.addAll(folder.loaders());
        LLMAdapters registry = LLMAdapters.of(loaders);
        Stream.of(folder.problems(), registry.problems(), new KnownVariables(registry, command).warnings(environment))
                .flatMap(List::stream)
                .forEach(problem -> LOG.log(Level.WARNING, problem));
        rememberKeys(registry, environment);
        return registry;
    }

    /** The settings of the provider that {@link #provider()} names. */
    AdapterSettings settings(Map<String, String> environment) {
        AdapterSettings settings = AdapterSettings.of(environment);
        return baseUrl == null ? settings : settings.with(ProviderSetting.BASE_URL, baseUrl);
    }

    /** Makes every key of the environment known to the redactor, also those of providers that are never called. */
    private static void rememberKeys(LLMAdapters registry, Map<String, String> environment) {
        AdapterSettings settings = AdapterSettings.of(environment);
        for (LLMAdapterProvider provider : registry.providers()) {
            for (ProviderSetting setting : provider.settings()) {
                if (setting.isSecret()) {
                    remember(provider, setting, settings);
                }
            }
        }
    }

    private static void remember(LLMAdapterProvider provider, ProviderSetting setting, AdapterSettings settings) {
        try {
            settings.secret(setting);
            setting.variables().stream()
                    .flatMap(variable -> ProviderKeys.keys(settings, variable).stream())
                    .forEach(Secret::of);
        } catch (LLMException e) {
            LOG.log(
                    Level.WARNING,
                    "the API key of {0} in {1} is invalid: {2}",
                    provider.name(),
                    String.join(" or ", setting.variables()),
                    e.getMessage());
        }
    }
}
