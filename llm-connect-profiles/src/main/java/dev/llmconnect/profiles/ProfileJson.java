package dev.llmconnect.profiles;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.llmconnect.LLMProfileException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** Parses the JSON of profile definitions with exact numbers and error positions. */
final class ProfileJson {
    private static final int DEEPEST_NESTING = 64;
    private static final int MAX_LONG_DIGITS = 18;

    private final String source;
    private final String text;
    private final Buffer unread;
    private final JsonReader reader;

    private ProfileJson(String source, String text) {
        this.source = source;
        this.text = text;
        this.unread = new Buffer().writeUtf8(text);
        this.reader = JsonReader.of(unread);
    }

    /**
     * Parses an object.
     *
     * @param source name of the text in messages
     * @throws LLMProfileException if the text is not a single JSON object without duplicate keys
     */
    static Map<String, @Nullable Object> object(String source, String text) {
        if (text.isBlank()) {
            throw LLMProfileException.invalidDefinition(
                    source + " is empty; expected an object keyed by profile name", null);
        }
        return new ProfileJson(source, text).object();
    }

    private Map<String, @Nullable Object> object() {
        try {
            if (reader.peek() != JsonReader.Token.BEGIN_OBJECT) {
                throw bad("must hold an object keyed by profile name", null);
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
        if (depth > DEEPEST_NESTING) {
            throw bad("is nested deeper than " + DEEPEST_NESTING, null);
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

    private static Object number(String literal) {
        if (!literal.chars().allMatch(c -> c == '-' || Character.isDigit(c))) {
            return new BigDecimal(literal);
        }
        return literal.length() <= MAX_LONG_DIGITS ? (Object) Long.valueOf(literal) : new BigInteger(literal);
    }

    private LLMProfileException bad(String what, @Nullable Exception cause) {
        String path = reader.getPath().replaceFirst("^\\$\\.?", "").replaceFirst("\\.$", "");
        String where = path.isEmpty() ? "" : " at " + path;
        return LLMProfileException.invalidDefinition(source + " " + what + where + ", line " + line(), cause);
    }

    /** Current line, starting at 1. */
    private long line() {
        byte[] all = text.getBytes(StandardCharsets.UTF_8);
        int read = (int) (all.length - unread.size());
        return 1 + IntStream.range(0, read).filter(i -> all[i] == '\n').count();
    }
}
