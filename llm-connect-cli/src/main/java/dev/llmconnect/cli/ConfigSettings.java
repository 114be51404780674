package dev.llmconnect.cli;

import dev.llmconnect.LLMAdapters;
import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.internal.SecretFile;
import dev.llmconnect.profiles.Profiles;
import dev.llmconnect.profiles.ProviderKeys;
import dev.llmconnect.profiles.policy.PolicyConfig;
import dev.llmconnect.profiles.policy.PolicyField;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Every setting of the configuration file: what options, variables and providers define, under the variable's name in lower case without
 * {@code LLM_CONNECT_}.
 */
final class ConfigSettings {
    private static final List<String> ADMIN_KEY =
            List.of(ProgramVariable.ADMIN_KEY.variable(), ProgramVariable.ADMIN_KEY.variable() + SecretFile.SUFFIX);

    private ConfigSettings() {}

    /** The settings outside of {@code providers}, by name. */
    static Map<String, ConfigSetting> general() {
        Map<String, ConfigSetting> settings = new LinkedHashMap<>();
        Main.allCommands(Main.commandLine(Console.nowhere())).values().stream()
                .flatMap(command -> command.getCommandSpec().options().stream())
                .filter(option -> EnvironmentDefaults.hasVariable(option) && !EnvironmentDefaults.isConfig(option))
                .forEach(option -> put(settings, EnvironmentDefaults.variable(option), false, ConfigSchema.of(option)));
        for (ProgramVariable variable : ProgramVariable.values()) {
            if (!variable.isOfLauncher()) {
                put(
                        settings,
                        variable.variable(),
                        variable == ProgramVariable.ADMIN_KEY,
                        ConfigSchema.text(variable.description()));
            }
        }
        for (PolicyField field : PolicyField.values()) {
            put(settings, field.variable(PolicyConfig.ENVIRONMENT_PREFIX), false, ConfigSchema.of(field));
        }
        put(
                settings,
                Profiles.FILE_VARIABLE,
                false,
                ConfigSchema.text("File with profiles in JSON, which take precedence over those of `profiles`."));
        return settings;
    }

    private static void put(
            Map<String, ConfigSetting> settings, String variable, boolean isSecret, Map<String, ?> schema) {
        String name = name(variable);
        List<String> variables = ADMIN_KEY.contains(variable) ? ADMIN_KEY : List.of(variable);
        // Some commands share an option; the first one describes it.
        settings.putIfAbsent(name, new ConfigSetting(name, variable, variables, isSecret, schema));
    }

    /** Name of an {@code LLM_CONNECT_} variable in the file. */
    static String name(String variable) {
        return variable.substring(EnvironmentDefaults.PREFIX.length()).toLowerCase(Locale.ROOT);
    }

    /** Name of the option of an {@code LLM_CONNECT_} variable without its dashes; the variable itself if it has another prefix. */
    static String optionName(String variable) {
        return variable.startsWith(EnvironmentDefaults.PREFIX) ? name(variable).replace('_', '-') : variable;
    }

    /** The settings of a provider, by name. */
    static Map<String, ConfigSetting> of(LLMAdapterProvider provider) {
        Map<String, ConfigSetting> settings = new LinkedHashMap<>();
        String prefix = "providers." + provider.name() + ".";
        for (ProviderSetting setting : provider.settings()) {
            List<String> variables = ProviderKeys.variables(setting);
            if (variables.isEmpty()) {
                continue;
            }
            String variable = setting.variables().get(0);
            String description = setting.description();
            if (!setting.isSecret()) {
                add(settings, prefix, setting.name(), variable, variables, false, description);
                continue;
            }
            for (String form : List.of("", "s")) {
                String name = setting.name() + form;
                String formVariable = variable + form.toUpperCase(Locale.ROOT);
                String several = form.isEmpty() ? description : description + "; several, separated by commas";
                add(settings, prefix, name, formVariable, variables, true, several);
                add(
                        settings,
                        prefix,
                        name + "_file",
                        formVariable + SecretFile.SUFFIX,
                        variables,
                        false,
                        "file with " + several);
            }
        }
        String limit = AdapterAssembly.maxConcurrentVariable(provider);
        settings.put(
                "max_concurrent",
                new ConfigSetting(
                        prefix + "max_concurrent",
                        limit,
                        List.of(limit),
                        false,
                        ConfigSchema.of(PolicyField.MAX_CONCURRENT)));
        return settings;
    }

    private static void add(
            Map<String, ConfigSetting> settings,
            String prefix,
            String name,
            String variable,
            List<String> variables,
            boolean isSecret,
            String description) {
        settings.put(
                name, new ConfigSetting(prefix + name, variable, variables, isSecret, ConfigSchema.text(description)));
    }

    /** Providers by name and alias. */
    static Map<String, LLMAdapterProvider> providers(LLMAdapters registry) {
        Map<String, LLMAdapterProvider> providers = new LinkedHashMap<>();
        Collection<LLMAdapterProvider> all = registry.providers();
        all.forEach(provider -> providers.put(provider.name(), provider));
        all.forEach(provider -> provider.aliases().forEach(alias -> providers.putIfAbsent(alias, provider)));
        return providers;
    }
}
