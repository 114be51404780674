package dev.llmconnect.cli;

import dev.llmconnect.LLMAdapters;
import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.internal.Suggestions;
import dev.llmconnect.profiles.Profiles;
import dev.llmconnect.profiles.ProviderKeys;
import dev.llmconnect.profiles.policy.PolicyConfig;
import dev.llmconnect.profiles.policy.PolicyField;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Every {@code LLM_CONNECT_…} variable that the program, its providers and its policies read, to find misspelt ones. The variables of
 * profiles are not among them: {@link Profiles#load} refuses those that belong to no profile. Immutable.
 */
final class KnownVariables {
    private static final String PREFIX = EnvironmentDefaults.PREFIX;

    private final LLMAdapters registry;
    private final CommandSpec command;

    /** @param command the one that runs */
    KnownVariables(LLMAdapters registry, CommandSpec command) {
        this.registry = registry;
        this.command = command;
    }

    /** A line for each variable that is set and that nothing reads. */
    List<String> warnings(Map<String, String> environment) {
        List<String> unknown = new ArrayList<>();
        new TreeMap<>(environment).forEach((name, value) -> {
            if (name.toUpperCase(Locale.ROOT).startsWith(PREFIX)
                    && !value.isBlank()
                    && !Profiles.isProfileVariable(name)) {
                unknown.add(name);
            }
        });
        Set<String> names = new TreeSet<>();
        // The dear ones last: to read the annotations of all commands takes a tenth of a start.
        List<Supplier<Collection<String>>> sources = List.of(
                ProgramVariable::variables,
                () -> ofOptions(command),
                KnownVariables::ofProfiles,
                this::ofProviders,
                KnownVariables::ofOptions);
        for (Supplier<Collection<String>> source : sources) {
            unknown.removeAll(names);
            if (unknown.isEmpty()) {
                return List.of();
            }
            names.addAll(source.get());
        }
        return unknown.stream()
                .filter(name -> !names.contains(name))
                .map(name -> name + " is not a variable that llm-connect reads" + didYouMean(name, names))
                .toList();
    }

    private static Collection<String> ofProfiles() {
        List<String> names = new ArrayList<>(List.of(Profiles.FILE_VARIABLE, Profiles.JSON_VARIABLE));
        for (PolicyField field : PolicyField.values()) {
            names.add(field.variable(PolicyConfig.ENVIRONMENT_PREFIX));
        }
        return names;
    }

    private Collection<String> ofProviders() {
        List<String> names = new ArrayList<>();
        for (LLMAdapterProvider provider : registry.providers()) {
            names.add(AdapterAssembly.maxConcurrentVariable(provider));
            for (ProviderSetting setting : provider.settings()) {
                ProviderKeys.variables(setting).stream()
                        .filter(variable -> variable.startsWith(PREFIX))
                        .forEach(names::add);
            }
        }
        return names;
    }

    private static Collection<String> ofOptions() {
        CommandLine root = Main.commandLine(Console.nowhere());
        return Main.allCommands(root).values().stream()
                .flatMap(command -> ofOptions(command.getCommandSpec()).stream())
                .toList();
    }

    private static Collection<String> ofOptions(CommandSpec command) {
        return command.options().stream()
                .filter(EnvironmentDefaults::hasVariable)
                .map(EnvironmentDefaults::variable)
                .toList();
    }

    /** Compares what follows the prefix, which would make all names look alike. */
    private static String didYouMean(String name, Set<String> names) {
        List<String> suffixes =
                names.stream().map(known -> known.substring(PREFIX.length())).toList();
        return Suggestions.closest(name.substring(PREFIX.length()), suffixes)
                .map(suffix -> "; did you mean `" + PREFIX + suffix + "`?")
                .orElse("");
    }
}
