package dev.llmconnect.cli;

import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Redactor;
import dev.llmconnect.Secret;
import dev.llmconnect.internal.JsonTreeWriter;
import dev.llmconnect.internal.Suggestions;
import dev.llmconnect.profiles.Profiles;
import dev.llmconnect.spi.LLMAdapterProvider;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The configuration file of {@code --config}: gives a value to variables that are not set, so an option wins over a variable, a variable
 * over the file, and the file over the default. Immutable.
 */
final class ConfigFile {
    static final String OPTION = "--config";
    static final String VARIABLE = "LLM_CONNECT_CONFIG";

    /** No file. */
    static final ConfigFile NONE = new ConfigFile();

    /** Editors look for a schema there. */
    static final String SCHEMA = "$schema";

    static final String PROFILES = "profiles";
    static final String PROVIDERS = "providers";
    static final String ENVIRONMENT = "environment";

    /** Variables that others define and that have no setting of their own. */
    static final Pattern FOREIGN_VARIABLE =
            Pattern.compile("(OTEL|AWS|CLOUDSDK|SSL_CERT|XDG)_[A-Z0-9_]+|HOME|LOCALAPPDATA|APPDATA|USERPROFILE");

    private static final Pattern FOREIGN_SECRET =
            Pattern.compile("(?!.*_FILE$).*(SECRET|SESSION_TOKEN|BEARER_TOKEN|AUTHORIZATION_TOKEN|PASSWORD|HEADERS).*");

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, String> paths = new LinkedHashMap<>();
    private final Map<String, String> places = new LinkedHashMap<>();
    private final String name;

    private ConfigFile() {
        name = "";
    }

    /**
     * The file that an argument or {@value #VARIABLE} names; {@link #NONE} without both.
     *
     * @throws LLMConfigurationException if it cannot be read, or a name or value in it is wrong; the message names the place
     */
    static ConfigFile of(Map<String, String> environment, String... arguments) {
        Optional<String> file = argument(OPTION, arguments)
                .or(() -> Optional.ofNullable(environment.get(VARIABLE)))
                .filter(it -> !it.isBlank());
        return file.isEmpty() ? NONE : new ConfigFile(file.get().strip(), environment, arguments);
    }

    /** The value of an option, before the command line is parsed. */
    private static Optional<String> argument(String option, String... arguments) {
        for (int i = 0; i < arguments.length && !arguments[i].equals("--"); i++) {
            if (arguments[i].startsWith(option + "=")) {
                return Optional.of(arguments[i].substring(option.length() + 1));
            }
            if (arguments[i].equals(option) && i + 1 < arguments.length) {
                return Optional.of(arguments[i + 1]);
            }
        }
        return Optional.empty();
    }

    private ConfigFile(String file, Map<String, String> environment, String... arguments) {
        name = file;
        ConfigDocument document = ConfigDocument.read(file);
        ConfigReferences references = new ConfigReferences(environment);
        Map<String, ConfigSetting> general = ConfigSettings.general();
        List<String> known = new ArrayList<>(general.keySet());
        known.addAll(List.of(SCHEMA, PROFILES, PROVIDERS, ENVIRONMENT));
        Map<String, @Nullable Object> later = new LinkedHashMap<>();
        document.root().forEach((key, value) -> {
            ConfigSetting setting = general.get(key);
            if (setting != null) {
                set(document, references, setting, key, value);
            } else if (!known.contains(key)) {
                throw unknown(document, key, key, known);
            } else if (value != null) {
                later.put(key, value);
            }
        });
        object(document, later, PROFILES)
                .ifPresent(profiles ->
                        add(Profiles.CONFIG_LAYER, PROFILES, document.place(PROFILES), JsonTreeWriter.of(profiles)));
        object(document, later, ENVIRONMENT)
                .ifPresent(variables -> variables.forEach(
                        (key, value) -> setForeign(document, references, String.valueOf(key), value)));
        object(document, later, PROVIDERS).ifPresent(all -> {
            Map<String, LLMAdapterProvider> providers =
                    providers(all.keySet(), argument("--plugins", arguments), environment);
            all.forEach((key, value) -> {
                LLMAdapterProvider provider = providers.get(String.valueOf(key));
                if (provider == null) {
                    throw unknown(document, PROVIDERS + "." + key, String.valueOf(key), providers.keySet());
                }
                setProvider(document, references, provider, PROVIDERS + "." + key, value);
            });
        });
    }

    private static Optional<Map<?, ?>> object(
            ConfigDocument document, Map<String, @Nullable Object> members, String key) {
        Object value = members.get(key);
        if (value != null && !(value instanceof Map<?, ?>)) {
            throw document.wrong(key, "`" + key + "` must be an object");
        }
        return Optional.ofNullable((Map<?, ?>) value);
    }

    private static LLMConfigurationException unknown(
            ConfigDocument document, String path, String name, Collection<String> known) {
        return document.wrong(path, "unknown setting `" + path + "`" + Suggestions.didYouMean(name, known));
    }

