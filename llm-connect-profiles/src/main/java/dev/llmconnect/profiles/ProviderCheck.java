package dev.llmconnect.profiles;

import dev.llmconnect.AdapterRegistry;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMProfileException;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;

/** Whether the provider that a profile names is there, and can be set up the way the profile asks. */
final class ProviderCheck {
    private ProviderCheck() {}

    /**
     * @throws LLMProfileException naming the source, the profile and the field
     */
    static void check(Profile profile, AdapterRegistry registry) {
        LLMAdapterProvider provider;
        try {
            provider = registry.provider(profile.provider());
        } catch (LLMConfigurationException e) {
            if (source(profile, ProfileField.PROVIDER).equals(BuiltInProfiles.SOURCE)) {
                // Nobody's mistake: a program that brings few providers. A call of the profile says what is missing.
                return;
            }
            throw bad(profile, ProfileField.PROVIDER, ": " + e.getMessage());
        }
        requireSetting(profile, ProfileField.BASE_URL, provider, ProviderSetting.BASE_URL);
        requireSetting(profile, ProfileField.API_KEY_ENV, provider, ProviderSetting.API_KEY);
    }

    private static void requireSetting(
            Profile profile, ProfileField field, LLMAdapterProvider provider, String setting) {
        boolean known = provider.settings().stream().anyMatch(it -> it.name().equals(setting));
        if (profile.values().containsKey(field.key()) && !known) {
            throw bad(profile, field, " is set, but provider " + provider.name() + " has no " + setting);
        }
    }

    private static LLMProfileException bad(Profile profile, ProfileField field, String what) {
        return ProfileLayers.bad(
                source(profile, field), profile.name(), profile.name() + "." + field.key() + what, null);
    }

    private static String source(Profile profile, ProfileField field) {
        ProfileValue value = profile.values().get(field.key());
        return value == null ? "" : value.source();
    }
}
