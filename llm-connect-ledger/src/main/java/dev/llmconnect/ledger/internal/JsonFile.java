package dev.llmconnect.ledger.internal;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMConfigurationException;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON object that an operator wrote: maps, lists, strings, booleans, {@code null}, and every number as an exact {@link BigDecimal}.
 * Messages say where it is wrong.
 */
public final class JsonFile {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NUMBER_LENGTH = 40;

    private final String source;
    private final JsonReader reader;

    private JsonFile(String source, String text) {
        this.source = source;
        this.reader = JsonReader.of(new Buffer().writeUtf8(text));
    }

    /**
     * The object that the text holds.
     *
     * @param source how messages name the text, for example the path of a file
     * @throws LLMConfigurationException when it is not one JSON object without duplicate keys
     */
    public static Map<String, @Nullable Object> object(String source, String text) {
        return new JsonFile(source, text).object();
    }

    private Map<String, @Nullable Object> object() {
        try {
            if (reader.peek() != JsonReader.Token.BEGIN_OBJECT) {
                throw bad("must hold a JSON object", null);
            }
            Map<String, @Nullable Object> object = members(1);
            if (reader.peek() != JsonReader.Token.END_DOCUMENT) {
                throw bad("is not valid JSON", null);
            }
            return object;
        } catch (IOException | JsonDataException | NumberFormatException e) {
            throw bad("is not valid JSON", e);
        }
    }

    private @Nullable Object value(int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw bad("is nested deeper than " + MAX_DEPTH, null);
        }
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> members(depth);
            case BEGIN_ARRAY -> elements(depth);
            case STRING -> reader.nextString();
            case NUMBER -> number(reader.nextString());
            case BOOLEAN -> reader.nextBoolean();
            case NULL -> reader.nextNull();
            default -> throw bad("is not valid JSON", null);
        };
    }

    private Map<String, @Nullable Object> members(int depth) throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        reader.beginObject();
        while (reader.hasNext()) {
            String key = reader.nextName();
            if (members.containsKey(key)) {
                throw bad("has a key twice", null);
            }
            members.put(key, value(depth + 1));
        }
        reader.endObject();
        return members;
    }

    private List<@Nullable Object> elements(int depth) throws IOException {
        List<@Nullable Object> elements = new ArrayList<>();
        reader.beginArray();
        while (reader.hasNext()) {
            elements.add(value(depth + 1));
        }
        reader.endArray();
        return elements;
    }

    private BigDecimal number(String literal) {
        if (literal.length() > MAX_NUMBER_LENGTH) {
            throw bad("has a number of more than " + MAX_NUMBER_LENGTH + " characters", null);
        }
        BigDecimal number = new BigDecimal(literal);
        // 1e999999999 would take a gigabyte as soon as it is compared or shown.
        if (Math.abs((long) number.scale()) > MAX_NUMBER_LENGTH) {
            throw bad("has a number with an exponent of more than " + MAX_NUMBER_LENGTH, null);
        }
        return number;
    }

    private LLMConfigurationException bad(String what, @Nullable Exception cause) {
        String path = reader.getPath().replaceFirst("^\\$\\.?", "").replaceFirst("\\.$", "");
        String message = source + " " + what + (path.isEmpty() ? "" : " at " + path);
        return new LLMConfigurationException(message, cause, ErrorDetails.none());
    }
}
