package dev.llmconnect.cli;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderCatalog;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * The jars of a folder, each with a class loader of its own, so that plugins see neither each other's libraries nor the program's.
 *
 * @param loaders one for each jar, in the order of their names
 * @param problems a line for each file that is no plugin
 */
record PluginFolder(List<ClassLoader> loaders, List<String> problems) {
    private static final int MAX_JARS = 1000;
    private static final ClassLoader SHARED = new SharedClasses(PluginFolder.class.getClassLoader());

    /** No plugins. */
    static final PluginFolder NONE = new PluginFolder(List.of(), List.of());

    /**
     * Looks into each jar of the folder.
     *
     * @throws LLMConfigurationException when the folder cannot be read
     */
    static PluginFolder open(Path folder) {
        List<ClassLoader> loaders = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Path jar : jars(folder)) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                if (hasService(zip, LLMAdapterProvider.class) || hasService(zip, ProviderCatalog.class)) {
                    loaders.add(new URLClassLoader(
                            String.valueOf(jar.getFileName()),
                            new URL[] {jar.toUri().toURL()},
                            SHARED));
                } else {
                    problems.add("plugin " + jar + " holds no provider: it has no META-INF/services/"
                            + LLMAdapterProvider.class.getName());
                }
            } catch (IOException e) {
                problems.add("plugin " + jar + " cannot be read: " + e.getMessage());
            }
        }
        return new PluginFolder(List.copyOf(loaders), List.copyOf(problems));
    }

    private static boolean hasService(ZipFile jar, Class<?> service) {
        return jar.getEntry("META-INF/services/" + service.getName()) != null;
    }

    private static List<Path> jars(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new LLMConfigurationException("the plugin folder " + folder + " is not a folder");
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .limit(MAX_JARS)
                    .toList();
        } catch (IOException e) {
            throw new LLMConfigurationException(
                    "the plugin folder " + folder + " cannot be read: " + e, e, ErrorDetails.none());
        }
    }
}
