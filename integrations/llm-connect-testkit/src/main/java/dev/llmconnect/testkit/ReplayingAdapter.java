package dev.llmconnect.testkit;

import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;

/** Answers calls from a recording. */
final class ReplayingAdapter implements LLMAdapter {
    private final Recording recording;

    ReplayingAdapter(Recording recording) {
        this.recording = recording;
    }

    @Override
    public String provider() {
        return "recording";
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
