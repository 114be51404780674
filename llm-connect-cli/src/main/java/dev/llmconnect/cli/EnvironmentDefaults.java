package dev.llmconnect.cli;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Gives every long option its environment variable: {@code --max-body-bytes} is {@code LLM_CONNECT_MAX_BODY_BYTES}. The option wins;
 * a blank variable counts as unset. Its text holds no values, since Picocli makes it at each start.
 */
record EnvironmentDefaults(Map<String, String> environment) implements IDefaultValueProvider {
    /** What the names of all our variables begin with. */
    static final String PREFIX = "LLM_CONNECT_";

    /** Without a value. */
    @Override
    public String toString() {
        return "variables that begin with " + PREFIX;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || !hasVariable(option)) {
            return null;
        }
        String value = environment.get(variable(option));
        if (value == null || value.isBlank()) {
            return null;
        }
        return option.preprocessor() instanceof OptionValue.Flag
                ? OptionValue.Flag.ofVariable(value.strip())
                : value.strip();
    }

    /** Whether an option can be set by a variable. */
    static boolean hasVariable(OptionSpec option) {
        return !option.usageHelp() && !option.versionHelp();
    }

    /** Whether an option names the configuration file, which cannot be set inside of it. */
    static boolean isConfig(OptionSpec option) {
        return option.longestName().equals(ConfigFile.OPTION);
    }

    /** The variable of an option. */
    static String variable(OptionSpec option) {
        String name = option.longestName().substring("--".length());
        return PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
