package dev.llmconnect.providers.carried;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.RunConfig;
import dev.llmconnect.providers.StubProvider;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a model is called, every operation of every provider asks at the path it always asks at, or asks nobody. */
class ModelNamesOfEveryOperationTest {
    private static final String PLAIN = "plain";

    private static final List<String> NAMES = List.of(
            "..",
            ".",
            "../../v2/admin",
            "a/../../b",
            "..\\..\\b",
            "%2e%2e",
            "%2E%2e%2Fb",
            "%252e%252e%252fb",
            "/b",
            "//evil.example/b",
            "https://evil.example/b",
            "@evil.example",
            "a?b=c",
            "a#b",
            "a%3Fb",
            "a;b",
            "a:b",
            "a\r\nHost: evil.example",
            "a\u0000b",
            "a b");

    private static final Map<String, BiConsumer<LLMAdapter, String>> OPERATIONS = Map.of(
            "execute", (adapter, model) -> adapter.execute(request(model)),
            "stream", (adapter, model) -> adapter.stream(request(model)).response(),
            "embed", (adapter, model) -> adapter.embed(EmbeddingRequest.of("Hi", model)),
            "countTokens", (adapter, model) -> adapter.countTokens(request(model)),
            "contextTokens", (adapter, model) -> adapter.contextTokens(request(model)));

    static Stream<String> providers() {
        return TriedFormat.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void noNameChangesThePath(String provider) throws Exception {
        TriedFormat format = Objects.requireNonNull(TriedFormat.all().get(provider));
        try (StubProvider stub = new StubProvider();
                LLMAdapter adapter = format.adapter(provider, stub.url())) {
            stub.server().setDispatcher(new Dispatcher() {
                @Override
                public MockResponse dispatch(RecordedRequest request) {
                    return new MockResponse.Builder().body("{}").build();
                }
            });
            for (String operation : OPERATIONS.keySet()) {
                List<List<String>> usual = asked(operation, PLAIN, adapter, stub);
                for (String name : NAMES) {
                    List<List<String>> asked = asked(operation, name, adapter, stub);
                    assertThat(asked.isEmpty() || asked.equals(named(usual, name)))
                            .as("%s with the model %s asks at %s, not at %s", operation, name, asked, usual)
                            .isTrue();
                }
            }
        }
    }

    private static List<List<String>> named(List<List<String>> usual, String name) {
        return usual.stream()
                .map(target ->
                        target.stream().map(part -> part.replace(PLAIN, name)).toList())
                .toList();
    }

    /** The decoded segments of the path, and the query, of each request. */
    private static List<List<String>> asked(String operation, String model, LLMAdapter adapter, StubProvider stub)
            throws InterruptedException {
        int before = stub.server().getRequestCount();
        try {
            Objects.requireNonNull(OPERATIONS.get(operation)).accept(adapter, model);
        } catch (LLMException e) {
            // The stub's answer is none of this format, or the name is refused; only the address matters.
        }
        List<List<String>> targets = new ArrayList<>();
        for (int i = stub.server().getRequestCount(); i > before; i--) {
            RecordedRequest sent = stub.server().takeRequest();
            assertThat(sent.getHeaders().get("Host")).startsWith("localhost:");
            targets.add(Stream.of(sent.getTarget().split("[/?]", -1))
                    .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
                    .toList());
        }
        return targets;
    }

    private static LLMRequest request(String model) {
        return LLMRequest.of("Hi", RunConfig.builder().modelName(model).build());
    }
}
