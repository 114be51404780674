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
import dev.llmconnect.profiles.RouterProvider;
import dev.llmconnect.spi.AdapterSettings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists the profiles as the server would see them, each value with the layer that gave it. */
@Command(
        mixinStandardHelpOptions = true,
        description =
                "Lists the profiles with the source of each value, and what would make a profile's first call fail."
                        + " With a name, explains where calls of that model name go. Calls no provider.")
final class ProfilesCommand implements Runnable {
    private final Console console;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "Model name of a call to explain.")
    private @Nullable String name;

    @Mixin
    private final AdapterOptions options = new AdapterOptions();

    ProfilesCommand(Console console) {
        this.console = console;
    }

    @Override
    public void run() {
        LLMAdapters registry = options.registry(console.environment());
        Profiles profiles = Profiles.load(console.environment(), registry);
        String requested = name;
        if (requested != null) {
            explain(requested, profiles, registry);
            return;
        }
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

    private void explain(String requested, Profiles profiles, LLMAdapters registry) {
        Profile profile =
                options.profilesDisabled() ? null : profiles.match(requested).orElse(null);
        if (profile != null) {
            List<String> others = profiles.matching(requested).stream()
                    .map(Profile::name)
                    .filter(other -> !other.equals(profile.name()))
                    .toList();
            String why = !profile.isPattern()
                    ? "it has this name"
                    : others.isEmpty() ? "its pattern matches" : "its pattern is the most specific";
            say(
                    requested,
                    "profile " + profile.name() + ": " + why
                            + (others.isEmpty() ? "" : "; also matching: " + String.join(", ", others)));
            say(
                    "",
                    "provider " + profile.provider() + ", "
                            + profile.modelFor(requested)
                                    .map(model -> "model " + model)
                                    .orElse("its default model or the server's"));
        } else if (options.profilesStrict()) {
            say(requested, "refused: it is no profile, and --strict-profiles is set");
        } else if (options.provider().equalsIgnoreCase("router")) {
            say(requested, RouterProvider.explain(requested, AdapterSettings.of(console.environment()), registry));
        } else {
            say(requested, "provider " + options.provider() + ", model " + requested + ": it is no profile");
        }
    }

    private void say(String requested, String where) {
        console.out().println(Redactor.redact(requested.isEmpty() ? "  " + where : requested + " -> " + where));
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
