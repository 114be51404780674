package dev.llmconnect.cli;

import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.profiles.Profile;
import dev.llmconnect.profiles.Profiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the profiles as the server would see them, each value with the layer that gave it. */
@Command(mixinStandardHelpOptions = true, description = "Lists the profiles, each value with the source that gave it.")
final class ProfilesCommand implements Runnable {
    private final Console console;

    @Mixin
    private final AdapterOptions options = new AdapterOptions();

    ProfilesCommand(Console console) {
        this.console = console;
    }

    @Override
    public void run() {
        for (Profile profile : Profiles.load(console.environment(), options.registry(console.environment()))
                .all()) {
            console.out().println(profile.name());
            profile.values()
                    .forEach((field, value) ->
                            console.out().printf("  %-30s %-30s (%s)%n", field, value.value(), value.source()));
        }
    }
}
