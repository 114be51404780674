package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderCatalog;
import dev.llmconnect.spi.ProviderSetting;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LLMAdaptersTest {
    private static final ProviderSetting KEY = ProviderSetting.apiKey("GOOD_API_KEY");

    @TempDir
    Path services;

    /** A provider that needs a key. */
    public static class Good implements LLMAdapterProvider {
        @Override
        public int apiVersion() {
            return API_VERSION;
        }

        @Override
        public String name() {
            return "good";
        }

        @Override
        public List<String> aliases() {
            return List.of("bon");
        }

        @Override
        public String description() {
            return "answers with the prompt";
        }

        @Override
        public List<ProviderSetting> settings() {
            return List.of(KEY, ProviderSetting.baseUrl("good", "https://good.example"));
        }

        @Override
        public LLMAdapter create(AdapterSettings settings) {
            settings.requireSecret(name(), KEY);
            return new LLMAdapter() {
                @Override
                public String provider() {
                    return "good";
                }

                @Override
                public LLMResponse execute(LLMRequest request) {
                    String prompt = request.messages().get(0).text();
                    if (prompt.equals("break")) {
                        throw new IllegalStateException("on purpose");
                    }
                    return LLMResponse.builder().content(prompt).build();
                }
            };
        }
    }

    /** Another one of the same name. */
    public static final class SameName extends Good {
        @Override
        public List<String> aliases() {
            return List.of();
        }
    }

    /** One that was built for a later version. */
    public static final class Later extends Good {
        @Override
        public int apiVersion() {
            return API_VERSION + 1;
        }

        @Override
        public String name() {
            return "later";
        }
    }

    /** One that fails when it is made. */
    public static final class Broken extends Good {
        /** Fails. */
        public Broken() {
            throw new IllegalStateException("broken on purpose");
        }
    }

    /** One that fails when it makes its adapter. */
    public static final class FailsLate extends Good {
        @Override
        public String name() {
            return "fails-late";
        }

        @Override
        public List<String> aliases() {
            return List.of();
        }

        @Override
        public LLMAdapter create(AdapterSettings settings) {
            throw new NoClassDefFoundError("a/missing/Library");
        }
    }

    /** One that asks another of the registry. */
    public static final class AsksGood extends Good {
        @Override
        public String name() {
            return "asks-good";
        }

        @Override
        public List<String> aliases() {
            return List.of();
        }

        @Override
        public LLMAdapter create(AdapterSettings settings, LLMAdapters registry) {
            return registry.newAdapter("good", settings);
        }
    }

    /** Gives one provider. */
    public static final class Catalog implements ProviderCatalog {
        @Override
        public List<LLMAdapterProvider> providers() {
            return List.of(new FailsLate());
        }
    }

    private ClassLoader finding(Class<?> service, String... classes) throws IOException {
        Path file = services.resolve("META-INF/services/" + service.getName());
        Files.createDirectories(file.getParent());
        Files.write(file, List.of(classes));
        URI root = services.toUri();
        return new URLClassLoader(new URL[] {root.toURL()}, getClass().getClassLoader());
    }

    private LLMAdapters registry(Class<?>... providers) throws IOException {
        return LLMAdapters.of(List.of(finding(
                LLMAdapterProvider.class,
                Stream.of(providers).map(Class::getName).toArray(String[]::new))));
    }

    @Test
    void findsAProviderByNameAndByAliasAndItsAnswersNameProviderAndCall() throws IOException {
        AdapterSettings settings = AdapterSettings.of(Map.of("GOOD_API_KEY", "canary-registry"));
        LLMRequest request =
                LLMRequest.builder().prompt("Hello").requestId("r-1").build();

        for (String name : List.of("good", "bon")) {
            try (LLMAdapter adapter = registry(Good.class).newAdapter(name, settings)) {
                LLMResponse response = adapter.execute(request);

                assertThat(response.content()).isEqualTo("Hello");
                assertThat(response.metadata().toMap())
                        .containsEntry("provider", "good")
                        .containsEntry("request_id", request.requestId());
                try (LLMStream stream = adapter.stream(request)) {
                    assertThat(stream.response().toMap()).isEqualTo(response.toMap());
                }
            }
        }
    }

    @Test
    void whatAnAdapterThrowsIsAlwaysAnLLMExceptionThatNamesIt() throws IOException {
        AdapterSettings settings = AdapterSettings.of(Map.of("GOOD_API_KEY", "canary-registry"));
        try (LLMAdapter adapter = registry(Good.class).newAdapter("good", settings)) {
            assertThatThrownBy(() -> adapter.execute(LLMRequest.of("break")))
                    .isInstanceOf(LLMException.class)
                    .hasMessage("the adapter of good failed: java.lang.IllegalStateException: on purpose");
            assertThatThrownBy(() -> adapter.execute(LLMRequest.builder()
                            .prompt("Hello")
                            .depth(1)
                            .config(RunConfig.builder().maxDepth(0).build())
                            .build()))
                    .isInstanceOf(LLMBudgetExceededException.class);
        }
    }

    @Test
    void aMissingKeyNamesItsVariable() throws IOException {
        LLMAdapters registry = registry(Good.class);

        assertThatThrownBy(() -> registry.newAdapter("good", AdapterSettings.of(Map.of("GOOD_API_KEY", " "))))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessage("no API key for good: set GOOD_API_KEY");
    }

    @Test
    void anUnknownNameIsAnsweredWithTheListAndAGuess() throws IOException {
        LLMAdapters registry = registry(Good.class);

        assertThatThrownBy(() -> registry.newAdapter("goud", AdapterSettings.fromEnvironment()))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessage("unknown provider `goud`; did you mean `good`?; available: good");
    }

    @Test
    void brokenProvidersAreReportedByNameAndHideNobody() throws IOException {
        ClassLoader loader = finding(
                LLMAdapterProvider.class,
                Broken.class.getName(),
                "no.such.Provider",
                Later.class.getName(),
                Good.class.getName());

        LLMAdapters registry = LLMAdapters.of(List.of(loader));

        assertThat(registry.names()).containsExactly("good");
        assertThat(registry.problems())
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).contains(Broken.class.getName()))
                .anySatisfy(line -> assertThat(line).contains("no.such.Provider"))
                .anySatisfy(line -> assertThat(line)
                        .contains(Later.class.getName())
                        .contains(") was built for version 2 of the plugin API, and this is version 1"));
    }

    @Test
    void twoOfOneNameAreAConflictThatNamesBoth() throws IOException {
        LLMAdapters registry = registry(Good.class, SameName.class, FailsLate.class);

        assertThatThrownBy(() -> registry.provider("good"))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageStartingWith("more than one provider is called `good`: ")
                .hasMessageContaining(Good.class.getName())
                .hasMessageContaining(SameName.class.getName());
        assertThat(registry.problems()).hasSize(1);
        assertThat(registry.provider("fails-late").name()).isEqualTo("fails-late");
    }

    @Test
    void oneProviderThatSeveralClassLoadersFindIsNoConflict() throws IOException {
        ClassLoader loader = finding(LLMAdapterProvider.class, Good.class.getName());

        LLMAdapters registry = LLMAdapters.of(List.of(loader, loader));

        assertThat(registry.problems()).isEmpty();
        assertThat(registry.provider("good").name()).isEqualTo("good");
    }

    @Test
    void aCatalogGivesManyAndAProviderThatCannotBeSetUpSaysSo() throws IOException {
        LLMAdapters registry = LLMAdapters.of(List.of(finding(ProviderCatalog.class, Catalog.class.getName())));

        assertThatThrownBy(() -> registry.newAdapter("fails-late", AdapterSettings.fromEnvironment()))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("provider fails-late could not be set up")
                .hasMessageContaining("a/missing/Library");
    }

    @Test
    void aProviderMayAskOthersOfTheRegistryItWasFoundIn() throws IOException {
        LLMAdapter adapter = registry(Good.class, AsksGood.class)
                .newAdapter("asks-good", AdapterSettings.of(Map.of("GOOD_API_KEY", "key-0123456789")));

        assertThat(adapter.execute("Hello", RunConfig.defaults()).metadata().provider())
                .contains("good");
    }

    @Test
    void namesAndAliasesAreMatchedWithoutCase() throws IOException {
        LLMAdapters registry = registry(Good.class);

        for (String name : List.of("GOOD", "Good", " good ", "Bon")) {
            assertThat(registry.provider(name).name()).isEqualTo("good");
        }
    }

    @Test
    void aSettingThatTheProviderDoesNotListIsRefusedWithAGuess() throws IOException {
        LLMAdapters registry = registry(Good.class);
        AdapterSettings settings = AdapterSettings.of(Map.of("GOOD_API_KEY", "key-0123456789"));

        for (String name : List.of("baseUrl", "baseURL", "BASE_URL", "base-url", "base_ulr")) {
            assertThatThrownBy(() -> registry.newAdapter("good", settings.with(name, "http://127.0.0.1:1")))
                    .isInstanceOf(LLMConfigurationException.class)
                    .hasMessage("provider good has no setting `" + name
                            + "`; did you mean `base_url`?; accepted: api_key, base_url");
        }
        registry.newAdapter("good", settings.with("base_url", "http://127.0.0.1:1"))
                .close();
    }
}
