package dev.llmconnect.providers.wire;

import dev.llmconnect.LLMException;
import dev.llmconnect.formats.models.EmbeddingDimensions;
import dev.llmconnect.formats.wire.EmbeddingCall;
import dev.llmconnect.internal.MemoryBudget;
import java.util.OptionalInt;

/** How large the answer to a request for embeddings will be, where the length of its vectors is known: told before it is paid for. */
final class EmbeddingSize {
    /** A number of an answer with the comma behind it: the providers give 8 to 22 digits. */
    private static final long TEXT_BYTES = 12;

    /** What a number takes while the answer is read: its text, the tree and the vector. */
    private static final long MEMORY_BYTES = 3 * TEXT_BYTES + 2 * 72;

    private EmbeddingSize() {}

    /**
     * Checks that the answer can be read.
     *
     * @param maxBytes limit of the answer
     * @param memory of all calls
     * @throws LLMException with the code {@code invalid_request} when the answer would be larger
     */
    static void check(EmbeddingCall call, long maxBytes, MemoryBudget memory) {
        OptionalInt dimensions = call.request().dimensions().isPresent()
                ? call.request().dimensions()
                : EmbeddingDimensions.bundled().of(call.model());
        if (dimensions.isEmpty()) {
            return;
        }
        long inputs = call.request().inputs().size();
        long numbers = inputs * dimensions.getAsInt();
        String what = inputs + " vectors of " + dimensions.getAsInt() + " numbers";
        if (numbers * TEXT_BYTES > maxBytes) {
            throw call.failures()
                    .wouldBeTooLarge(what + " are some " + megabytes(numbers * TEXT_BYTES) + " MB, and the limit is "
                            + megabytes(maxBytes) + " MB (LLM_CONNECT_MAX_ANSWER_BYTES); send fewer inputs at once");
        }
        if (numbers * MEMORY_BYTES > memory.limit()) {
            throw call.failures()
                    .wouldBeTooLarge(what + " take some " + megabytes(numbers * MEMORY_BYTES)
                            + " MB of memory to read, and all calls may take " + megabytes(memory.limit())
                            + " MB; send fewer inputs at once, or give the process a larger heap");
        }
    }

    private static long megabytes(long bytes) {
        return Math.max(1, bytes >> 20);
    }
}
