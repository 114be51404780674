package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.cli.Main.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a plugin is said in one line, and hides nothing else. */
class PluginFolderTest {
    private static final Logger LOG = Logger.getLogger(AdapterOptions.class.getName());

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> log = new ArrayList<>();
    private final Handler reader = new Handler() {
        @Override
        public void publish(LogRecord line) {
            log.add(line.getMessage());
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            LOG.removeHandler(this);
        }
    };

    @BeforeEach
    void readTheLogOfAFolderWithAGoodPlugin() throws IOException {
        LOG.addHandler(reader);
        new PluginJar().provider("Good", "good", "\"well\"", "").writeTo(folder.resolve("m-good.jar"));
    }

    @AfterEach
    void stopReading() {
        reader.close();
    }

    private int run(String... arguments) {
        Console console = new Console(
                Map.of("LLM_CONNECT_PLUGINS", folder.toString()),
                InputStream.nullInputStream(),
                new PrintWriter(out, true),
                new PrintWriter(err, true));
        return Main.run(console, arguments);
    }

    /** The only line that is logged; good and built-in providers answer all the same. */
    private String problem() {
        assertThat(run("execute", "--provider", "good", "Hello"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString().strip()).isEqualTo("well");
        assertThat(log).hasSize(1);
        String line = log.get(0);
        assertThat(line).doesNotContain("\n");
        log.clear();
        assertThat(run("execute", "--provider", "openai-compatible", "Hello")).isNotZero();
        assertThat(err.toString()).doesNotContain("unknown provider");
        return line;
    }

    @Test
    void aGoodPluginIsFoundByFlagAndByVariableAndNothingIsSaid() {
        assertThat(run("execute", "--provider", "good", "Hello")).isZero();
        assertThat(run("execute", "--provider", "good", "--plugins", folder.toString(), "Hello"))
                .isZero();
        assertThat(run("providers")).isZero();

        assertThat(out.toString()).startsWith("well").containsPattern("(?m)^good +made in a test$");
        assertThat(log).isEmpty();
    }

    @Test
    void aFileThatIsNoZip() throws IOException {
        Files.writeString(folder.resolve("a-broken.jar"), "not a zip");

        assertThat(problem()).contains("a-broken.jar", "cannot be read");
    }

    @Test
    void aJarWithoutServiceFile() throws IOException {
        new PluginJar().source("Lonely", "public class Lonely {}").writeTo(folder.resolve("a-library.jar"));

        assertThat(problem())
                .contains("a-library.jar", "has no META-INF/services/dev.llmconnect.spi.LLMAdapterProvider");
    }

    @Test
    void aServiceFileThatNamesAClassThatIsNotThere() throws IOException {
        new PluginJar().names("Nowhere").writeTo(folder.resolve("a-empty.jar"));

        assertThat(problem()).isEqualTo("a provider in a-empty.jar could not be loaded: Provider Nowhere not found");
    }

    @Test
    void aClassThatIsNoProvider() throws IOException {
        new PluginJar().source("Other", "public class Other {}").names("Other").writeTo(folder.resolve("a-other.jar"));

        assertThat(problem()).isEqualTo("a provider in a-other.jar could not be loaded: Other not a subtype");
    }

    @Test
    void aClassThatLacksItsLibrary() throws IOException {
        new PluginJar()
                .source("Library", "public class Library {}")
                .provider("Lacking", "lacking", "\"no\"", "public Library library = new Library();")
                .without("Library")
                .writeTo(folder.resolve("a-lacking.jar"));

        assertThat(problem())
                .startsWith("a provider in a-lacking.jar could not be loaded: ")
                .contains("Library");
    }

    @Test
    void aClassThatFailsWhenItIsMade() throws IOException {
        new PluginJar()
                .provider(
                        "Failing",
                        "failing",
                        "\"no\"",
                        "public Failing() { throw new IllegalStateException(\"why\\nand how\"); }")
                .writeTo(folder.resolve("a-failing.jar"));

        assertThat(problem())
                .isEqualTo("a provider in a-failing.jar could not be loaded: Provider Failing could not be instantiated"
                        + " (java.lang.IllegalStateException: why and how)");
    }

    @Test
    void aProviderThatCannotDescribeItself() throws IOException {
        new PluginJar()
                .provider(
                        "Mute",
                        "mute",
                        "\"no\"",
                        "public java.util.List<ProviderSetting> settings() { throw new IllegalStateException(\"why\\nand how\"); }")
                .writeTo(folder.resolve("a-mute.jar"));

        assertThat(problem()).contains("a-mute.jar", "why");
    }

    @Test
    void aPluginForAnotherVersionOfTheApi() throws IOException {
        new PluginJar().source("Later", """
                        import dev.llmconnect.*;
                        import dev.llmconnect.spi.*;
                        public class Later implements LLMAdapterProvider {
                            public int apiVersion() { return 2; }
                            public String name() { return "later"; }
                            public String description() { return "later"; }
                            public LLMAdapter create(AdapterSettings settings) { return null; }
                        }
                        """).names("Later").writeTo(folder.resolve("a-later.jar"));

        assertThat(problem())
                .startsWith("provider later (Later from file:")
                .contains("a-later.jar", "was built for version 2 of the plugin API, and this is version 1");
    }

    @Test
    void aPluginCalledLikeABuiltInProvider() throws IOException {
        new PluginJar().provider("Mock", "mock", "\"no\"", "").writeTo(folder.resolve("z-mock.jar"));

        assertThat(problem())
                .startsWith("more than one provider is called `mock`: dev.llmconnect.providers.mock.MockProvider")
                .contains("Mock from file:", "z-mock.jar")
                .endsWith("remove or rename all but one");
        assertThat(run("execute", "--provider", "mock", "Hello")).isEqualTo(3);
        assertThat(err.toString()).contains("more than one provider is called `mock`");
    }

    @Test
    void twoVersionsOfOnePlugin() throws IOException {
        new PluginJar().provider("Twin", "twin", "\"1\"", "").writeTo(folder.resolve("twin-1.jar"));
        new PluginJar().provider("Twin", "twin", "\"2\"", "").writeTo(folder.resolve("twin-2.jar"));

        assertThat(problem()).contains("more than one provider is called `twin`", "twin-1.jar", "twin-2.jar");
    }

    @Test
    void filesThatAreNoJarsArePassedOver() throws IOException {
        Files.writeString(folder.resolve("README.txt"), "plugins");

        assertThat(run("providers")).isZero();
        assertThat(log).isEmpty();
    }

    @Test
    void aFolderThatIsNotThereIsAnErrorOfConfiguration() {
        assertThat(run("providers", "--plugins", folder.resolve("nowhere").toString()))
                .isEqualTo(3);
        assertThat(err.toString()).contains("nowhere");
    }

    @Test
    void eachPluginSeesItsOwnVersionOfALibrary() throws IOException {
        for (String version : List.of("1", "2")) {
            new PluginJar()
                    .source(
                            "Library",
                            "public class Library { static String version() { return \"" + version + "\"; } }")
                    .provider("Uses", "uses-" + version, "\"library \" + Library.version()", "")
                    .writeTo(folder.resolve("uses-" + version + ".jar"));
        }

        assertThat(run("execute", "--provider", "uses-1", "Hello")).isZero();
        assertThat(run("execute", "--provider", "uses-2", "Hello")).isZero();

        assertThat(out.toString().lines()).containsExactly("library 1", "library 2");
        assertThat(log).isEmpty();
    }

    @Test
    void aPluginSeesTheApiAndSlf4jButNotTheLibrariesOfTheProgram() throws IOException {
        String sees = """
                static String sees(String type) {
                    try {
                        return Class.forName(type, false, Nosy.class.getClassLoader()) == null ? "" : "yes ";
                    } catch (ClassNotFoundException e) {
                        return "no ";
                    }
                }
                """;
        new PluginJar()
                .provider(
                        "Nosy",
                        "nosy",
                        "sees(\"dev.llmconnect.LLMAdapter\") + sees(\"org.slf4j.Logger\") + sees(\"com.squareup.moshi.Moshi\")"
                                + " + sees(\"okhttp3.OkHttpClient\") + sees(\"dev.llmconnect.cli.Main\")",
                        sees)
                .writeTo(folder.resolve("nosy.jar"));

        assertThat(run("execute", "--provider", "nosy", "Hello")).isZero();
        assertThat(out.toString().strip()).isEqualTo("yes yes no no no");
    }
}
