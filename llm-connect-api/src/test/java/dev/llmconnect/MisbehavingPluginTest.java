package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderCatalog;
import dev.llmconnect.spi.ProviderSetting;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A provider that misbehaves in any method of the SPI is named, and hurts nobody else. The methods are found by reflection, so that a new
 * one is tried as well.
 */
@SuppressWarnings("NullAway")
class MisbehavingPluginTest {
    private static final String PROPERTY = "llmconnect.test.misbehaving";
    private static final List<String> FAULTS =
            List.of("LinkageError", "StackOverflowError", "AssertionError", "RuntimeException", "null", "block");

    @TempDir
    Path services;

    static Stream<Arguments> faults() {
        return Stream.of(LLMAdapterProvider.class, ProviderCatalog.class)
                .flatMap(type -> Arrays.stream(type.getMethods()))
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .flatMap(method -> FAULTS.stream()
                        .filter(fault ->
                                !(fault.equals("null") && method.getReturnType().isPrimitive()))
                        .map(fault -> Arguments.of(
                                method.getDeclaringClass(), method.getName(), method.getParameterCount(), fault)));
    }

    @AfterEach
    void behaveAgain() {
        System.clearProperty(PROPERTY);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void itIsNamedAndTheOthersWork(Class<?> spi, String method, int parameters, String fault) throws Exception {
        System.setProperty(PROPERTY, method + "/" + parameters + ":" + fault);
        Class<?> misbehaving = spi == ProviderCatalog.class ? Catalog.class : Misbehaving.class;
        assertThat(misbehaving.getDeclaredMethods())
                .as("%s overrides %s", misbehaving, method)
                .anySatisfy(own -> assertThat(own.getName()).isEqualTo(method));

        LLMAdapters registry = registry(spi, misbehaving);

        assertThat(registry.names()).contains("working");
        assertThat(registry.newAdapter("working", AdapterSettings.fromEnvironment())
                        .execute(LLMRequest.of("Hi"))
                        .content())
                .isEqualTo("worked");
        if (method.equals("create")) {
            assertThatThrownBy(() -> registry.newAdapter("misbehaving", AdapterSettings.fromEnvironment()))
                    .isInstanceOf(LLMConfigurationException.class)
                    .hasMessageContaining("misbehaving");
        } else {
            assertThat(registry.names()).doesNotContain("misbehaving");
            assertThat(registry.problems())
                    .singleElement()
                    .asString()
                    .contains(misbehaving.getName())
                    .doesNotContain("\n");
        }
    }

    /** With classes of its own, since it is remembered of a class that it blocks. */
    private LLMAdapters registry(Class<?> spi, Class<?> misbehaving) throws IOException {
        Path folder = Files.createDirectories(services.resolve("META-INF/services"));
        Files.writeString(
                folder.resolve(LLMAdapterProvider.class.getName()), UnreliablePluginTest.Working.class.getName());
        Path service = folder.resolve(spi.getName());
        String others = Files.exists(service) ? Files.readString(service) + "\n" : "";
        Files.writeString(service, others + misbehaving.getName());
        return LLMAdapters.of(
                List.of(new OwnClasses(services.toUri().toURL(), getClass().getClassLoader())), Duration.ofMillis(300));
    }

    /** Loads the misbehaving classes itself. */
    private static final class OwnClasses extends URLClassLoader {
        OwnClasses(URL services, ClassLoader parent) {
            super(new URL[] {services}, parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(MisbehavingPluginTest.class.getName() + "$")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : defined(name);
            }
        }

        private Class<?> defined(String name) throws ClassNotFoundException {
            try (InputStream code = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = code.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    /** What a method gives, unless it is the one that misbehaves. */
    private static <T> T act(String method, Supplier<T> well) {
        String[] chosen = System.getProperty(PROPERTY, ":").split(":", -1);
        if (!chosen[0].equals(method)) {
            return well.get();
        }
        switch (chosen[1]) {
            case "LinkageError" -> throw new LinkageError("on purpose");
            case "StackOverflowError" -> throw new StackOverflowError("on purpose");
            case "AssertionError" -> throw new AssertionError("on purpose");
            case "RuntimeException" -> throw new IllegalStateException("on purpose");
            case "null" -> {
                return null;
            }
            default -> {
                block();
                return null;
            }
        }
    }

    /** Until the JVM ends, whatever interrupts come. */
    private static void block() {
        while (true) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                // A plugin need not care.
            }
        }
    }

    /** Misbehaves in one method. */
    public static final class Misbehaving implements LLMAdapterProvider {
        private final LLMAdapterProvider well = new UnreliablePluginTest.Working();

        @Override
        public int apiVersion() {
            return act("apiVersion/0", () -> API_VERSION);
        }

        @Override
        public String name() {
            return act("name/0", () -> "misbehaving");
        }

        @Override
        public List<String> aliases() {
            return act("aliases/0", List::of);
        }

        @Override
        public String description() {
            return act("description/0", () -> "misbehaves");
        }

        @Override
        public List<ProviderSetting> settings() {
            return act("settings/0", List::of);
        }

        @Override
        public Optional<String> defaultModel() {
            return act("defaultModel/0", Optional::empty);
        }

        @Override
        public List<String> ownedModels() {
            return act("ownedModels/0", List::of);
        }

        @Override
        public LLMAdapter create(AdapterSettings settings) {
            return act("create/1", () -> well.create(settings));
        }

        @Override
        public LLMAdapter create(AdapterSettings settings, LLMAdapters registry) {
            return act("create/2", () -> create(settings));
        }
    }

    /** Misbehaves in its one method. */
    public static final class Catalog implements ProviderCatalog {
        @Override
        public List<LLMAdapterProvider> providers() {
            return act("providers/0", List::of);
        }
    }
}
