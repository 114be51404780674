package dev.llmconnect.testkit;

import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.spi.WireFieldsAdapter;

/** Answers calls from a recording. */
final class ReplayingAdapter implements WireFieldsAdapter {
    private final Recording recording;

    ReplayingAdapter(Recording recording) {
        this.recording = recording;
    }

    @Override
    public String provider() {
        return "recording";
    }

    /** All of them: the adapter that was recorded has decided on each field. */
    @Override
    public boolean takesWireFields(String wire) {
        return true;
    }

    @Override
    public LLMResponse execute(LLMRequest request) {
        return RecordedCall.answer(answer(request).answer());
    }

    @Override
    public EmbeddingResponse embed(EmbeddingRequest request) {
        return RecordedCall.embeddings(answer(request).answer());
    }

    private Recording.Entry answer(LLMCall call) {
        Recording.Entry entry = recording.replayed(RecordedCall.request(call));
        if (entry.kind().equals("error")) {
            throw RecordedCall.failure(entry.answer());
        }
        return entry;
    }
}
