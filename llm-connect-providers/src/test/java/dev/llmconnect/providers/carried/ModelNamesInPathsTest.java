package dev.llmconnect.providers.carried;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.RunConfig;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.spi.AdapterSettings;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A model's name never changes the path or the host that a request and its key are sent to. */
class ModelNamesInPathsTest {
    private static final List<String> REFUSED = List.of(
            "..",
            ".",
            "../x",
            "x/..",
            "a/../b",
            "a\\..\\b",
            "a//b",
            "/x",
            "x/",
            "%2e%2e",
            "%2E.",
            "a%2f..%2fb",
            "%252e%252e",
            "%25252e%25252e%25252fb",
            "a\r\nHost: evil.example",
            "a%0d%0ab",
            "a\u0000b",
            "a\u007fb",
            "a\u0085b",
            "x".repeat(3000));

    private static final List<String> ENCODED = List.of(
            "a?b=c",
            "a#b",
            "a b",
            "a:countTokens",
            "a;b",
            "a%20b",
            "100%",
            "%zz",
            "team/model",
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude",
            "@evil.example",
            "modèle",
            "...",
            "a..b");

    /** Every provider but those whose model travels in the body, classic and v1 paths of Azure alike. */
    private static Map<String, AdapterSettings> providers() {
        AdapterSettings plain = AdapterSettings.of(Map.of()).with("api_key", StubProvider.KEY);
        AdapterSettings vertex =
                AdapterSettings.of(Map.of()).with("project", "some-project").with("access_token", StubProvider.KEY);
        return Map.of(
                "bedrock", plain,
                "gemini", plain,
                "azure-openai", plain.with("api_version", "2024-10-21"),
                "vertex-gemini", vertex,
                "vertex-anthropic", vertex);
    }

    private static Stream<Arguments> names(List<String> names) {
        return providers().keySet().stream()
                .flatMap(provider -> names.stream().map(name -> Arguments.of(provider, name)));
    }

    private static Stream<Arguments> refusedNames() {
        return names(REFUSED);
    }

    private static Stream<Arguments> encodedNames() {
        return names(ENCODED);
    }

    @ParameterizedTest
    @MethodSource("refusedNames")
    void aNameThatLeadsElsewhereIsRefusedBeforeAnythingIsSent(String provider, String model) {
        try (StubProvider stub = new StubProvider();
                LLMAdapter adapter = adapter(provider, stub)) {
            LLMRequest request = request(model);

            assertThatThrownBy(() -> adapter.execute(request))
                    .isInstanceOf(LLMInvalidRequestException.class)
                    .hasMessageContaining("model_name must not");
            assertThatThrownBy(() -> adapter.stream(request)).isInstanceOf(LLMInvalidRequestException.class);
            assertThatThrownBy(() -> adapter.embed(EmbeddingRequest.of("Hi", model)))
                    .isInstanceOf(LLMInvalidRequestException.class);
            assertThat(stub.server().getRequestCount()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("encodedNames")
    void anyOtherNameIsOneSegmentOfThePath(String provider, String model) throws Exception {
        List<String> plain = target(provider, "plain");
        List<String> named = target(provider, model);

        assertThat(named).hasSameSizeAs(plain);
        for (int i = 0; i < plain.size(); i++) {
            String expected = plain.get(i);
            String decoded = URLDecoder.decode(named.get(i).replace("+", "%2B"), StandardCharsets.UTF_8);
            assertThat(decoded).isEqualTo(expected.startsWith("plain") ? expected.replace("plain", model) : expected);
        }
    }

    /** The segments of the path, and the query last. */
    private static List<String> target(String provider, String model) {
        try (StubProvider stub = new StubProvider().answers(200, "{}");
                LLMAdapter adapter = adapter(provider, stub)) {
            try {
                adapter.execute(request(model));
            } catch (LLMException e) {
                // The stub's answer is none of this format; only the address matters.
            }
            RecordedRequest sent = stub.request();
            assertThat(sent.getHeaders().get("Host")).startsWith("localhost:");
            return Arrays.asList(sent.getTarget().split("[/?]", -1));
        }
    }

    private static LLMRequest request(String model) {
        return LLMRequest.of("Hi", RunConfig.builder().modelName(model).build());
    }

    private static LLMAdapter adapter(String provider, StubProvider stub) {
        return LLMAdapters.create(provider, providers().get(provider).with("base_url", stub.url()));
    }
}
