package dev.llmconnect.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmconnect.CallTarget;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.ErrorCode;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.RunConfig;
import dev.llmconnect.spi.AdapterSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {
    @BeforeEach
    void forgetWhatWasMade() {
        FakeProvider.MADE.clear();
    }

    private static LLMAdapter router(Map<String, String> environment) {
        return FakeCatalog.REGISTRY.newAdapter("router", AdapterSettings.of(environment));
    }

    private static LLMAdapter router() {
        return router(Map.of("OPENROUTER_API_KEY", "key-of-the-test"));
    }

    private static LLMRequest request(String model) {
        return LLMRequest.of("Hello", RunConfig.builder().modelName(model).build())
                .begin();
    }

    @ParameterizedTest
    @CsvSource({
        "openrouter/anthropic/claude-sonnet-4, openrouter, anthropic/claude-sonnet-4",
        "or/gpt-5, openrouter, gpt-5",
        "local/small, local, small",
        "bare//x, bare, /x",
    })
    void theProviderStandsBeforeTheFirstSlash(String id, String provider, String model) {
        try (LLMAdapter router = router()) {
            LLMRequest request = request(id);
            LLMResponse answer = router.execute(request);

            assertThat(answer.content()).isEqualTo("from " + provider);
            assertThat(answer.model()).isEqualTo(model);
            assertThat(answer.metadata().toMap())
                    .containsEntry("provider", provider)
                    .containsEntry("request_id", request.requestId());
            LLMRequest seen = FakeProvider.only(provider).last();
            assertThat(seen.config().modelNameIfSet()).contains(model);
            assertThat(seen.cancellation()).isSameAs(request.cancellation());
            assertThat(seen.messages()).isEqualTo(request.messages());
        }
    }

    @Test
    void streamsEmbeddingsAndCountsAreRoutedToo() {
        try (LLMAdapter router = router()) {
            assertThat(router.countTokens(request("local/huge"))).hasValue(3);
            assertThat(router.contextTokens(request("local/huge"))).hasValue("huge".length());
            assertThat(FakeProvider.only("local").last().config().modelName()).isEqualTo("huge");
            try (LLMStream stream = router.stream(request("local/small"))) {
                assertThat(stream.response().model()).isEqualTo("small");
                assertThat(stream.response().metadata().toMap()).containsEntry("provider", "local");
            }
            EmbeddingResponse vectors = router.embed(EmbeddingRequest.of("Hello", "local/tiny"));
            assertThat(vectors.model()).isEqualTo("tiny");
            assertThat(vectors.metadata().toMap()).containsEntry("provider", "local");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gpt-4 | there is no model `gpt-4`;",
                "local/ | there is no model `local/`;",
                "/small | there is no model `/small`;",
                "locall/small | there is no provider `locall`; did you mean `local`?;",
                "router/local/small | there is no model `router/local/small`;",
            })
    void whatNamesNoProviderOrNoModelIsNotFound(String id, String says) {
        LLMException e = catchThrowableOfType(LLMException.class, () -> router().execute(request(id)));

        assertThat(e)
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessageStartingWith(says)
                .hasMessageEndingWith("router takes `provider/model`, for example `mock/echo`;"
                        + " configured providers: bare, openrouter");
        assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(e.reason()).isEqualTo(FailureReason.NOT_FOUND);
        assertThat(FakeProvider.MADE)
                .allSatisfy(made -> assertThat(made.adapter().requests).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "opus-9, openrouter", // owned
        "opus-small-9, local", // owned by a more specific pattern
        "bare-small, bare", // listed by one
    })
    void aBareNameFindsTheProviderThatOwnsOrListsIt(String model, String provider) {
        try (LLMAdapter router = router(
                Map.of("OPENROUTER_API_KEY", "key-of-the-test", "LLM_CONNECT_LOCAL_BASE_URL", "http://gpu.example"))) {
            LLMResponse answer = router.execute(request(model));

            assertThat(answer.content()).isEqualTo("from " + provider);
            assertThat(answer.model()).isEqualTo(model);
            assertThat(router.target(request(model))).isEqualTo(CallTarget.of(provider, model));
        }
    }

    @Test
    void anOwnerThatIsNotConfiguredIsNotAsked() {
        try (LLMAdapter router = router(Map.of())) {
            assertThatThrownBy(() -> router.execute(request("opus-9")))
                    .hasMessageStartingWith("there is no model `opus-9`;");
        }
    }

    @Test
    void aBareNameThatSeveralProvidersListNamesThem() {
        assertThatThrownBy(() -> router().execute(request("local-small")))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessageStartingWith(
                        "several providers have a model `local-small`: bare, openrouter; name one of them,"
                                + " for example `bare/local-small`;");
    }

    @Test
    void aRequestWithoutAModelIsNotFoundEither() {
        assertThatThrownBy(() -> router().execute(LLMRequest.of("Hello")))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessageStartingWith("the request names no model;");
    }

    @Test
    void aProviderWithoutItsKeySaysWhichIsMissing() {
        assertThatThrownBy(() -> router(Map.of()).execute(request("openrouter/gpt-5")))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessage("no API key for openrouter: set OPENROUTER_API_KEY");
    }

    @Test
    void eachProviderIsSetUpOnceByTheFirstCallAndClosedWithTheRouter() {
        LLMAdapter router = router();
        assertThat(FakeProvider.MADE).isEmpty();
        router.execute(request("openrouter/a"));
        router.execute(request("or/b"));
        router.embed(EmbeddingRequest.of("Hello", "openrouter/c"));

        RecordingAdapter made = FakeProvider.only("openrouter");
        assertThat(FakeProvider.MADE).hasSize(1);
        router.close();
        router.close();
        assertThat(made.closings).hasValue(1);
        assertThatThrownBy(() -> router.execute(request("local/a"))).hasMessage("the adapter has been closed");
    }

    @Test
    void severalKeysOfAProviderAreRotatedAsEverywhere() {
        router(Map.of("OPENROUTER_API_KEYS", "key-1,key-2")).execute(request("openrouter/a"));

        assertThat(FakeProvider.made("openrouter"))
                .extracting(FakeProvider.Made::key)
                .containsExactly(Optional.of("key-1"), Optional.of("key-2"));
    }

    @Test
    void anAddressOrAKeyThatWouldGoToEveryProviderIsRefused() {
        for (String setting : List.of("base_url", "api_key")) {
            assertThatThrownBy(() -> FakeCatalog.REGISTRY.newAdapter(
                            "router", AdapterSettings.of(Map.of()).with(setting, "http://elsewhere.example")))
                    .isInstanceOf(LLMConfigurationException.class)
                    .hasMessage("provider router has no setting `" + setting + "`; it has none");
        }
    }

    @Test
    void aProfileMayHaveTheRouter() {
        Profiles profiles = Profiles.load(Map.of("LLM_CONNECT_PROFILES_JSON", """
                        {"p": {"provider": "router", "model": "local/small", "temperature": 0.1}}"""), FakeCatalog.REGISTRY);
        try (LLMAdapter adapter = ProfileAdapter.builder(new RecordingAdapter("plain"), profiles, FakeCatalog.REGISTRY)
                .settings(AdapterSettings.of(Map.of()))
                .build()) {
            LLMResponse answer = adapter.execute(request("p"));

            assertThat(answer.model()).isEqualTo("small");
            assertThat(answer.metadata().toMap())
                    .containsEntry("provider", "local")
                    .containsEntry("profile", "p");
            assertThat(FakeProvider.only("local").last().config().temperature()).isEqualTo(0.1);
        }
    }
}
