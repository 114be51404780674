package dev.llmconnect.formats.json;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON as a tree of String, Boolean, {@code null}, Long, BigInteger, BigDecimal, List and LinkedHashMap. No number
 * loses a digit. Of two equal keys the later one counts. Thread-safe.
 *
 * <p>Reads what providers answer, as leniently as their clients do; what clients send is read by {@link StrictJsonParser}.
 */
public final class Json {
    /** The longest number that is read, in characters; parsing longer ones costs more than they can mean. */
    static final int MAX_NUMBER_LENGTH = 1000;

    /**
     * The deepest nesting that is read. The writers of answers end at 255 levels, and put what has been read some levels deeper.
     */
    static final int MAX_DEPTH = 200;

    /** Frequent names, of which there need not be a copy for each object. */
    private static final String[] NAMES = {
        "id",
        "object",
        "created",
        "model",
        "choices",
        "index",
        "delta",
        "message",
        "role",
        "content",
        "finish_reason",
        "usage",
        "prompt_tokens",
        "completion_tokens",
        "total_tokens",
        "type",
        "text",
        "name",
        "arguments",
        "function",
        "tool_calls",
        "reasoning",
        "refusal",
        "logprobs",
        "system_fingerprint",
        "provider",
        "input_tokens",
        "output_tokens",
        "content_block",
        "candidates",
        "parts",
        "response",
        "done"
    };

    private static final JsonReader.Options KNOWN_NAMES = JsonReader.Options.of(NAMES);

    private static final ByteString BOM = ByteString.decodeHex("efbbbf");

    private Json() {}

    /**
     * The one value that is all of this UTF-8 text.
     *
     * @throws JsonException when it is not JSON
     */
    public static JsonNode read(byte[] utf8) {
        return read(new Buffer().write(utf8));
    }

    /**
     * The one value that is all of this text.
     *
     * @throws JsonException when it is not JSON
     */
    public static JsonNode read(String text) {
        return read(new Buffer().writeUtf8(text));
    }

    /**
     * The one value that is all of this UTF-8 text.
     *
     * @throws JsonException when it is not JSON
     */
    public static JsonNode read(ByteString utf8) {
        return read(new Buffer().write(utf8));
    }

    /**
     * The one value that is all of this source, which is read to its end.
     *
     * @throws JsonException when it is not JSON, or cannot be read
     */
    public static JsonNode read(BufferedSource utf8) {
        try {
            if (utf8.rangeEquals(0, BOM)) {
                utf8.skip(BOM.size());
            }
            JsonReader reader = JsonReader.of(utf8);
            Object value = value(reader, 0);
            if (reader.peek() != JsonReader.Token.END_DOCUMENT) {
                throw new JsonException("there is more after the JSON value", null, false);
            }
            return JsonNode.of(value);
        } catch (EOFException e) {
            throw new JsonException("the JSON text ends too early", e, true);
        } catch (IOException | JsonDataException | NumberFormatException e) {
            // Moshi says this only where the text ends inside a string.
            String message = String.valueOf(e.getMessage());
            boolean truncated = message.startsWith("Unterminated string") || message.startsWith("Unterminated escape");
            throw new JsonException("not JSON: " + reason(e), e, truncated);
        }
    }

    /** Moshi's words without its advice, which is to its own users. */
    private static String reason(Exception e) {
        return String.valueOf(e.getMessage())
                .replace("Use JsonReader.setLenient(true) to accept malformed JSON", "a value or a mark is wrong");
    }

    /**
     * A tree as UTF-8. Maps keep their order; keys must be strings.
     *
     * @throws JsonException for a type or a number JSON does not have
     */
    public static byte[] write(@Nullable Object tree) {
        return writeTo(tree).toBytes();
    }

    /**
     * A tree as UTF-8, as {@link #write} gives it; a large one is not copied.
     *
     * @throws JsonException for a type or a number JSON does not have
     */
    public static ByteString bytes(@Nullable Object tree) {
        return writeTo(tree).toByteString();
    }

    /**
     * A tree as text.
     *
     * @throws JsonException for a type or a number JSON does not have
     */
    public static String text(@Nullable Object tree) {
        return new String(writeTo(tree).toBytes(), StandardCharsets.UTF_8);
    }

    private static Utf8Output writeTo(@Nullable Object tree) {
        try {
            return JsonText.strict(tree);
        } catch (IllegalArgumentException e) {
            throw new JsonException("cannot be written as JSON: " + e.getMessage(), e, false);
        }
    }

    private static @Nullable Object value(JsonReader reader, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new JsonException("not JSON of ours: it is nested deeper than " + MAX_DEPTH, null, false);
        }
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> object(reader, depth);
            case BEGIN_ARRAY -> array(reader, depth);
            case STRING -> reader.nextString();
            case NUMBER -> number(reader.nextString());
            case BOOLEAN -> reader.nextBoolean();
            case NULL -> reader.nextNull();
            default -> throw new EOFException("no value");
        };
    }

    private static Map<String, @Nullable Object> object(JsonReader reader, int depth) throws IOException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        reader.beginObject();
        while (reader.hasNext()) {
            int known = reader.selectName(KNOWN_NAMES);
            map.put(known < 0 ? reader.nextName() : NAMES[known], value(reader, depth + 1));
        }
        reader.endObject();
        return map;
    }

    private static List<@Nullable Object> array(JsonReader reader, int depth) throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        reader.beginArray();
        while (reader.hasNext()) {
            list.add(value(reader, depth + 1));
        }
        reader.endArray();
        return list;
    }

    private static Number number(String text) {
        if (text.length() > MAX_NUMBER_LENGTH) {
            throw new NumberFormatException("a number of " + text.length() + " characters");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' || c == 'e' || c == 'E') {
                return new BigDecimal(text);
            }
        }
        if (text.equals("-0")) {
            return new BigDecimal(text);
        }
        if (text.length() <= 18) {
            return Long.parseLong(text);
        }
        BigInteger integer = new BigInteger(text);
        return integer.bitLength() < Long.SIZE ? (Number) integer.longValue() : integer;
    }
}
