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
 * The highest layer: one environment variable for one field of one profile. A variable that looks like one of these and belongs to no
 * profile is refused, since a misspelt override would otherwise be ignored in silence.
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
                Target target = new Target(profile, field.key(), field::jsonOf);
                add(field.variable(prefix(profile)), target);
                field.oldVariable(prefix(profile)).ifPresent(old -> add(old, target));
            }
        }
    }

    private void add(String variable, Target target) {
        targets.computeIfAbsent(variable, key -> new ArrayList<>()).add(target);
    }

    /** What the variables of a profile begin with. */
    static String prefix(String profile) {
        return profile.equals(BuiltInProfiles.CUSTODIAN_TRIAGE)
                ? BuiltInProfiles.CUSTODIAN_TRIAGE_PREFIX
                : PREFIX + ProviderSetting.variablePart(profile) + "_";
    }

    /**
     * Lays the variables over the profiles that are there. A blank one counts as unset.
     *
     * @throws LLMProfileException naming the variable when it belongs to no profile, or could belong to two, or its value is wrong
     */
    static void apply(Map<String, String> environment, ProfileLayers layers) {
        EnvironmentOverrides overrides = new EnvironmentOverrides(layers.names());
        new TreeMap<>(environment).forEach((variable, text) -> {
            // Kubernetes sets such variables too, for a service that is called like a profile.
            boolean ours = !text.isBlank() && !KubernetesVariables.matches(variable, text);
            if (ours && isReserved(variable) && !SOURCES.contains(variable)) {
                Target target = overrides.target(variable);
                layers.override(variable, target.profile, target.field, target.json.apply(text.strip()));
            }
        });
    }

    /** Whether a variable must belong to a profile. */
    static boolean isReserved(String variable) {
        return RESERVED.stream().anyMatch(variable::startsWith);
    }

    private Target target(String variable) {
        List<Target> candidates = targets.getOrDefault(variable, List.of());
        if (candidates.isEmpty()) {
            throw LLMProfileException.badDefinition(
                    variable + " belongs to no profile" + didYouMean(variable) + "; profiles: "
                            + String.join(", ", profiles),
                    null);
        }
        if (candidates.size() > 1) {
            String meanings = candidates.stream()
                    .map(target -> target.profile + "." + target.field)
                    .sorted()
                    .collect(Collectors.joining(" or "));
            throw LLMProfileException.badDefinition(
                    variable + " could mean " + meanings + "; rename one of these profiles", null);
        }
        return candidates.get(0);
    }

    /** Compares what follows the part that all have in common, which would make everything look alike. */
    private String didYouMean(String variable) {
        List<String> known = Stream.concat(SOURCES.stream(), targets.keySet().stream())
                .map(name -> name.substring(COMMON.length()))
                .toList();
        return Suggestions.closest(variable.substring(COMMON.length()), known)
                .map(name -> "; did you mean `" + COMMON + name + "`?")
                .orElse("");
    }

    /**
     * @param field its key
     * @param json what a text means, as JSON would hold it
     */
    private record Target(String profile, String field, Function<String, Object> json) {}
}
