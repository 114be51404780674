package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.ForwardingAdapter;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderCatalog;
import dev.llmconnect.spi.ProviderSetting;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider that fails in any method of the SPI is named and left out, and all others work. */
@SuppressWarnings("NullAway")
class UnreliablePluginTest {
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    @TempDir
    Path services;

    /** Works. */
    public static class Working implements LLMAdapterProvider {
        @Override
        public int apiVersion() {
            return API_VERSION;
        }

        @Override
        public String name() {
            return "working";
        }

        @Override
        public String description() {
            return "works";
        }

        @Override
        public LLMAdapter create(AdapterSettings settings) {
            return new LLMAdapter() {
                @Override
                public String provider() {
                    return "working";
                }

                @Override
                public LLMResponse execute(LLMRequest request) {
                    return LLMResponse.builder().content("worked").build();
                }
            };
        }
    }

    public static final class ErrorInConstructor extends Working {
        public ErrorInConstructor() {
            throw new StackOverflowError("on purpose");
        }
    }

    public static final class ErrorInStaticBlock extends Working {
        static final int VALUE = Integer.parseInt("no number");
    }

    public static final class ErrorInVersion extends Working {
        @Override
        public int apiVersion() {
            throw new AssertionError("on purpose");
        }
    }

    public static final class NoName extends Working {
        @Override
        public String name() {
            return null;
        }
    }

    public static final class BadName extends Working {
        @Override
        public String name() {
            return "a/b";
        }
    }

    public static final class ErrorInName extends Working {
        @Override
        public String name() {
            throw new OutOfMemoryError("on purpose");
        }
    }

    public static final class NoAliases extends Working {
        @Override
        public List<String> aliases() {
            return null;
        }
    }

    public static final class NullAlias extends Working {
        @Override
        public List<String> aliases() {
            return Stream.<String>of((String) null).toList();
        }
    }

    public static final class NoDescription extends Working {
        @Override
        public String description() {
            return null;
        }
    }

    public static final class NoSettings extends Working {
        @Override
        public List<ProviderSetting> settings() {
            return null;
        }
    }

    public static final class NullSetting extends Working {
        @Override
        public List<ProviderSetting> settings() {
            return Stream.<ProviderSetting>of((ProviderSetting) null).toList();
        }
    }

    public static final class NoDefaultModel extends Working {
        @Override
        public Optional<String> defaultModel() {
            return null;
        }
    }

    public static final class BlocksInConstructor extends Working {
        public BlocksInConstructor() {
            block();
        }
    }

    public static final class BlocksInSettings extends Working {
        @Override
        public List<ProviderSetting> settings() {
            block();
            return List.of();
        }
    }

    public static final class NullCatalog implements ProviderCatalog {
        @Override
        public List<LLMAdapterProvider> providers() {
            return null;
        }
    }

    public static final class CatalogWithHoles implements ProviderCatalog {
        @Override
        public List<LLMAdapterProvider> providers() {
            return Stream.<LLMAdapterProvider>of(new ErrorInName(), null, new Working())
                    .toList();
        }
    }

    public static final class CreatesNothing extends Working {
        @Override
        public LLMAdapter create(AdapterSettings settings) {
            return null;
        }
    }

    public static final class ErrorInCreate extends Working {
        @Override
        public LLMAdapter create(AdapterSettings settings) {
            throw new StackOverflowError("on purpose");
        }
    }

    public static final class BlocksInCreate extends Working {
        static final AtomicInteger CALLS = new AtomicInteger();
        static final AtomicInteger CLOSED = new AtomicInteger();
        static volatile CountDownLatch released = new CountDownLatch(1);

        @Override
        public LLMAdapter create(AdapterSettings settings) {
            CALLS.incrementAndGet();
            while (released.getCount() > 0) {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    // A plugin need not care.
                }
            }
            return new ForwardingAdapter(super.create(settings)) {
                @Override
                public void close() {
                    CLOSED.incrementAndGet();
                }
            };
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