    private void setProvider(
            ConfigDocument document,
            ConfigReferences references,
            LLMAdapterProvider provider,
            String path,
            @Nullable Object value) {
        if (value == null) {
            return;
        }
        if (!(value instanceof Map<?, ?> members)) {
            throw document.wrong(path, "`" + path + "` must be an object");
        }
        Map<String, ConfigSetting> settings = ConfigSettings.of(provider);
        members.forEach((key, member) -> {
            ConfigSetting setting = settings.get(String.valueOf(key));
            if (setting == null) {
                throw unknown(document, path + "." + key, String.valueOf(key), settings.keySet());
            }
            set(document, references, setting, path + "." + key, member);
        });
    }

    private void setForeign(
            ConfigDocument document, ConfigReferences references, String variable, @Nullable Object value) {
        String path = ENVIRONMENT + "." + variable;
        if (!FOREIGN_VARIABLE.matcher(variable).matches()) {
            throw document.wrong(
                    path,
                    "unknown setting `" + path + "`; accepted here: OTEL_*, AWS_*, CLOUDSDK_*, SSL_CERT_*, XDG_*, HOME."
                            + " What llm-connect defines is set by its own name, such as `port` for LLM_CONNECT_PORT");
        }
        boolean secret = FOREIGN_SECRET.matcher(variable).matches();
        set(document, references, new ConfigSetting(path, variable, List.of(variable), secret, Map.of()), path, value);
    }

    private void set(
            ConfigDocument document,
            ConfigReferences references,
            ConfigSetting setting,
            String path,
            @Nullable Object value) {
        if (value == null) {
            return;
        }
        String text = text(value);
        if (text == null) {
            throw document.wrong(path, "`" + path + "` must be a string, a number, a boolean or a list of these");
        }
        if (setting.isSecret() && !references.isReference(text)) {
            throw document.wrong(
                    path,
                    "`" + path
                            + "` must be a reference such as ${NAME} or ${file:/run/secrets/name}, not the secret itself");
        }
        if (!Redactor.redact(references.without(text)).equals(references.without(text))) {
            throw document.wrong(
                    path, "`" + path + "` holds a credential; put ${NAME} or ${file:/run/secrets/name} in its place");
        }
        if (!references.noneIsSet(setting.variables())) {
            return;
        }
        try {
            String resolved = references.resolve(text);
            add(
                    setting.variable(),
                    path,
                    document.place(path),
                    setting.isSecret() ? Secret.of(resolved).reveal() : resolved);
        } catch (LLMConfigurationException e) {
            throw document.wrong(path, "`" + path + "`: " + e.getMessage());
        }
    }

    private void add(String variable, String path, String place, String value) {
        values.put(variable, value);
        paths.put(variable, path);
        places.put(variable, place);
    }

    /** As a variable would say it; {@code null} if no variable can. */
    private static @Nullable String text(Object value) {
        if (value instanceof List<?> list) {
            List<String> texts = new ArrayList<>();
            for (Object item : list) {
                String text = item == null || item instanceof List<?> ? null : text(item);
                if (text == null) {
                    return null;
                }
                texts.add(text);
            }
            return String.join(",", texts);
        }
        if (value instanceof Map<?, ?>) {
            return null;
        }
        return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
    }

    private Map<String, LLMAdapterProvider> providers(
            Collection<?> named, Optional<String> plugins, Map<String, String> environment) {
        Map<String, LLMAdapterProvider> installed = ConfigSettings.providers(LLMAdapters.installed());
        if (installed.keySet().containsAll(named)) {
            return installed;
        }
        String variable = EnvironmentDefaults.PREFIX + "PLUGINS";
        Optional<String> folder = plugins.or(() -> Optional.ofNullable(environment.get(variable)))
                .or(() -> Optional.ofNullable(values.get(variable)))
                .filter(it -> !it.isBlank());
        if (folder.isEmpty()) {
            return installed;
        }
        List<ClassLoader> loaders =
                new ArrayList<>(PluginFolder.open(Path.of(folder.get().strip())).loaders());
        loaders.add(0, ConfigFile.class.getClassLoader());
        return ConfigSettings.providers(LLMAdapters.of(loaders));
    }

    /** These variables, and those of the file that are not among them. */
    Map<String, String> applyTo(Map<String, String> environment) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.putAll(values);
        return all;
    }

    /** Whether the value of this variable is from the file. */
    boolean sets(String variable) {
        return values.containsKey(variable);
    }

    /** Name in the file of what a variable sets; only if {@link #sets}. */
    String path(String variable) {
        return paths.getOrDefault(variable, variable);
    }

    /** Place of the value of a variable: {@code llm-connect.json, line 3, column 5}; only if {@link #sets}. */
    String place(String variable) {
        return places.getOrDefault(variable, name);
    }

    /** The variables that the file sets. */
    Collection<String> variables() {
        return values.keySet();
    }

    /** Name of the file; empty without one. */
    String name() {
        return name;
    }
}
