package dev.llmconnect.cli;

import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** Writes JSON on one line. */
final class JsonOutput {
    private JsonOutput() {}

    static String of(Map<String, ? extends @Nullable Object> object) {
        Buffer buffer = new Buffer();
        try (JsonWriter writer = JsonWriter.of(buffer)) {
            writer.setSerializeNulls(true);
            writer.jsonValue(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return buffer.readUtf8();
    }
}
