package dev.llmconnect.profiles;

import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMProfileException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The profiles of a program, by name. Immutable and thread-safe. */
public final class Profiles {
    /** The environment variable that names a file of definitions: {@value}. */
    public static final String FILE_VARIABLE = "LLM_CONNECT_PROFILE_FILE";
    /** The environment variable that holds definitions as JSON: {@value}. */
    public static final String JSON_VARIABLE = "LLM_CONNECT_PROFILES_JSON";

    private final Map<String, Profile> byName;

    private Profiles(Collection<Profile> profiles) {
        Map<String, Profile> map = new LinkedHashMap<>();
        for (Profile profile : profiles) {
            if (map.put(profile.name(), profile) != null) {
                throw LLMProfileException.badDefinition("there are two profiles called `" + profile.name() + "`", null);
            }
        }
        byName = Collections.unmodifiableMap(map);
    }

    /**
     * Whether {@link #load} reads a variable, or refuses it because it looks like an override of a profile and belongs to none.
     */
    public static boolean isProfileVariable(String variable) {
        return EnvironmentOverrides.isReserved(variable);
    }

    /**
     * The built-in profiles, changed and extended by the file that {@value #FILE_VARIABLE} names, then by {@value #JSON_VARIABLE}, then
     * by single variables, each layer overriding single fields (the wire contract, section 4). Blank variables count as unset.
     *
     * <p>Providers are looked up, but not set up, so no key is needed.
     *
     * @param environment the variables, usually {@link System#getenv()}
     * @param registry the providers that a profile may name
     * @throws LLMProfileException when a definition can't be read or is wrong; the message names the source, the profile and the field
     */
    public static Profiles load(Map<String, String> environment, LLMAdapters registry) {
        ProfileLayers layers = new ProfileLayers();
        layers.add(BuiltInProfiles.SOURCE, BuiltInProfiles.DEFINITIONS);
        variable(environment, FILE_VARIABLE).ifPresent(file -> {
            String source = ProfileFile.source(file);
            layers.add(source, ProfileJson.object(source, ProfileFile.read(file)));
        });
        variable(environment, JSON_VARIABLE)
                .ifPresent(json -> layers.add(JSON_VARIABLE, ProfileJson.object(JSON_VARIABLE, json)));
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
     * Profiles that are made by a program.
     *
     * @throws LLMProfileException when two have one name
     */
    public static Profiles of(Collection<Profile> profiles) {
        return new Profiles(profiles);
    }

    /** The profile of that name. */
    public Optional<Profile> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The names: the built-in ones, then the others as they were first defined. */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /** The profiles, in the order of {@link #names()}. */
    public List<Profile> all() {
        return List.copyOf(byName.values());
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }
}
