package dev.llmconnect.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.RunConfig;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Providers are found on every thread, whatever its context class loader sees. */
class ContextClassLoaderTest {
    /** A provider of an application. */
    public static final class OfTheApplication implements LLMAdapterProvider {
        @Override
        public int apiVersion() {
            return API_VERSION;
        }

        @Override
        public String name() {
            return "of-the-application";
        }

        @Override
        public String description() {
            return "found by the context class loader only";
        }

        @Override
        public LLMAdapter create(AdapterSettings settings) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void aThreadWhoseContextClassLoaderSeesNoProviderFindsThem() throws Exception {
        // As on the common pool of a Spring Boot jar: its context class loader does not see the classes of the jar.
        List<String> usual = LLMAdapters.installed().names();
        assertThat(usual).contains("openai", "groq", "mock");
        try (URLClassLoader blind = new URLClassLoader(new URL[0], ClassLoader.getPlatformClassLoader())) {
            assertThat(with(blind, () -> LLMAdapters.installed().names())).isEqualTo(usual);
            assertThat(with(null, () -> LLMAdapters.installed().names())).isEqualTo(usual);
            String answer = with(blind, () -> {
                try (LLMAdapter adapter = LLMAdapters.create("mock")) {
                    return adapter.execute("Hello", RunConfig.defaults()).content();
                }
            });
            assertThat(answer).contains("Hello");
        }
    }

    @Test
    void theProvidersOfTheContextClassLoaderAreFoundBesideOursAndNoneTwice(@TempDir Path folder) throws Exception {
        try (URLClassLoader application = new URLClassLoader(
                new URL[] {service(folder).toUri().toURL()}, getClass().getClassLoader())) {
            LLMAdapters found = with(application, LLMAdapters::installed);

            assertThat(found.names())
                    .contains("of-the-application", "openai", "groq")
                    .doesNotHaveDuplicates();
            assertThat(found.problems()).isEmpty();
        }
    }

    @Test
    void aCopyOfAProviderInAnotherClassLoaderIsTheSameProvider(@TempDir Path folder) throws Exception {
        URL classes = getClass().getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader copy = new ChildFirst(
                        new URL[] {service(folder).toUri().toURL(), classes},
                        getClass().getClassLoader());
                URLClassLoader both =
                        new URLClassLoader(new URL[] {service(folder).toUri().toURL()}, copy)) {
            LLMAdapters found = with(both, LLMAdapters::installed);

            assertThat(found.problems()).isEmpty();
            assertThat(found.provider("of-the-application").name()).isEqualTo("of-the-application");
        }
    }

    /** Loads the provider of this test itself, as an application server loads its applications' classes. */
    private static final class ChildFirst extends URLClassLoader {
        ChildFirst(URL[] urls, ClassLoader parent) {
            super(urls, parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(OfTheApplication.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : findClass(name);
        }
    }

    private static Path service(Path folder) throws IOException {
        Path file = folder.resolve("META-INF/services/" + LLMAdapterProvider.class.getName());
        Files.createDirectories(file.getParent());
        Files.writeString(file, OfTheApplication.class.getName());
        return folder;
    }

    private static <T> T with(@Nullable ClassLoader context, Callable<T> code) throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(context);
        try {
            return code.call();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }
}
