package dev.llmconnect.profiles;

import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMProfileException;
import dev.llmconnect.internal.NamePattern;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Profiles by name. Immutable and thread-safe. */
public final class Profiles {
    /** Environment variable that names a file of definitions: {@value}. */
    public static final String FILE_VARIABLE = "LLM_CONNECT_PROFILE_FILE";
    /** Environment variable with definitions as JSON: {@value}. */
    public static final String JSON_VARIABLE = "LLM_CONNECT_PROFILES_JSON";

    /** Source of the values of built-in profiles. */
    public static final String BUILT_IN = BuiltInProfiles.SOURCE;

    /**
     * Entry of {@link #load}'s map with definitions as JSON from a configuration file, below the other two sources; no process can set a
     * variable of this name by accident: {@value}.
     */
    public static final String CONFIG_LAYER = "profiles of the configuration file";

    private final Map<String, Profile> byName;
    /** The most specific first. */
    private final List<Profile> patterns;

    private Profiles(Collection<Profile> profiles) {
        Map<String, Profile> map = new LinkedHashMap<>();
        for (Profile profile : profiles) {
            if (map.put(profile.name(), profile) != null) {
                throw LLMProfileException.invalidDefinition(
                        "there are two profiles called `" + profile.name() + "`", null);
            }
        }
        byName = Collections.unmodifiableMap(map);
        patterns = map.values().stream()
                .filter(Profile::isPattern)
                .sorted((one, other) -> NamePattern.MOST_SPECIFIC_FIRST.compare(one.pattern(), other.pattern()))
                .toList();
    }

    /** Whether {@link #load} reads a variable, or refuses it as an override that matches no profile. */
    public static boolean isProfileVariable(String variable) {
        return EnvironmentOverrides.isReserved(variable);
    }

    /**
     * Loads the built-in profiles, overridden field by field by {@link #CONFIG_LAYER}, then the file of {@value #FILE_VARIABLE}, then
     * {@value #JSON_VARIABLE}, then single variables (wire contract, section 4). Blank variables count as unset.
     *
     * <p>Looks up providers without creating them, so no key is needed.
     *
     * @param environment variables, usually {@link System#getenv()}
     * @param registry providers that profiles may use
     * @throws LLMProfileException if a definition cannot be read or is invalid; the message names the source, the profile and the
     *     field
     */
    public static Profiles load(Map<String, String> environment, LLMAdapters registry) {
        return load(environment, registry, "", Map.of());
    }

    /**
     * Loads profiles like {@link #load(Map, LLMAdapters)}, with a layer of the program's own below the single variables.
     *
     * @param source name of the program's layer in messages, for example {@code application.yml}
     * @param definitions fields by profile, as they would be in JSON
     * @throws LLMProfileException if a definition cannot be read or is invalid; the message names the source, the profile and the
     *     field
     */
    public static Profiles load(
            Map<String, String> environment, LLMAdapters registry, String source, Map<String, ?> definitions) {
        ProfileLayers layers = new ProfileLayers();
        layers.add(BuiltInProfiles.SOURCE, BuiltInProfiles.DEFINITIONS);
        variable(environment, CONFIG_LAYER)
                .ifPresent(json -> layers.add(CONFIG_LAYER, ProfileJson.object(CONFIG_LAYER, json)));
        variable(environment, FILE_VARIABLE).ifPresent(file -> {
            String fileSource = ProfileFile.source(file);
            layers.add(fileSource, ProfileJson.object(fileSource, ProfileFile.read(file)));
        });
        variable(environment, JSON_VARIABLE)
                .ifPresent(json -> layers.add(JSON_VARIABLE, ProfileJson.object(JSON_VARIABLE, json)));
        layers.add(source, new LinkedHashMap<>(definitions));
        EnvironmentOverrides.apply(environment, layers);
        List<Profile> profiles = layers.merged();
        Profiles loaded = new Profiles(profiles);
        for (Profile profile : profiles) {
            ProviderCheck.check(profile, registry);
            ProviderCheck.checkFallbacks(profile, loaded.names(), registry);
        }
        return loaded;
    }

    /**
     * Creates profiles programmatically.
     *
     * @throws LLMProfileException if two profiles have the same name
     */
    public static Profiles of(Collection<Profile> profiles) {
        return new Profiles(profiles);
    }

    /**
     * Returns the profile of a requested model name: the one with this name, otherwise the most specific pattern that matches (the one with
     * the most characters beside {@code *}).
     */
    public Optional<Profile> match(String requested) {
        Profile named = byName.get(requested);
        return named != null && !named.isPattern()
                ? Optional.of(named)
                : matching(requested).stream().findFirst();
    }

    /** Returns the profiles whose name is a pattern that matches, the most specific first. */
    public List<Profile> matching(String requested) {
        return patterns.stream()
                .filter(profile -> profile.pattern().matches(requested))
                .toList();
    }

    /** Returns the profile with this name. */
    public Optional<Profile> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Names, in order of definition: the built-in profiles first. */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /** Profiles, in the order of {@link #names()}. */
    public List<Profile> all() {
        return List.copyOf(byName.values());
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }
}
