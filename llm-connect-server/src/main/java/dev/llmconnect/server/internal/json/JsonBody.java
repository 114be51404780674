package dev.llmconnect.server.internal.json;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonEncodingException;
import com.squareup.moshi.JsonReader;
import dev.llmconnect.LLMInvalidRequestException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The JSON object in the body of a request, read by the letter of RFC 8259: {@code String}, {@code Boolean}, {@code null},
 * {@code Long}, {@code BigInteger}, {@code BigDecimal}, {@code List} and {@code LinkedHashMap}.
 */
public final class JsonBody {
    private static final int LONGEST_PATH = 200;

    private final JsonReader reader;

    private JsonBody(JsonReader reader) {
        this.reader = reader;
    }

    /**
     * Reads a body.
     *
     * @throws LLMInvalidRequestException when it is not JSON, repeats a name in an object, is nested deeper than 64, or is no object;
     *     the message says where
     */
    public static Map<String, @Nullable Object> object(byte[] json) {
        if (json.length == 0) {
            throw new LLMInvalidRequestException("the body is empty; it must be a JSON object");
        }
        JsonScan.check(json);
        try (JsonReader reader = JsonReader.of(new Buffer().write(json))) {
            return new JsonBody(reader).document();
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    private Map<String, @Nullable Object> document() throws IOException {
        try {
            if (reader.peek() != JsonReader.Token.BEGIN_OBJECT) {
                // Reads on, so that what is not JSON at all is called that.
                value();
                requireEnd();
                throw new LLMInvalidRequestException("the body must be a JSON object");
            }
            Map<String, @Nullable Object> object = object();
            requireEnd();
            return object;
        } catch (EOFException e) {
            throw new LLMInvalidRequestException("the body is not valid JSON: it ends too early, at " + path());
        } catch (JsonEncodingException | JsonDataException e) {
            throw new LLMInvalidRequestException("the body is not valid JSON: unexpected character, at " + path());
        }
    }

    private void requireEnd() throws IOException {
        try {
            if (reader.peek() == JsonReader.Token.END_DOCUMENT) {
                return;
            }
        } catch (JsonEncodingException e) {
            // How the parser reports all but a second value; told below.
        }
        throw new LLMInvalidRequestException("the body goes on after its JSON value");
    }

    private @Nullable Object value() throws IOException {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> object();
            case BEGIN_ARRAY -> array();
            case STRING -> reader.nextString();
            case NUMBER -> JsonNumber.of(reader.nextString(), path());
            case BOOLEAN -> reader.nextBoolean();
            case NULL -> reader.nextNull();
            default -> throw new EOFException();
        };
    }

    private Map<String, @Nullable Object> object() throws IOException {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (object.containsKey(name)) {
                throw new LLMInvalidRequestException("the body names " + path() + " twice");
            }
            object.put(name, value());
        }
        reader.endObject();
        return object;
    }

    private List<@Nullable Object> array() throws IOException {
        List<@Nullable Object> array = new ArrayList<>();
        reader.beginArray();
        while (reader.hasNext()) {
            array.add(value());
        }
        reader.endArray();
        return array;
    }

    private String path() {
        String path = reader.getPath();
        return path.length() > LONGEST_PATH ? path.substring(0, LONGEST_PATH) + "…" : path;
    }
}
