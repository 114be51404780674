package dev.llmconnect.server.internal.engine;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.server.internal.json.JsonBody;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The complete body of one request, which is read once: the call may hold a large prompt for long, without the bytes it came in. */
final class RequestBody {
    private final BodyArrays arrays;
    private final int length;
    private byte @Nullable [] bytes;

    /** @param bytes of which the first {@code length} are the body; returned to {@code arrays} once they have been read */
    RequestBody(BodyArrays arrays, byte[] bytes, int length) {
        this.arrays = arrays;
        this.bytes = bytes;
        this.length = length;
    }

    /**
     * The JSON object in it.
     *
     * @throws LLMInvalidRequestException when it is none
     */
    Map<String, @Nullable Object> json() {
        byte[] used = take();
        try {
            return JsonBody.object(used, length);
        } finally {
            arrays.give(used);
        }
    }

    /** A copy of it. */
    byte[] copy() {
        byte[] used = take();
        try {
            return Arrays.copyOf(used, length);
        } finally {
            arrays.give(used);
        }
    }

    private byte[] take() {
        byte[] used = bytes;
        if (used == null) {
            throw new IllegalStateException("the body has been read");
        }
        bytes = null;
        return used;
    }
}
