package dev.llmconnect.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMBudgetExceededException;
import dev.llmconnect.LLMProfileException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.RunConfig;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.spi.AdapterSettings;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProfileAdapterTest {
    private static final String DEFINITIONS = """
            {"local-small": {"provider": "local", "model": "small", "temperature": 0.1, "max_tokens": 50,
                             "max_depth": 1, "timeout_seconds": 60, "model_params": {"seed": 1, "top_p": 0.5}},
             "unnamed": {"provider": "local"}}""";

    private final RecordingAdapter plain = new RecordingAdapter("plain");

    @BeforeEach
    void forgetWhatWasMade() {
        FakeProvider.MADE.clear();
    }

    private ProfileAdapter.Builder builder() {
        Profiles profiles = Profiles.load(Map.of("LLM_CONNECT_PROFILES_JSON", DEFINITIONS), FakeCatalog.REGISTRY);
        return ProfileAdapter.builder(plain, profiles, FakeCatalog.REGISTRY)
                .settings(AdapterSettings.of(Map.of("OPENROUTER_API_KEY", "key-of-the-test")));
    }

    private static LLMRequest request(String model) {
        return LLMRequest.of("Hello", RunConfig.builder().modelName(model).build())
                .begin();
    }

    private static RunConfig seen(String provider) {
        return FakeProvider.only(provider).last().config();
    }

    @Test
    void asksTheProfilesOwnProviderWithTheProfilesValues() {
        LLMResponse response = builder().build().execute(request("local-small"));

        assertThat(response.content()).isEqualTo("from local");
        assertThat(response.model()).isEqualTo("small");
        assertThat(response.metadata().toMap())
                .containsEntry("profile", "local-small")
                .containsEntry("provider", "local");
        assertThat(seen("local"))
                .isEqualTo(RunConfig.builder()
                        .modelName("small")
                        .temperature(0.1)
                        .maxTokens(50)
                        .maxDepth(1)
                        .timeout(Duration.ofMinutes(1))
                        .modelParam("seed", 1L)
                        .modelParam("top_p", new BigDecimal("0.5"))
                        .build());
        assertThat(plain.requests).isEmpty();
    }

    @Test
    void letsTheRequestsValuesWin() {
        RunConfig asked = RunConfig.builder()
                .modelName("local-small")
                .temperature(2)
                .maxTokens(7)
                .maxDepth(9)
                .timeout(Duration.ofSeconds(9))
                .modelParam("seed", 2L)
                .build();

        builder().build().execute(LLMRequest.of("Hello", asked));

        assertThat(seen("local"))
                .isEqualTo(asked.toBuilder()
                        .modelName("small")
                        .modelParam("top_p", new BigDecimal("0.5"))
                        .build());
    }

    @Test
    void keepsEverythingElseOfTheRequest() {
        LLMRequest request = request("local-small").toBuilder()
                .requestId("id-1")
                .depth(1)
                .wireFields("openai", Map.of("a", 1L))
                .build();

        builder().build().execute(request);

        LLMRequest seen = FakeProvider.only("local").last();
        assertThat(seen.requestId()).isEqualTo("id-1");
        assertThat(seen.depth()).isEqualTo(1);
        assertThat(seen.messages()).isEqualTo(request.messages());
        assertThat(seen.cancellation()).isSameAs(request.cancellation());
        assertThat(seen.wireFields("openai")).containsEntry("a", 1L);
    }

    @Test
    void sendsAnyOtherModelToTheConfiguredAdapterUnchanged() {
        LLMRequest request = request("gpt-5");

        LLMResponse response = builder().build().execute(request);

        assertThat(plain.last()).isSameAs(request);
        assertThat(response.metadata().toMap()).doesNotContainKey("profile");
        assertThat(FakeProvider.MADE).isEmpty();
    }

    @Test
    void refusesAnyOtherModelWhenStrict() {
        try (LLMAdapter strict = builder().strict(true).build()) {
            assertThatThrownBy(() -> strict.execute(request("custodian-triage-balance")))
                    .isInstanceOfSatisfying(LLMProfileException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_PROFILE);
                        assertThat(e.type()).isEqualTo("LLMProfileError");
                    })
                    .hasMessage("unknown profile `custodian-triage-balance`;"
                            + " did you mean `custodian-triage-balanced`?;"
                            + " available: custodian-triage-balanced, local-small, unnamed");
            assertThatThrownBy(() -> strict.stream(request("gpt-5"))).hasMessageStartingWith("unknown profile `gpt-5`");
            assertThatThrownBy(() -> strict.execute(request("x".repeat(5000))))
                    .hasMessageStartingWith("unknown profile `" + "x".repeat(60) + "… (cut)`; available");
        }
        assertThat(plain.requests).isEmpty();
    }

    @Test
    void stillKnowsProfilesWhenStrict() {
        assertThat(builder()
                        .strict(true)
                        .build()
                        .execute(request("local-small"))
                        .content())
                .isEqualTo("from local");
    }

    @Test
    void sendsARequestWithoutAModelToTheConfiguredAdapterInBothModes() {
        LLMRequest request = LLMRequest.of("Hello").begin();

        builder().build().execute(request);
        builder().strict(true).build().execute(request);

        assertThat(plain.requests).containsExactly(request, request);
    }

    @Test
    void usesTheServersModelForAProfileThatNamesNone() {
        LLMAdapter adapter = builder().defaultModel("server-model").build();

        assertThat(adapter.execute(request("unnamed")).model()).isEqualTo("server-model");
        assertThat(adapter.execute(request("local-small")).model()).isEqualTo("small");
    }

    @Test
    void usesTheProvidersOwnModelWhenNobodyNamesOne() {
        assertThat(builder().build().execute(request("unnamed")).model()).isEqualTo("local-default");
        assertThat(seen("local").modelNameIfSet()).isEmpty();
    }

    @Test
    void refusesACallDeeperThanTheProfileAllowsBeforeAnybodyIsAsked() {
        LLMRequest nested = request("local-small").toBuilder().depth(2).build();

        assertThatThrownBy(() -> builder().build().execute(nested))
                .isInstanceOf(LLMBudgetExceededException.class)
                .hasMessage("the call is nested 2 levels deep; max_depth allows 1");
        assertThatThrownBy(() -> builder().build().stream(nested)).isInstanceOf(LLMBudgetExceededException.class);
        assertThat(FakeProvider.MADE)
                .allSatisfy(made -> assertThat(made.adapter().requests).isEmpty());
    }

    @Test
    void countsTheProfilesTimeFromTheStartOfTheCall() {
        AtomicLong now = new AtomicLong();
        LLMRequest begun = LLMRequest.builder()
                .ticker(now::get)
                .prompt("Hello")
                .config(RunConfig.builder().modelName("local-small").build())
                .build()
                .begin();
        now.set(Duration.ofSeconds(20).toNanos());

        builder().build().execute(begun);
        assertThat(FakeProvider.only("local").last().deadline().remaining()).isEqualTo(Duration.ofSeconds(40));

        now.set(Duration.ofSeconds(61).toNanos());
        assertThatThrownBy(() -> builder().build().execute(begun)).isInstanceOf(LLMTimeoutException.class);
    }

    @Test
    void streamsLikeItExecutes() {
        LLMRequest request = request("local-small");
        try (LLMStream stream = builder().build().stream(request)) {
            List<StreamEvent> events = new ArrayList<>();
            stream.forEach(events::add);
            assertThat(events).contains(new StreamEvent.Text("from local"));
            assertThat(stream.response().metadata().toMap())
                    .containsEntry("profile", "local-small")
                    .containsEntry("provider", "local")
                    .containsEntry("request_id", request.requestId());
            assertThat(stream.response().model()).isEqualTo("small");
        }
        assertThat(seen("local").temperature()).isEqualTo(0.1);
    }

    @Test
    void streamsPlainModelsUnchanged() {
        LLMRequest request = request("gpt-5");
        try (LLMStream stream = builder().build().stream(request)) {
            assertThat(stream.response().metadata().toMap()).doesNotContainKey("profile");
        }
        assertThat(plain.last()).isSameAs(request);
    }

    @Test
    void listsProfilesFirstAndHidesModelsOfTheSameName() {
        assertThat(builder().build().models())
                .containsExactly(
                        ModelInfo.of("custodian-triage-balanced", "openrouter"),
                        ModelInfo.of("local-small", "local"),
                        ModelInfo.of("unnamed", "local"),
                        ModelInfo.of("plain-small", "plain"));
        assertThat(builder().strict(true).build().models())
                .extracting(ModelInfo::id)
                .containsExactly("custodian-triage-balanced", "local-small", "unnamed");
    }

    @Test
    void hasTheNameOfTheConfiguredProvider() {
        assertThat(builder().build().provider()).isEqualTo("plain");
    }
}
