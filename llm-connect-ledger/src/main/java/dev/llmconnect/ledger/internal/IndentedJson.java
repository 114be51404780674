package dev.llmconnect.ledger.internal;

import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** Writes what {@link JsonFile} reads, for people: indented, and each number as it was written. */
public final class IndentedJson {
    private IndentedJson() {}

    /** The text of an object. */
    public static String of(Map<String, ? extends @Nullable Object> object) {
        Buffer buffer = new Buffer();
        try (JsonWriter writer = JsonWriter.of(buffer)) {
            writer.setIndent("  ");
            writer.setSerializeNulls(true);
            write(writer, object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return buffer.readUtf8();
    }

    private static void write(JsonWriter writer, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> object) {
            writer.beginObject();
            for (Map.Entry<?, ?> member : object.entrySet()) {
                writer.name(String.valueOf(member.getKey()));
                write(writer, member.getValue());
            }
            writer.endObject();
        } else if (value instanceof List<?> elements) {
            writer.beginArray();
            for (Object element : elements) {
                write(writer, element);
            }
            writer.endArray();
        } else if (value instanceof Number number) {
            writer.value(number);
        } else if (value instanceof Boolean flag) {
            writer.value(flag.booleanValue());
        } else if (value == null) {
            writer.nullValue();
        } else {
            writer.value(value.toString());
        }
    }
}
