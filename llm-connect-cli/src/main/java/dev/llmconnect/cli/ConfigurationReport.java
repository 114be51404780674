package dev.llmconnect.cli;

import dev.llmconnect.Redactor;
import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.profiles.Profiles;
import dev.llmconnect.profiles.ProviderKeys;
import dev.llmconnect.server.admin.ServerConfiguration;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options and variables of a server, without credentials, for the admin API. Thread-safe. */
final class ConfigurationReport implements ServerConfiguration {
    private static final int MAX_LENGTH = 300;
    private static final String SET = "(set)";
    private static final String ENVIRONMENT = "environment";
    private static final Pattern SECRET_NAME = Pattern.compile(".*(KEY|SECRET|TOKEN|PASSWORD|CREDENTIAL|HEADERS).*");
    private static final String DATABASE = "--database";

    private final CommandSpec command;
    private final Map<String, String> environment;
    private final ConfigFile config;
    private final AdapterAssembly assembly;

    /** @param command has been parsed */
    ConfigurationReport(CommandSpec command, Console console, AdapterAssembly assembly) {
        this.command = command;
        environment = console.environment();
        config = console.config();
        this.assembly = assembly;
    }

    @Override
    public List<Map<String, ?>> values() {
        List<Map<String, ?>> values = new ArrayList<>();
        List<String> reported = new ArrayList<>();
        for (OptionSpec option : command.options()) {
            if (EnvironmentDefaults.hasVariable(option)) {
                String variable = EnvironmentDefaults.variable(option);
                reported.add(variable);
                values.add(row(option.longestName(), value(option), source(option, variable)));
            }
        }
        providerVariables().forEach((variable, secret) -> {
            String text = environment.get(variable);
            if (text != null && !text.isBlank()) {
                reported.add(variable);
                values.add(row(variable, secret ? SET : safe(text), source(variable, ENVIRONMENT)));
            }
        });
        new TreeMap<>(environment).forEach((name, text) -> {
            if (name.startsWith(EnvironmentDefaults.PREFIX) && !reported.contains(name)) {
                reported.add(name);
                values.add(row(name, isSecret(name) ? SET : safe(text), source(name, ENVIRONMENT)));
            }
        });
        for (String variable : config.variables()) {
            if (!reported.contains(variable)) {
                boolean isShown = !isSecret(variable) && !variable.equals(Profiles.CONFIG_LAYER);
                String text = environment.getOrDefault(variable, "");
                values.add(row(config.path(variable), isShown ? safe(text) : SET, config.place(variable)));
            }
        }
        return values;
    }

    private String value(OptionSpec option) {
        Object value = option.getValue();
        if (option.longestName().equals(DATABASE) && value != null) {
            return assembly.ledger().map(ledger -> ledger.store().description()).orElse(SET);
        }
        return value == null ? "" : safe(String.valueOf(value));
    }

    private String source(OptionSpec option, String variable) {
        ParseResult parsed =
                command.commandLine() == null ? null : command.commandLine().getParseResult();
        if (parsed != null && parsed.hasMatchedOption(option)) {
            return "option";
        }
        String text = environment.get(variable);
        return text == null || text.isBlank() ? "default" : source(variable, variable);
    }

    /** The place in the configuration file, if the value is from there. */
    private String source(String variable, String otherwise) {
        return config.sets(variable) ? config.place(variable) : otherwise;
    }

    /** The variables of all providers, and whether they hold credentials. */
    private Map<String, Boolean> providerVariables() {
        Map<String, Boolean> variables = new LinkedHashMap<>();
        for (LLMAdapterProvider provider : assembly.registry().providers()) {
            for (ProviderSetting setting : provider.settings()) {
                for (String variable : ProviderKeys.variables(setting)) {
                    variables.merge(variable, setting.isSecret() || isSecret(variable), Boolean::logicalOr);
                }
            }
        }
        return variables;
    }

    private static boolean isSecret(String variable) {
        return SECRET_NAME.matcher(variable.toUpperCase(Locale.ROOT)).matches();
    }

    private static String safe(String text) {
        return Redactor.redact(text, MAX_LENGTH);
    }

    private static Map<String, @Nullable Object> row(String name, String value, String source) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("name", name);
        row.put("value", value);
        row.put("source", source);
        return row;
    }

    @Override
    public List<String> models() {
        List<String> names = new ArrayList<>(assembly.profileNames());
        OptionSpec model = command.findOption("--model");
        if (model != null && model.getValue() instanceof String name) {
            names.add(name);
        }
        return names;
    }

    @Override
    public void reload() {
        assembly.reload("the operator asked for it");
    }
}
