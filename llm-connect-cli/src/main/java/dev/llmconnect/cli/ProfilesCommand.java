package dev.llmconnect.cli;

import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMException;
import dev.llmconnect.Redactor;
import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.internal.BaseUrlText;
import dev.llmconnect.profiles.Profile;
import dev.llmconnect.profiles.ProfileAdapter;
import dev.llmconnect.profiles.ProfileField;
import dev.llmconnect.profiles.ProfileValue;
import dev.llmconnect.profiles.Profiles;
import dev.llmconnect.spi.AdapterSettings;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the profiles as the server would see them, each value with the layer that gave it. */
@Command(
        mixinStandardHelpOptions = true,
        description =
                "Lists the profiles with the source of each value, and what would make a profile's first call fail."
                        + " Calls no provider.")
final class ProfilesCommand implements Runnable {
    private final Console console;

    @Mixin
    private final AdapterOptions options = new AdapterOptions();

    ProfilesCommand(Console console) {
        this.console = console;
    }

    @Override
    public void run() {
        LLMAdapters registry = options.registry(console.environment());
        Profiles profiles = Profiles.load(console.environment(), registry);
        Map<String, LLMException> failures = failures(profiles, registry);
        for (Profile profile : profiles.all()) {
            console.out().println(profile.name());
            profile.values()
                    .forEach((field, value) -> console.out()
                            .printf(
                                    "  %-30s %-30s (%s)%n",
                                    field, shown(field, value), Redactor.redact(value.source())));
            LLMException failure = failures.get(profile.name());
            if (failure != null) {
                console.out().printf("  cannot answer yet: %s%n", failure.getMessage());
            }
        }
    }

    private static String shown(String field, ProfileValue value) {
        String text = String.valueOf(value.value());
        return field.equals(ProfileField.BASE_URL.key()) ? BaseUrlText.shown(text) : Redactor.redact(text);
    }

    private Map<String, LLMException> failures(Profiles profiles, LLMAdapters registry) {
        AdapterSettings settings = AdapterSettings.of(console.environment());
        try (ProfileAdapter adapter = ProfileAdapter.builder(registry.newAdapter("mock", settings), profiles, registry)
                .settings(settings)
                .build()) {
            return adapter.createAdapters();
        }
    }
}
