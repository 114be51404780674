package dev.llmconnect.server.internal.json;

import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** The one writer of JSON. What JSON has no form for is written as its text, so that no plugin's metadata can break an answer. */
public final class JsonText {
    /** What is nested deeper is written as its text: Moshi's writer ends at 255. */
    private static final int MAX_DEPTH = 250;

    private JsonText() {}

    /** A tree of maps, iterables, strings, numbers, booleans and nulls as UTF-8. */
    public static byte[] bytes(@Nullable Object tree) {
        Buffer buffer = new Buffer();
        try (JsonWriter writer = JsonWriter.of(buffer)) {
            writer.setSerializeNulls(true);
            write(writer, tree, 0);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return buffer.readByteArray();
    }

    private static void write(JsonWriter writer, @Nullable Object value, int depth) throws IOException {
        if (value == null) {
            writer.nullValue();
        } else if (depth > MAX_DEPTH) {
            writer.value(value.toString());
        } else if (value instanceof Map<?, ?> map) {
            writer.beginObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                writer.name(String.valueOf(entry.getKey()));
                write(writer, entry.getValue(), depth + 1);
            }
            writer.endObject();
        } else if (value instanceof Iterable<?> list) {
            writer.beginArray();
            for (Object item : list) {
                write(writer, item, depth + 1);
            }
            writer.endArray();
        } else if (value instanceof Boolean truth) {
            writer.value(truth);
        } else if (value instanceof Number number && isFinite(number)) {
            writer.value(number);
        } else {
            writer.value(value.toString());
        }
    }

    private static boolean isFinite(Number number) {
        boolean floating = number instanceof Double || number instanceof Float;
        return !floating || Double.isFinite(number.doubleValue());
    }
}
