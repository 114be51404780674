package dev.llmconnect.cli;

import dev.llmconnect.AdapterRegistry;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.profiles.DefaultModelAdapter;
import dev.llmconnect.profiles.ProfileAdapter;
import dev.llmconnect.profiles.Profiles;
import dev.llmconnect.spi.AdapterSettings;
import java.util.Map;

/** Puts together what answers: the provider, the server's model, the profiles. */
final class AdapterAssembly {
    private AdapterAssembly() {}

    /**
     * The adapter the options and the environment describe.
     *
     * @throws dev.llmconnect.LLMConfigurationException when the provider or a profile's definition is wrong
     */
    static LLMAdapter assemble(AdapterOptions options, Map<String, String> environment) {
        AdapterRegistry registry = options.registry(environment);
        LLMAdapter plain = registry.create(options.provider(), options.settings(environment));
        if (options.model() != null) {
            plain = new DefaultModelAdapter(plain, options.model());
        }
        if (options.profilesDisabled()) {
            return plain;
        }
        return ProfileAdapter.builder(plain, Profiles.load(environment, registry), registry)
                .settings(AdapterSettings.of(environment))
                .defaultModel(options.model())
                .strict(options.profilesStrict())
                .build();
    }
}
