package dev.llmconnect.server.internal.json;

import com.squareup.moshi.JsonWriter;
import dev.llmconnect.LLMException;
import dev.llmconnect.internal.MemoryLease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of JSON. What JSON has no form for is written as its text, so that no plugin's metadata can break an answer. Large text
 * counts in the memory of the {@linkplain MemoryLease#current() call} before it is made.
 */
public final class JsonText {
    /** What is nested deeper is written as its text: Moshi's writer ends at 255. */
    private static final int MAX_DEPTH = 250;

    /** Interval at which text is counted, in bytes. */
    private static final int STEP_BYTES = 64 << 10;

    /** The buffer that is written to, and the array made of it. */
    private static final int COPIES = 2;

    private static final String NOTHING = "";

    private final Buffer buffer = new Buffer();
    private final JsonWriter writer = JsonWriter.of(buffer);
    private final @Nullable MemoryLease memory;
    private long counted;

    private JsonText(@Nullable MemoryLease memory) {
        this.memory = memory;
        writer.setSerializeNulls(true);
    }

    /**
     * A tree of maps, iterables, strings, numbers, booleans and nulls as UTF-8.
     *
     * @throws LLMException with the code {@code server_overloaded} when there is no memory for it
     */
    public static byte[] bytes(@Nullable Object tree) {
        return bytes(NOTHING, tree, NOTHING);
    }

    /** As {@link #bytes(Object)}, between two texts. */
    public static byte[] bytes(String before, @Nullable Object tree, String after) {
        JsonText text = new JsonText(MemoryLease.current().orElse(null));
        try {
            text.buffer.writeUtf8(before);
            text.write(tree, 0);
            text.buffer.writeUtf8(after);
            return text.buffer.readByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        } finally {
            text.release();
        }
    }

    private void write(@Nullable Object value, int depth) throws IOException {
        count(0);
        if (value == null) {
            writer.nullValue();
        } else if (depth > MAX_DEPTH) {
            text(value.toString());
        } else if (value instanceof Map<?, ?> map) {
            writer.beginObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                writer.name(String.valueOf(entry.getKey()));
                write(entry.getValue(), depth + 1);
            }
            writer.endObject();
        } else if (value instanceof Iterable<?> list) {
            writer.beginArray();
            for (Object item : list) {
                write(item, depth + 1);
            }
            writer.endArray();
        } else if (value instanceof Boolean truth) {
            writer.value(truth);
        } else if (value instanceof Number number && isFinite(number)) {
            writer.value(number);
        } else {
            text(value.toString());
        }
    }

    private void text(String text) throws IOException {
        count(text.length());
        writer.value(text);
    }

    /** Counts what has been written since the last time, and what comes. */
    private void count(int coming) {
        long needed = buffer.size() + coming;
        if (memory != null && needed - counted >= STEP_BYTES) {
            memory.use(COPIES * (needed - counted));
            counted = needed;
        }
    }

    private void release() {
        if (memory != null) {
            memory.free(COPIES * counted);
        }
    }

    private static boolean isFinite(Number number) {
        boolean floating = number instanceof Double || number instanceof Float;
        return !floating || Double.isFinite(number.doubleValue());
    }
}
