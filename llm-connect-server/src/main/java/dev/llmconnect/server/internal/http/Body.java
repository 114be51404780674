package dev.llmconnect.server.internal.http;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.server.internal.json.JsonBody;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The whole body of one request. */
final class Body {
    private final BodyArrays arrays;
    private final int length;
    private byte @Nullable [] bytes;

    /** @param bytes of which the first {@code length} are the body; they go back to {@code arrays} once they have been read */
    Body(BodyArrays arrays, byte[] bytes, int length) {
        this.arrays = arrays;
        this.bytes = bytes;
        this.length = length;
    }

    /**
     * The JSON object in it; to be called once, since the call holds a large prompt long enough without the bytes it came in.
     *
     * @throws LLMInvalidRequestException when it is none
     */
    Map<String, @Nullable Object> json() {
        byte[] used = bytes;
        if (used == null) {
            throw new IllegalStateException("the body has been read");
        }
        bytes = null;
        try {
            return JsonBody.object(used, length);
        } finally {
            arrays.give(used);
        }
    }
}
