package dev.llmconnect.providers.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.RunConfig;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OpenAICompatibleCatalogTest {
    private static final String ANSWER = """
        {"model":"m-1","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Hi"}}],
         "usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}\
        """;

    static Stream<CatalogEntry> entries() {
        return OpenAICompatibleCatalog.entries().stream();
    }

    @Test
    void holdsTheProvidersPeopleAskFor() {
        List<String> ids = entries().map(CatalogEntry::id).toList();

        assertThat(ids).hasSizeGreaterThanOrEqualTo(60).doesNotHaveDuplicates();
        assertThat(ids)
                .contains(
                        "groq",
                        "deepseek",
                        "xai",
                        "together",
                        "fireworks",
                        "cerebras",
                        "perplexity",
                        "nvidia",
                        "deepinfra",
                        "moonshot",
                        "zai",
                        "minimax",
                        "huggingface",
                        "github-models",
                        "vercel",
                        "lmstudio",
                        "vllm",
                        "llama.cpp");
    }

    @Test
    void noTwoShareTheVariableOfTheirAddress() {
        assertThat(entries().map(entry -> ProviderSetting.variablePart(entry.id())))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void everyAddressIsAWholeOne(CatalogEntry entry) {
        URI address = URI.create(
                entry.baseUrl().replaceAll("\\$\\{[A-Z0-9_]+}", "filled").replaceAll("^filled", "https://filled"));

        assertThat(address.getScheme()).isIn("http", "https");
        assertThat(address.getHost()).isNotBlank();
        assertThat(entry.baseUrl()).doesNotEndWith("/").doesNotContain("/chat/completions");
        assertThat(address.getScheme().equals("https") || address.getHost().matches("127\\.0\\.0\\.1|localhost"))
                .as("a key travels encrypted, or not off this machine")
                .isTrue();
        assertThat(entry.keyVariables()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void everyProviderIsCreatedByNameAndByAliasAndAnswersOnce(CatalogEntry entry) throws Exception {
        for (String name :
                Stream.concat(Stream.of(entry.id()), entry.aliases().stream()).toList()) {
            try (StubProvider stub = new StubProvider().answers(200, ANSWER)) {
                Map<String, String> environment = new HashMap<>();
                environment.put(entry.keyVariables().get(0), StubProvider.KEY);
                environment.put("LLM_CONNECT_" + ProviderSetting.variablePart(entry.id()) + "_BASE_URL", stub.url());
                try (LLMAdapter adapter = LLMAdapters.create(name, AdapterSettings.of(environment))) {
                    LLMResponse answer = adapter.execute(LLMRequest.of(
                            "Hello", RunConfig.builder().modelName("m-1").build()));

                    assertThat(answer.content()).isEqualTo("Hi");
                    assertThat(answer.usage().totalTokens()).isEqualTo(3);
                    assertThat(answer.metadata().toMap()).containsEntry("provider", entry.id());
                }
                RecordedRequest sent = stub.request();
                assertThat(sent.getTarget()).isEqualTo("/chat/completions");
                assertThat(sent.getHeaders().get("Authorization")).isEqualTo("Bearer " + StubProvider.KEY);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("entries")
    void aMissingKeyNamesItsVariableUnlessNoneIsNeeded(CatalogEntry entry) {
        LLMAdapterProvider provider = new CatalogProvider(entry);
        Map<String, String> environment = new HashMap<>();
        provider.settings().stream()
                .filter(setting ->
                        !setting.isSecret() && !Set.of("ca_file", "traceparent").contains(setting.name()))
                .filter(setting -> !setting.variables().isEmpty())
                .forEach(setting -> environment.put(setting.variables().get(0), "http://127.0.0.1:1"));

        if (entry.keyOptional()) {
            provider.create(AdapterSettings.of(environment)).close();
        } else {
            assertThatThrownBy(() -> provider.create(AdapterSettings.of(environment)))
                    .isInstanceOf(LLMConfigurationException.class)
                    .hasMessage("no API key for " + entry.id() + ": set " + String.join(" or ", entry.keyVariables()));
        }
    }

    @Test
    void anAddressIsFilledInFromTheEnvironment() {
        CatalogProvider provider =
                new CatalogProvider(CatalogEntry.parse("x\t-\thttps://${X_ACCOUNT}.example/v1\tX_KEY\t-\tX"));
        AdapterSettings keyOnly = AdapterSettings.of(Map.of("X_KEY", StubProvider.KEY));

        assertThatThrownBy(() -> provider.create(keyOnly))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessage("no x_account for x: set X_ACCOUNT");
        provider.create(AdapterSettings.of(Map.of("X_KEY", StubProvider.KEY, "X_ACCOUNT", "me")))
                .close();
    }

    @Test
    void aModelMustBeNamedSinceNoneOfThemServesTheContractsDefault() {
        try (StubProvider stub = new StubProvider();
                LLMAdapter adapter = stub.adapter("groq", "GROQ_API_KEY")) {
            assertThatThrownBy(() -> adapter.execute(LLMRequest.of("Hello")))
                    .isInstanceOf(LLMConfigurationException.class)
                    .hasMessageStartingWith("groq needs a model");
        }
    }

    @Test
    void quirksReachTheRequest() throws Exception {
        try (StubProvider stub = new StubProvider().answers(200, ANSWER);
                LLMAdapter adapter = stub.adapter("cerebras", "CEREBRAS_API_KEY")) {
            adapter.execute(
                    LLMRequest.of("Hello", RunConfig.builder().modelName("m-1").build()));

            JsonNode body = stub.requestBody();
            assertThat(body.get("max_completion_tokens").number()).hasValue(2000);
            assertThat(body.has("max_tokens")).isFalse();
        }
    }

    @Test
    void aLineThatIsWrongIsRefused() {
        assertThatThrownBy(() -> CatalogEntry.parse("x\t-\thttps://x.example\tX_KEY\t-"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CatalogEntry.parse("x\t-\thttps://x.example\tX_KEY\tno-such-quirk\tX"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown quirk `no-such-quirk`");
    }
}
