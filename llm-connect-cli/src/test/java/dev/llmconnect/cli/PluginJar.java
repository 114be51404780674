package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderCatalog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;

/** A plugin made in a test: sources that are compiled into a jar. */
final class PluginJar {
    private static final String SERVICE = "META-INF/services/" + LLMAdapterProvider.class.getName();

    private static final String CATALOG_SERVICE = "META-INF/services/" + ProviderCatalog.class.getName();

    private final Map<String, String> sources = new LinkedHashMap<>();
    private final List<String> providers = new ArrayList<>();
    private final List<String> catalogs = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    /** A provider that answers with a text; {@code members} overrides what {@code Base} says. */
    PluginJar provider(String type, String name, String answer, String members) {
        providers.add(type);
        return source(type, """
                import dev.llmconnect.*;
                import dev.llmconnect.spi.*;

                public class %s implements LLMAdapterProvider {
                    public int apiVersion() { return API_VERSION; }
                    public String name() { return "%s"; }
                    public String description() { return "made in a test"; }
                    public LLMAdapter create(AdapterSettings settings) {
                        return new LLMAdapter() {
                            public String provider() { return name(); }
                            public LLMResponse execute(LLMRequest request) {
                                return LLMResponse.builder().content(%s).build();
                            }
                        };
                    }
                    %s
                }
                """.formatted(type, name, answer, members));
    }

    PluginJar source(String type, String code) {
        sources.put(type, code);
        return this;
    }

    /** A class that is there for the compiler only. */
    PluginJar without(String type) {
        leftOut.add(type);
        return this;
    }

    /** One more line of the service file. */
    PluginJar names(String type) {
        providers.add(type);
        return this;
    }

    /** A line of the service file of catalogs. */
    PluginJar catalog(String type) {
        catalogs.add(type);
        return this;
    }

    Path writeTo(Path jar) throws IOException {
        Path work = Files.createTempDirectory("plugin");
        compile(work);
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(file);
                Stream<Path> classes = Files.list(work)) {
            for (Path each : classes.toList()) {
                String name = String.valueOf(each.getFileName());
                if (name.endsWith(".class") && !leftOut.contains(name.replace(".class", ""))) {
                    entry(zip, name, Files.readAllBytes(each));
                }
            }
            if (!providers.isEmpty()) {
                entry(zip, SERVICE, String.join("\n", providers).getBytes(StandardCharsets.UTF_8));
            }
            if (!catalogs.isEmpty()) {
                entry(zip, CATALOG_SERVICE, String.join("\n", catalogs).getBytes(StandardCharsets.UTF_8));
            }
        }
        return jar;
    }

    private void compile(Path work) throws IOException {
        if (sources.isEmpty()) {
            return;
        }
        List<String> arguments =
                new ArrayList<>(List.of("-d", work.toString(), "-cp", System.getProperty("java.class.path")));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = work.resolve(source.getKey() + ".java");
            Files.writeString(file, source.getValue());
            arguments.add(file.toString());
        }
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int result = ToolProvider.getSystemJavaCompiler().run(null, null, errors, arguments.toArray(String[]::new));
        assertThat(result).as("javac: %s", errors).isZero();
    }

    private static void entry(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(bytes);
        zip.closeEntry();
    }
}