    private LLMAdapters registry(Class<?> service, Class<?>... classes) throws IOException {
        Path file = services.resolve("META-INF/services/" + service.getName());
        Files.createDirectories(file.getParent());
        Files.write(file, Stream.of(classes).map(Class::getName).toList());
        URL[] root = {services.toUri().toURL()};
        return LLMAdapters.of(List.of(new URLClassLoader(root, getClass().getClassLoader())), TIMEOUT);
    }

    @Test
    void aProviderThatFailsToDescribeItselfIsNamedAndHidesNobody() throws IOException {
        List<Class<?>> broken = List.of(
                ErrorInConstructor.class,
                ErrorInStaticBlock.class,
                ErrorInVersion.class,
                NoName.class,
                BadName.class,
                ErrorInName.class,
                NoAliases.class,
                NullAlias.class,
                NoDescription.class,
                NoSettings.class,
                NullSetting.class,
                NoDefaultModel.class);
        Class<?>[] all =
                Stream.concat(broken.stream(), Stream.of(Working.class)).toArray(Class<?>[]::new);

        LLMAdapters registry = registry(LLMAdapterProvider.class, all);

        assertThat(registry.names()).containsExactly("working");
        assertThat(registry.problems()).hasSameSizeAs(broken);
        assertThat(broken)
                .allSatisfy(type -> assertThat(registry.problems())
                        .anySatisfy(line ->
                                assertThat(line).contains(type.getName()).doesNotContain("\n")));
    }

    @Test
    void aProviderThatBlocksIsNamedLeftOutAndNotCalledAgain() throws IOException {
        Class<?>[] all = {BlocksInConstructor.class, BlocksInSettings.class, Working.class};

        LLMAdapters registry = registry(LLMAdapterProvider.class, all);

        assertThat(registry.names()).containsExactly("working");
        assertThat(registry.problems())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains(BlocksInConstructor.class.getName()))
                .anySatisfy(line -> assertThat(line)
                        .contains(BlocksInSettings.class.getName())
                        .contains("did not return within"));

        long start = System.nanoTime();
        assertThat(registry(LLMAdapterProvider.class, all).problems()).isEqualTo(registry.problems());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT);
    }

    @Test
    void aCatalogThatFailsIsNamedAndItsGoodProvidersAreKept() throws IOException {
        LLMAdapters registry = registry(ProviderCatalog.class, NullCatalog.class, CatalogWithHoles.class);

        assertThat(registry.names()).containsExactly("working");
        assertThat(registry.problems())
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).contains(NullCatalog.class.getName()))
                .anySatisfy(line -> assertThat(line)
                        .contains(CatalogWithHoles.class.getName())
                        .contains("returned null"));
    }

    @Test
    void anErrorOrNullFromCreateIsAConfigurationErrorThatNamesTheProvider() throws IOException {
        LLMAdapters createsNothing = registry(LLMAdapterProvider.class, CreatesNothing.class);
        LLMAdapters error = registry(LLMAdapterProvider.class, ErrorInCreate.class);

        assertThatThrownBy(() -> createsNothing.newAdapter("working", AdapterSettings.fromEnvironment()))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessage("provider working could not be set up: create() returned null");
        assertThatThrownBy(() -> error.newAdapter("working", AdapterSettings.fromEnvironment()))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessage("provider working could not be set up: java.lang.StackOverflowError: on purpose");
    }

    @Test
    void aCreationThatBlocksIsGivenUpAndNotRepeatedUntilItHasReturned() throws Exception {
        LLMAdapters registry = registry(LLMAdapterProvider.class, BlocksInCreate.class);
        AdapterSettings settings = AdapterSettings.fromEnvironment();

        assertThatThrownBy(() -> registry.newAdapter("working", settings))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageStartingWith("provider working could not be set up: it did not return within");
        assertThatThrownBy(() -> registry.newAdapter("working", settings))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessage("provider working could not be set up: an earlier attempt has not returned yet");
        assertThat(BlocksInCreate.CALLS).hasValue(1);

        BlocksInCreate.released.countDown();
        await(() -> BlocksInCreate.CLOSED.get() == 1);
        registry.newAdapter("working", settings).close();
        assertThat(BlocksInCreate.CALLS).hasValue(2);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 1000 && !condition.getAsBoolean(); i++) {
            Thread.sleep(10);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
