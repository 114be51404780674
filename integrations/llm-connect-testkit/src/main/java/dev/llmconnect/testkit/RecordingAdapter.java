package dev.llmconnect.testkit;

import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.spi.ForwardingAdapter;
import dev.llmconnect.spi.ForwardingStream;
import java.util.Map;

/** Adds each call of an adapter to a recording. */
final class RecordingAdapter extends ForwardingAdapter {
    private final Recording recording;

    RecordingAdapter(LLMAdapter real, Recording recording) {
        super(real);
        this.recording = recording;
    }

    @Override
    public LLMResponse execute(LLMRequest request) {
        Map<String, Object> asked = RecordedCall.request(request);
        try {
            LLMResponse response = super.execute(request);
            recording.add(new Recording.Entry(asked, "response", RecordedCall.response(response)));
            return response;
        } catch (LLMException e) {
            throw failed(asked, e);
        }
    }

    @Override
    public EmbeddingResponse embed(EmbeddingRequest request) {
        Map<String, Object> asked = RecordedCall.request(request);
        try {
            EmbeddingResponse response = super.embed(request);
            recording.add(new Recording.Entry(asked, "embeddings", RecordedCall.embeddings(response)));
            return response;
        } catch (LLMException e) {
            throw failed(asked, e);
        }
    }

    /** Records the stream when it has been read to its end. */
    @Override
    public LLMStream stream(LLMRequest request) {
        Map<String, Object> asked = RecordedCall.request(request);
        try {
            return new ForwardingStream(super.stream(request)) {
                @Override
                protected LLMResponse assemble() {
                    LLMResponse response = super.assemble();
                    recording.add(new Recording.Entry(asked, "response", RecordedCall.response(response)));
                    return response;
                }
            };
        } catch (LLMException e) {
            throw failed(asked, e);
        }
    }

    private LLMException failed(Map<String, Object> asked, LLMException failure) {
        recording.add(new Recording.Entry(asked, "error", RecordedCall.redacted(failure.toMap(null))));
        return failure;
    }
}
