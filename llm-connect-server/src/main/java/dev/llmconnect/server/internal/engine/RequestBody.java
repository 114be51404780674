package dev.llmconnect.server.internal.engine;

import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.formats.json.StrictJsonParser;
import dev.llmconnect.internal.JsonWeight;
import dev.llmconnect.internal.MemoryBudget;
import dev.llmconnect.internal.MemoryLease;
import dev.llmconnect.server.internal.http.RequestRejectedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The complete body of one request, which is read once: the call may hold a large prompt for long, without the bytes it came in. */
final class RequestBody implements AutoCloseable {
    private static final int BUFFER_BYTES = 16 << 10;
    /** Work on that many bytes takes about a millisecond. */
    private static final int LARGE_BYTES = 256 << 10;

    /** A compressed body is large from this size on: JSON rarely compresses better. */
    private static final int LARGE_COMPRESSED_BYTES = LARGE_BYTES / 16;

    /** The tree, or the strings in it, and what is made of them for the provider. */
    private static final int COPIES = 2;

    private final BodyArrays arrays;
    private final MemoryBudget budget;
    private final int maxBytes;
    private final boolean gzip;
    private final int length;
    /** Of the call that the body asks for. */
    private final MemoryLease memory;

    private byte @Nullable [] bytes;

    /**
     * @param maxBytes limit of the body after decompression
     * @param gzip whether it is compressed
     * @param bytes of which the first {@code length} are the body; returned to {@code arrays} once they have been read
     */
    RequestBody(BodyArrays arrays, MemoryBudget budget, int maxBytes, boolean gzip, byte[] bytes, int length) {
        this.arrays = arrays;
        this.budget = budget;
        this.maxBytes = maxBytes;
        this.gzip = gzip;
        this.bytes = bytes;
        this.length = length;
        memory = new MemoryLease(budget);
    }

    /** Reads the decompressed body. */
    private interface Reader<T> {
        T read(byte[] bytes, int length);
    }

    /** Whether to compute on it takes so long that other calls would notice. */
    boolean isLarge() {
        return length >= (gzip ? LARGE_COMPRESSED_BYTES : LARGE_BYTES);
    }

    /**
     * The JSON object in it; counts in the budget until this is closed.
     *
     * @throws LLMInvalidRequestException when it is none, or has too many values
     * @throws LLMException with the code {@code server_overloaded} when there is no memory for it
     */
    Map<String, @Nullable Object> json() {
        return read(this::object);
    }

    private Map<String, @Nullable Object> object(byte[] json, int size) {
        JsonWeight weight = JsonWeight.of(json, size);
        if (weight.hasTooManyValues()) {
            throw new LLMInvalidRequestException("the body has more than " + JsonWeight.MAX_VALUES + " values");
        }
        // The body's own bytes are counted, too, until the request is answered.
        long needed = COPIES * (weight.bytes() + size);
        if (needed + size > budget.limit()) {
            throw RequestRejectedException.tooManyValues(weight.values());
        }
        memory.use(needed);
        return StrictJsonParser.object(json, size);
    }

    /** Runs the call, whose memory counts until {@link #close()}. */
    void during(Runnable call) {
        memory.during(call);
    }

    /** What was made of it is no longer used. */
    @Override
    public void close() {
        memory.close();
    }

    /** A copy of it. */
    byte[] copy() {
        return read(Arrays::copyOf);
    }

    private <T> T read(Reader<T> reader) {
        byte[] sent = bytes;
        if (sent == null) {
            throw new IllegalStateException("the body has been read");
        }
        bytes = null;
        try {
            return gzip && length > 0 ? decompressed(sent, reader) : reader.read(sent, length);
        } finally {
            arrays.give(sent);
        }
    }

    private <T> T decompressed(byte[] sent, Reader<T> reader) {
        byte[] whole = new byte[Math.min(maxBytes, BUFFER_BYTES)];
        int size = 0;
        int taken = 0;
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(sent, 0, length), BUFFER_BYTES)) {
            while (true) {
                if (size == taken) {
                    taken += take(Math.min(Math.max(size, BUFFER_BYTES), maxBytes + 1 - size));
                    whole = Arrays.copyOf(whole, taken);
                }
                int read = in.read(whole, size, taken - size);
                if (read < 0) {
                    return reader.read(whole, size);
                }
                size += read;
                if (size > maxBytes) {
                    throw RequestRejectedException.tooLarge(maxBytes);
                }
            }
        } catch (IOException e) {
            throw new LLMInvalidRequestException("the body is not valid gzip, although its Content-Encoding is gzip");
        } finally {
            budget.give(taken);
        }
    }

    private int take(int count) {
        if (!budget.take(count)) {
            throw RequestRejectedException.overloaded(IncomingBody.NO_MEMORY);
        }
        return count;
    }
}
