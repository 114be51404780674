package dev.llmconnect.formats.json;

import dev.llmconnect.internal.JsonParser;
import dev.llmconnect.internal.JsonParser.Rules;
import dev.llmconnect.internal.JsonSyntaxException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON as a tree of String, Boolean, {@code null}, Long, BigInteger, BigDecimal, List and LinkedHashMap. No number
 * loses a digit. Of two equal keys the later one counts. Thread-safe.
 *
 * <p>Reads what providers answer, as leniently as their clients do ({@link JsonParser.Rules#LENIENT}); what clients send is read by
 * {@link StrictJsonParser}.
 */
public final class Json {
    private Json() {}

    /**
     * The one value that is all of this UTF-8 text.
     *
     * @throws JsonException when it is not JSON
     */
    public static JsonNode read(byte[] utf8) {
        return parse(utf8.clone());
    }

    /**
     * The one value that is all of this text.
     *
     * @throws JsonException when it is not JSON
     */
    public static JsonNode read(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The one value that is all of this UTF-8 text.
     *
     * @throws JsonException when it is not JSON
     */
    public static JsonNode read(ByteString utf8) {
        return parse(utf8.toByteArray());
    }

    /**
     * The one value that is all of this source, which is read to its end.
     *
     * @throws JsonException when it is not JSON, or cannot be read
     */
    public static JsonNode read(BufferedSource utf8) {
        try {
            return parse(utf8.readByteArray());
        } catch (IOException e) {
            throw new JsonException("not JSON: " + e.getMessage(), e, e instanceof EOFException);
        }
    }

    /** Uses up the bytes. */
    private static JsonNode parse(byte[] utf8) {
        try {
            return JsonNode.of(
                    JsonParser.of(utf8, utf8.length).rules(Rules.LENIENT).value());
        } catch (JsonSyntaxException e) {
            boolean isTruncated = e.kind() == JsonSyntaxException.Kind.TRUNCATED;
            throw new JsonException(
                    isTruncated ? "the JSON text ends too early" : String.valueOf(e.getMessage()), e, isTruncated);
        }
    }

    /**
     * A tree as UTF-8. Maps keep their order; keys must be strings.
     *
     * @throws JsonException for a type or a number JSON does not have
     */
    public static byte[] write(@Nullable Object tree) {
        return writeTo(tree).readByteArray();
    }

    /**
     * A tree as UTF-8, as {@link #write} gives it; a large one is not copied.
     *
     * @throws JsonException for a type or a number JSON does not have
     */
    public static ByteString bytes(@Nullable Object tree) {
        return writeTo(tree).readByteString();
    }

    /**
     * A tree as text.
     *
     * @throws JsonException for a type or a number JSON does not have
     */
    public static String text(@Nullable Object tree) {
        return writeTo(tree).readUtf8();
    }

    private static Buffer writeTo(@Nullable Object tree) {
        try {
            return JsonText.strict(tree);
        } catch (IllegalArgumentException e) {
            throw new JsonException("cannot be written as JSON: " + e.getMessage(), e, false);
        }
    }
}
