package dev.llmconnect.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMStream;
import dev.llmconnect.RunConfig;
import org.junit.jupiter.api.Test;

class DefaultModelAdapterTest {
    private final RecordingAdapter inner = new RecordingAdapter("inner");
    private final DefaultModelAdapter adapter = new DefaultModelAdapter(inner, "server-model");

    @Test
    void namesTheModelWhereARequestNamesNone() {
        LLMRequest request = LLMRequest.of(
                        "Hello", RunConfig.builder().temperature(1).build())
                .begin();

        assertThat(adapter.execute(request).model()).isEqualTo("server-model");
        assertThat(inner.last().config().temperatureIfSet()).contains(1.0);
        assertThat(inner.last().requestId()).isEqualTo(request.requestId());
        try (LLMStream stream = adapter.stream(request)) {
            assertThat(stream.response().model()).isEqualTo("server-model");
        }
    }

    @Test
    void namesTheModelOfEmbeddingsToo() {
        EmbeddingRequest request =
                EmbeddingRequest.builder().text("Hello").build().begin();

        assertThat(adapter.embed(request).model()).isEqualTo("server-model");
        assertThat(inner.embeddings.get(0).requestId()).isEqualTo(request.requestId());
    }

    @Test
    void leavesTheModelOfARequestAlone() {
        LLMRequest request =
                LLMRequest.of("Hello", RunConfig.builder().modelName("mine").build());

        assertThat(adapter.execute(request).model()).isEqualTo("mine");
        try (LLMStream stream = adapter.stream(request)) {
            assertThat(stream.response().model()).isEqualTo("mine");
        }
    }

    @Test
    void passesEverythingElseOn() {
        adapter.close();

        assertThat(adapter.provider()).isEqualTo("inner");
        assertThat(adapter.models()).isEqualTo(inner.models());
        assertThat(inner.closings).hasValue(1);
    }

    @Test
    void refusesABlankModel() {
        assertThatThrownBy(() -> new DefaultModelAdapter(inner, " ")).isInstanceOf(LLMInvalidRequestException.class);
    }
}
