package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmbeddingTest {
    private static EmbeddingRequest request(RunConfig config) {
        return EmbeddingRequest.builder().text("Hello").config(config).build();
    }

    @Test
    void aCopyKeepsWhatIsAskedAndTheFactsOfTheCall() {
        EmbeddingRequest request = EmbeddingRequest.builder()
                .text("Hello")
                .input(new EmbeddingInput.Tokens(List.of(15339)))
                .dimensions(256)
                .wireFields("openai", Map.of("user", "u1"))
                .ticker(() -> 7)
                .startNanos(5)
                .depth(2)
                .build();

        EmbeddingRequest copy = request.toBuilder()
                .config(RunConfig.builder().modelName("m").build())
                .build();

        assertThat(copy.inputs())
                .containsExactly(new EmbeddingInput.Text("Hello"), new EmbeddingInput.Tokens(List.of(15339)));
        assertThat(copy.dimensions()).hasValue(256);
        assertThat(copy.wireFields("openai")).isEqualTo(Map.of("user", "u1"));
        assertThat(copy.config().modelName()).isEqualTo("m");
        assertThat(copy.depth()).isEqualTo(2);
        assertThat(copy.requestId()).isEqualTo(request.requestId());
        assertThat(copy.cancellation()).isSameAs(request.cancellation());
        assertThat(copy.context()).isSameAs(request.context());
        assertThat(copy.deadline().remaining()).isEqualTo(RunConfig.DEFAULT_TIMEOUT.minus(Duration.ofNanos(2)));
    }

    @Test
    void aCallThatAsksForNothingIsRefused() {
        assertThatThrownBy(EmbeddingRequest.builder().build()::validate)
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessage("a request for embeddings needs at least one input");
    }

    @Test
    void valuesThatHaveNoMeaningForVectorsAreRefusedWhenSomebodySetThem() {
        assertThatThrownBy(request(RunConfig.builder().temperature(0.2).build())::validate)
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessageStartingWith("temperature does not apply to embeddings");
        assertThatThrownBy(request(RunConfig.builder().maxTokens(9).build())::validate)
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessageStartingWith("max_tokens does not apply to embeddings");
        assertThatThrownBy(() -> EmbeddingRequest.builder().dimensions(0))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessage("dimensions must be at least 1, got 0");
    }

    @Test
    void vectorsAndAnswersCannotBeChanged() {
        float[] values = {1, 2};
        List<Embedding> vectors = new ArrayList<>(List.of(Embedding.of(values)));
        EmbeddingResponse response = EmbeddingResponse.builder()
                .model("m")
                .embeddings(vectors)
                .usage(Usage.of(3, 0))
                .build();
        values[0] = 9;
        vectors.clear();
        response.embeddings().get(0).toArray()[1] = 9;

        assertThat(response.embeddings()).containsExactly(Embedding.of(1, 2));
        assertThat(response.embeddings().get(0).value(1)).isEqualTo(2);
        assertThat(response.embeddings().get(0).dimensions()).isEqualTo(2);
        assertThat(response.metadata()).isEqualTo(ResponseMetadata.NONE);
        assertThat(response.withMetadata(known -> known.extra("a", 1))
                        .metadata()
                        .toMap())
                .isEqualTo(Map.of("a", 1));
    }

    @Test
    void textsDoNotTellWhatIsAsked() {
        EmbeddingRequest request = EmbeddingRequest.of("tell nobody", "m");

        assertThat(request.toString() + request.inputs()).doesNotContain("tell nobody");
    }

    @Test
    void anAdapterThatHasNoneSaysSo() {
        LLMInvalidRequestException e = catchThrowableOfType(
                LLMInvalidRequestException.class, () -> new WordsOnly().embed(EmbeddingRequest.of("Hello", "m")));

        assertThat(e).hasMessage("words does not support embeddings");
        assertThat(e.reason()).isEqualTo(FailureReason.INVALID_REQUEST);
        assertThat(e.provider()).contains("words");
    }

    @Test
    void anAdapterOfTheRegistryChecksCompletesAndExplainsEmbeddingsToo() {
        LLMAdapter adapter = CheckedAdapter.of(new Lengths());
        EmbeddingRequest request = EmbeddingRequest.of("Hello", "m").begin();

        EmbeddingResponse answer = adapter.embed(request);

        assertThat(answer.embeddings()).containsExactly(Embedding.of(5));
        assertThat(answer.metadata().toMap()).isEqualTo(Map.of("provider", "words", "request_id", request.requestId()));
        assertThatThrownBy(() -> adapter.embed(EmbeddingRequest.builder().build()))
                .hasMessage("a request for embeddings needs at least one input");
        assertThatThrownBy(() -> adapter.embed(EmbeddingRequest.of("", "m")))
                .isExactlyInstanceOf(LLMException.class)
                .hasMessageStartingWith("the adapter of words failed: ");
    }

    private static class WordsOnly implements LLMAdapter {
        @Override
        public String provider() {
            return "words";
        }

        @Override
        public LLMResponse execute(LLMRequest request) {
            return LLMResponse.builder().build();
        }
    }

    private static final class Lengths extends WordsOnly {
        @Override
        public EmbeddingResponse embed(EmbeddingRequest request) {
            int length = ((EmbeddingInput.Text) request.inputs().get(0)).text().length();
            if (length == 0) {
                throw new IllegalStateException("on purpose");
            }
            return EmbeddingResponse.builder()
                    .model("m")
                    .embeddings(List.of(Embedding.of(length)))
                    .usage(Usage.NONE)
                    .build();
        }
    }
}
