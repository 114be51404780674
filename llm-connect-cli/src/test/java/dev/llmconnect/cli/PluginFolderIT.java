package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.cli.FatJar.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins of the program as it is delivered: one jar, in which every library lies beside ours. */
class PluginFolderIT {
    @TempDir
    Path folder;

    @Test
    void answersWithAPluginBesideABrokenOneThatIsToldInOneLine() throws IOException {
        new PluginJar().provider("Good", "good", "\"well\"", "").writeTo(folder.resolve("good.jar"));
        Files.writeString(folder.resolve("broken.jar"), "not a zip");

        Ended ended =
                FatJar.run(Map.of("LLM_CONNECT_PLUGINS", folder.toString()), "execute", "--provider", "good", "Hello");

        assertThat(ended.stdout().strip()).isEqualTo("well");
        assertThat(ended.stderr().lines()).singleElement().asString().contains("WARN", "broken.jar", "cannot be read");
        assertThat(ended.exitCode()).isZero();
    }

    @Test
    void servesAPluginWhoseLogIsOurs() throws IOException {
        new PluginJar().provider("Own", "own", "log()", """
                        static String log() {
                            org.slf4j.LoggerFactory.getLogger("plugin").warn("told by the plugin");
                            return "logged";
                        }
                        """).writeTo(folder.resolve("own.jar"));

        try (FatJar server = FatJar.serve(Map.of(), "--provider", "own", "--plugins", folder.toString())) {
            assertThat(server.execute("{\"prompt\":\"Hello\"}").body()).startsWith("{\"content\":\"logged\"");
            assertThat(server.stderr()).contains("WARN plugin told by the plugin");
        }
    }
}
