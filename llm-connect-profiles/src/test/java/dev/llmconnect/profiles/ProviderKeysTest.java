package dev.llmconnect.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.RunConfig;
import dev.llmconnect.profiles.policy.KeyRotatingAdapter;
import dev.llmconnect.spi.AdapterSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProviderKeysTest {
    @BeforeEach
    void forgetWhatWasMade() {
        FakeProvider.MADE.clear();
    }

    private static LLMAdapter create(Map<String, String> environment) {
        return ProviderKeys.create(FakeCatalog.REGISTRY, "openrouter", AdapterSettings.of(environment));
    }

    private static List<String> keys() {
        return FakeProvider.made("openrouter").stream()
                .map(made -> made.key().orElseThrow())
                .toList();
    }

    @Test
    void severalKeysMakeAnAdapterEachAndComeBeforeTheSingleOne() {
        LLMAdapter adapter =
                create(Map.of("OPENROUTER_API_KEYS", " key-1, key-2,,key-1 ", "OPENROUTER_API_KEY", "key-0"));

        assertThat(adapter).isInstanceOf(KeyRotatingAdapter.class);
        assertThat(keys()).containsExactly("key-1", "key-2");
    }

    @Test
    void oneKeyNeedsNoRotation() {
        create(Map.of("OPENROUTER_API_KEY", "key-0"));
        assertThat(create(Map.of("OPENROUTER_API_KEYS", "key-1"))).isNotInstanceOf(KeyRotatingAdapter.class);

        assertThat(keys()).containsExactly("key-0", "key-1");
    }

    @Test
    void theVariableThatAProfileNamesHasAPluralToo() {
        Profiles profiles = Profiles.load(Map.of("LLM_CONNECT_PROFILES_JSON", """
                        {"p": {"provider": "openrouter", "api_key_env": "HOUSE_KEY"}}"""), FakeCatalog.REGISTRY);
        LLMAdapter adapter = ProfileAdapter.builder(new RecordingAdapter("plain"), profiles, FakeCatalog.REGISTRY)
                .settings(AdapterSettings.of(
                        Map.of("HOUSE_KEYS", "house-1,house-2", "OPENROUTER_API_KEYS", "key-1,key-2")))
                .build();

        adapter.execute("Hello", RunConfig.builder().modelName("p").build());

        assertThat(keys()).containsExactly("house-1", "house-2");
    }
}
