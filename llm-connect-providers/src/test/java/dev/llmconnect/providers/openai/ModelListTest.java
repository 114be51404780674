package dev.llmconnect.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Secret;
import dev.llmconnect.formats.chat.ChatDialect;
import dev.llmconnect.formats.chat.ChatWire;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.providers.wire.DirectBackend;
import dev.llmconnect.providers.wire.WireAdapter;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelListTest {
    private final AtomicLong now = new AtomicLong();
    private final StubProvider stub = new StubProvider();
    private final LLMAdapter adapter = WireAdapter.builder(
                    "somebody",
                    new ChatWire(ChatDialect.OPENAI),
                    DirectBackend.bearer(stub.url(), Secret.of(StubProvider.KEY)))
            .ticker(now::get)
            .build();

    @AfterEach
    void close() {
        adapter.close();
        stub.close();
    }

    @Test
    void theListIsAskedForWithTheKey() {
        stub.answers(200, """
                {"object":"list","data":[{"id":"gpt-4"},
                 {"id":"a/b","context_length":128000,"top_provider":{"max_completion_tokens":4096}},
                 {"id":"c","context_window":8192,"max_completion_tokens":1024},{"object":"model"}]}""");
        assertThat(adapter.models())
                .containsExactly(
                        ModelInfo.of("gpt-4", "somebody"),
                        ModelInfo.builder("a/b", "somebody")
                                .contextTokens(OptionalLong.of(128000))
                                .maxOutputTokens(OptionalLong.of(4096))
                                .build(),
                        ModelInfo.builder("c", "somebody")
                                .contextTokens(OptionalLong.of(8192))
                                .maxOutputTokens(OptionalLong.of(1024))
                                .build());
        RecordedRequest request = stub.request();
        assertThat(request.getMethod()).isEqualTo("GET");
        assertThat(request.getTarget()).isEqualTo("/models");
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + StubProvider.KEY);
    }

    @Test
    void theWindowIsWhatTheListSaidElseWhatIsKnownOfTheName() {
        assertThat(adapter.contextTokens(asking("gpt-4"))).hasValue(8192);
        assertThat(adapter.contextTokens(asking("mine"))).isEmpty();
        assertThat(stub.server().getRequestCount()).isZero();

        stub.answers(200, "[{\"id\":\"mine\",\"context_length\":5000},{\"id\":\"gpt-4\"}]");
        adapter.models();

        assertThat(adapter.contextTokens(asking("mine"))).hasValue(5000);
        assertThat(adapter.contextTokens(asking("gpt-4"))).hasValue(8192);
    }

    private static LLMRequest asking(String model) {
        return LLMRequest.of("Hello", RunConfig.builder().modelName(model).build());
    }

    @Test
    void aBareArrayIsAListToo() {
        stub.answers(200, "[{\"id\":\"x\"},{\"name\":\"y\"}]");
        assertThat(adapter.models()).extracting(ModelInfo::id).containsExactly("x", "y");
    }

    @Test
    void theListIsRememberedForFiveMinutes() {
        stub.answers(200, "{\"data\":[{\"id\":\"old\"}]}").answers(200, "{\"data\":[{\"id\":\"new\"}]}");
        adapter.models();
        now.addAndGet(Duration.ofMinutes(5).toNanos() - 1);
        assertThat(adapter.models()).extracting(ModelInfo::id).containsExactly("old");
        now.incrementAndGet();
        assertThat(adapter.models()).extracting(ModelInfo::id).containsExactly("new");
        assertThat(stub.server().getRequestCount()).isEqualTo(2);
    }

    @Test
    void aFailureIsToldAndNotRemembered() {
        stub.answers(503, "busy").answers(200, "nonsense").answers(200, "{\"data\":[{\"id\":\"x\"}]}");
        assertThatThrownBy(adapter::models)
                .isInstanceOf(LLMApiException.class)
                .hasMessage("HTTP 503 from somebody: busy");
        assertThatThrownBy(adapter::models).isInstanceOf(LLMException.class).hasMessageContaining("not JSON");
        assertThat(adapter.models()).hasSize(1);
    }

    @Test
    void anEndlessListIsCutOff() {
        stub.answers(200, "{\"data\":[" + "{\"id\":\"x\"},".repeat(10_000) + "{\"id\":\"x\"}]}");
        assertThat(adapter.models()).hasSize(10_000);
    }
}
