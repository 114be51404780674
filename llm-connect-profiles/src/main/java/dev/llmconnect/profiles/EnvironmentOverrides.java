package dev.llmconnect.profiles;

import dev.llmconnect.LLMProfileException;
import dev.llmconnect.internal.KubernetesVariables;
import dev.llmconnect.internal.Suggestions;
import dev.llmconnect.profiles.policy.PolicyField;
import dev.llmconnect.spi.ProviderSetting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Top layer: one environment variable per field of a profile. A variable with the prefix of an override that matches no profile
 * is refused, so that a misspelt override is not ignored silently.
 */
final class EnvironmentOverrides {
    private static final String COMMON = "LLM_CONNECT_";
    private static final String PREFIX = COMMON + "PROFILE_";
    private static final List<String> RESERVED =
            List.of(PREFIX, COMMON + "PROFILES_", BuiltInProfiles.CUSTODIAN_TRIAGE_PREFIX);
    private static final Set<String> SOURCES = Set.of(Profiles.FILE_VARIABLE, Profiles.JSON_VARIABLE);

    private final Set<String> profiles;
    private final Map<String, List<Target>> targets = new TreeMap<>();

    private EnvironmentOverrides(Set<String> profiles) {
        this.profiles = profiles;
        for (String profile : profiles) {
            for (ProfileField field : ProfileField.values()) {
                field.variableSuffix()
                        .ifPresent(suffix ->
                                add(prefix(profile) + suffix, new Target(profile, field.key(), field::fromVariable)));
            }
            for (PolicyField field : PolicyField.values()) {
                Target target = new Target(profile, field.key(), field::fromVariable);
                add(field.variable(prefix(profile)), target);
                field.oldVariable(prefix(profile)).ifPresent(old -> add(old, target));
            }
        }
    }

    private void add(String variable, Target target) {
        targets.computeIfAbsent(variable, key -> new ArrayList<>()).add(target);
    }

    /** Returns the prefix of a profile's variables. */
    static String prefix(String profile) {
        return profile.equals(BuiltInProfiles.CUSTODIAN_TRIAGE)
                ? BuiltInProfiles.CUSTODIAN_TRIAGE_PREFIX
                : PREFIX + ProviderSetting.variablePart(profile) + "_";
    }

    /**
     * Applies the variables to the profiles defined so far. Blank variables count as unset.
     *
     * @throws LLMProfileException if a variable matches no profile or more than one, or its value is invalid; the message names
     *     the variable
     */
    static void apply(Map<String, String> environment, ProfileLayers layers) {
        EnvironmentOverrides overrides = new EnvironmentOverrides(layers.names());
        new TreeMap<>(environment).forEach((variable, text) -> {
            // Kubernetes sets such variables too, for a service with the name of a profile.
            boolean ours = !text.isBlank() && !KubernetesVariables.matches(variable, text);
            if (ours && isReserved(variable) && !SOURCES.contains(variable)) {
                Target target = overrides.target(variable);
                layers.override(variable, target.profile, target.field, target.json.apply(text.strip()));
            }
        });
    }

    /** Whether a variable has the prefix of an override and must match a profile. */
    static boolean isReserved(String variable) {
        return RESERVED.stream().anyMatch(variable::startsWith);
    }

    private Target target(String variable) {
        List<Target> candidates = targets.getOrDefault(variable, List.of());
        if (candidates.isEmpty()) {
            throw LLMProfileException.invalidDefinition(
                    variable + " matches no profile" + didYouMean(variable) + "; profiles: "
                            + String.join(", ", profiles),
                    null);
        }
        if (candidates.size() > 1) {
            String meanings = candidates.stream()
                    .map(target -> target.profile + "." + target.field)
                    .sorted()
                    .collect(Collectors.joining(" and "));
            throw LLMProfileException.invalidDefinition(
                    variable + " matches " + meanings + "; rename one of these profiles", null);
        }
        return candidates.get(0);
    }

    /** Returns a suggestion. Compares names without the common prefix, which would make all of them similar. */
    private String didYouMean(String variable) {
        List<String> known = Stream.concat(SOURCES.stream(), targets.keySet().stream())
                .map(name -> name.substring(COMMON.length()))
                .toList();
        return Suggestions.closest(variable.substring(COMMON.length()), known)
                .map(name -> "; did you mean `" + COMMON + name + "`?")
                .orElse("");
    }

    /**
     * Target of a variable.
     *
     * @param field key of the field
     * @param json converts the text to a JSON value
     */
    private record Target(String profile, String field, Function<String, Object> json) {}
}
