package dev.llmconnect.server.internal.responses;

import dev.llmconnect.LLMException;
import dev.llmconnect.server.HttpOutput;
import dev.llmconnect.server.StreamingBody;

/** A streamed answer that holds a conversation until it ends. */
final class ConversationStream implements StreamingBody {
    private final StreamingBody answer;
    private final ConversationClaim claim;

    ConversationStream(StreamingBody answer, ConversationClaim claim) {
        this.answer = answer;
        this.claim = claim;
    }

    @Override
    public void writeTo(HttpOutput out) {
        try {
            answer.writeTo(out);
        } finally {
            claim.close();
        }
    }

    @Override
    public byte[] ping() {
        return answer.ping();
    }

    @Override
    public byte[] failure(LLMException failure) {
        return answer.failure(failure);
    }

    @Override
    public boolean endsCleanlyAfterFailure() {
        return answer.endsCleanlyAfterFailure();
    }
}
