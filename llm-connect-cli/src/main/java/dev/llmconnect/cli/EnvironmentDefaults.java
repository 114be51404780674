package dev.llmconnect.cli;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Gives every long option its environment variable: {@code --max-body-bytes} is {@code LLM_CONNECT_MAX_BODY_BYTES}. The option wins;
 * a blank variable counts as none.
 */
record EnvironmentDefaults(Map<String, String> environment) implements IDefaultValueProvider {
    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
            return null;
        }
        String value = environment.get(variable(option));
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** The variable of an option. */
    static String variable(OptionSpec option) {
        String name = option.longestName().substring("--".length());
        return "LLM_CONNECT_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
