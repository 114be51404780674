package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compiles and runs each block of Java in {@code docs/java.md}, and compares what it prints with the block of text below it. A block is the
 * body of a method; the field {@code adapter} is the mock.
 */
class JavaGuideTest {
    private static final Path DOCUMENT = Path.of(System.getProperty("llmconnect.root", ".."), "docs/java.md");
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```\n(?:```text\n(.*?)```\n)?", Pattern.DOTALL);
    private static final String HEAD = """
        import com.squareup.moshi.*;
        import dev.llmconnect.*;
        import dev.llmconnect.ledger.*;
        import dev.llmconnect.ledger.callers.Callers;
        import dev.llmconnect.ledger.store.MemoryStore;
        import dev.llmconnect.profiles.*;
        import dev.llmconnect.profiles.policy.*;
        import dev.llmconnect.server.LLMServer;
        import dev.llmconnect.spi.AdapterSettings;
        import dev.llmconnect.structured.*;
        import dev.llmconnect.testkit.ScriptedLLM;
        import dev.llmconnect.tools.*;
        import java.io.IOException;
        import java.nio.charset.StandardCharsets;
        import java.time.*;
        import java.util.*;
        import java.util.concurrent.*;

        """;

    /** A block of the page. */
    private record Block(String name, String code, String prints) {
        String source() {
            return HEAD + "public final class " + name + " implements AutoCloseable {\n"
                    + "LLMAdapter adapter = LLMAdapters.create(\"mock\");\n"
                    + "public void run() throws Exception {\n" + code + "}\n"
                    + "public void close() { adapter.close(); }\n}\n";
        }
    }

    @Test
    void everyBlockCompilesAndPrintsWhatThePageSays(@TempDir Path folder) throws Exception {
        List<Block> blocks = blocks();
        assertThat(blocks).hasSizeGreaterThan(20);
        compile(blocks, folder);

        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, JavaGuideTest.class.getClassLoader())) {
            SoftAssertions all = new SoftAssertions();
            for (Block block : blocks) {
                all.assertThat(printed(loader.loadClass(block.name())))
                        .as("what this block prints:\n%s", block.code())
                        .isEqualTo(block.prints());
            }
            all.assertAll();
        }
    }

    private static List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        Matcher found = BLOCK.matcher(Files.readString(DOCUMENT));
        while (found.find()) {
            String prints = found.group(2) == null ? "" : found.group(2);
            blocks.add(new Block("Block" + (blocks.size() + 1), found.group(1), prints));
        }
        return blocks;
    }

    private static void compile(List<Block> blocks, Path folder) throws IOException {
        List<String> options =
                new ArrayList<>(List.of("-parameters", "-proc:none", "-d", folder.toString(), "-cp", classPath()));
        for (Block block : blocks) {
            Path source = folder.resolve(block.name() + ".java");
            Files.writeString(source, block.source());
            options.add(source.toString());
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int result = compiler.run(null, messages, messages, options.toArray(String[]::new));
        assertThat(result).as(messages.toString(StandardCharsets.UTF_8)).isZero();
    }

    /** That of the tests, wherever the program that runs them keeps it. */
    private static String classPath() {
        List<String> entries = new ArrayList<>();
        entries.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        for (ClassLoader loader = JavaGuideTest.class.getClassLoader(); loader != null; loader = loader.getParent()) {
            if (loader instanceof URLClassLoader urls) {
                Stream.of(urls.getURLs()).map(URL::getPath).forEach(entries::add);
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    private static String printed(Class<?> block) throws Exception {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try (AutoCloseable instance =
                (AutoCloseable) block.getDeclaredConstructor().newInstance()) {
            block.getMethod("run").invoke(instance);
        } catch (InvocationTargetException e) {
            return "failed: " + e.getCause();
        } finally {
            System.setOut(console);
        }
        return printed.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
