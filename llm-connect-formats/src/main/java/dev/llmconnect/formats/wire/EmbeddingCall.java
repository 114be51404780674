package dev.llmconnect.formats.wire;

import dev.llmconnect.EmbeddingInput;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.formats.failures.ProviderFailures;
import java.util.List;

/** One request on its way through an {@link EmbeddingWire}. To be used by one thread. */
public final class EmbeddingCall extends ProviderCall {
    private final EmbeddingRequest request;

    /** A call of the model that the request names. */
    public EmbeddingCall(String provider, String model, EmbeddingRequest request, ProviderFailures failures) {
        super(provider, model, failures);
        this.request = request;
    }

    @Override
    public EmbeddingRequest request() {
        return request;
    }

    /** Always {@code false}. */
    @Override
    public boolean streaming() {
        return false;
    }

    /**
     * The inputs, for a format that carries nothing but text.
     *
     * @throws dev.llmconnect.LLMInvalidRequestException when one of them is given as tokens
     */
    public List<String> texts() {
        return request.inputs().stream().map(this::text).toList();
    }

    private String text(EmbeddingInput input) {
        if (input instanceof EmbeddingInput.Text text) {
            return text.text();
        }
        throw cannotCarry("embedding input as tokens, only as text");
    }
}
