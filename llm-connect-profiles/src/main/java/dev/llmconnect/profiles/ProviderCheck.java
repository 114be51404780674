package dev.llmconnect.profiles;

import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMProfileException;
import dev.llmconnect.internal.Suggestions;
import dev.llmconnect.profiles.policy.FallbackTarget;
import dev.llmconnect.profiles.policy.PolicyField;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.util.List;
import java.util.Optional;

/** Checks that the provider and the fallbacks of a profile exist and accept its settings. */
final class ProviderCheck {
    private ProviderCheck() {}

    /**
     * Checks the provider of a profile.
     *
     * @throws LLMProfileException if it is unknown or a setting is not supported; the message names the source, the profile and
     *     the field
     */
    static void check(Profile profile, LLMAdapters registry) {
        LLMAdapterProvider provider;
        try {
            provider = registry.provider(profile.provider());
        } catch (LLMConfigurationException e) {
            if (source(profile, ProfileField.PROVIDER.key()).equals(BuiltInProfiles.SOURCE)) {
                // Not an error: the program includes few providers. A call of the profile reports what is missing.
                return;
            }
            throw bad(profile, ProfileField.PROVIDER.key(), ": " + e.getMessage());
        }
        requireSetting(profile, ProfileField.BASE_URL, provider, ProviderSetting.BASE_URL);
        requireSetting(profile, ProfileField.API_KEY_ENV, provider, ProviderSetting.API_KEY);
        requireSetting(profile, ProfileField.API_KEY, provider, ProviderSetting.API_KEY);
        for (ProfileField field : ProfileField.DIALECT) {
            requireSetting(profile, field, provider, field.key());
        }
    }

    /**
     * Checks the fallbacks of a profile.
     *
     * @throws LLMProfileException if one is unknown; the message names the source, the profile and the field
     */
    static void checkFallbacks(Profile profile, List<String> profiles, LLMAdapters registry) {
        for (FallbackTarget target : profile.policy().fallbacks()) {
            try {
                if (target.profile().equals(Optional.of(profile.name()))) {
                    throw new LLMConfigurationException("a profile cannot be its own fallback");
                }
                target.profile().filter(name -> !profiles.contains(name)).ifPresent(name -> {
                    throw new LLMConfigurationException(unknownProfile(name, profiles));
                });
                target.provider().ifPresent(registry::provider);
            } catch (LLMConfigurationException e) {
                throw bad(profile, PolicyField.FALLBACKS.key(), ": " + e.getMessage());
            }
        }
    }

    /** Returns the message for an unknown profile. */
    static String unknownProfile(String name, List<String> profiles) {
        return "unknown profile `" + name + "`" + Suggestions.didYouMean(name, profiles) + "; available: "
                + String.join(", ", profiles);
    }

    private static void requireSetting(
            Profile profile, ProfileField field, LLMAdapterProvider provider, String setting) {
        boolean known = provider.settings().stream().anyMatch(it -> it.name().equals(setting));
        if (profile.values().containsKey(field.key()) && !known) {
            throw bad(profile, field.key(), " is set, but provider " + provider.name() + " has no " + setting);
        }
    }

    private static LLMProfileException bad(Profile profile, String field, String what) {
        return ProfileLayers.bad(source(profile, field), profile.name(), profile.name() + "." + field + what, null);
    }

    private static String source(Profile profile, String field) {
        ProfileValue value = profile.values().get(field);
        return value == null ? "" : value.source();
    }
}
