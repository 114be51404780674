package dev.llmconnect.cli;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** A JSON object from a file, with the line and column of each name. Immutable. */
final class ConfigDocument {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_DEPTH = 64;
    private static final int MAX_LONG_DIGITS = 18;

    private final String file;
    private final String text;
    private final Buffer unread = new Buffer();
    private final JsonReader reader = JsonReader.of(unread);
    private final Map<String, String> positions = new HashMap<>();
    private final Map<String, @Nullable Object> root;

    private ConfigDocument(String file, String text) {
        this.file = file;
        this.text = text;
        unread.writeUtf8(text);
        root = parse();
    }

    /**
     * Reads a file.
     *
     * @throws LLMConfigurationException if it cannot be read or is not one JSON object; the message names the file and the position
     */
    static ConfigDocument read(String file) {
        return new ConfigDocument(file, text(file));
    }

    /** The object; nested values are String, Boolean, {@code null}, Long, BigInteger, BigDecimal, List and Map. */
    Map<String, @Nullable Object> root() {
        return root;
    }

    /** Place of a name: {@code llm-connect.json, line 3, column 5}. */
    String place(String path) {
        return file + positions.getOrDefault(path, "");
    }

    /** The exception of an invalid value. */
    LLMConfigurationException wrong(String path, String what) {
        return new LLMConfigurationException(place(path) + ": " + what);
    }

    private static String text(String file) {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw unreadable(file, "is larger than " + MAX_BYTES + " bytes", null);
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (InvalidPathException e) {
            throw unreadable(file, "is not a path", e);
        } catch (NoSuchFileException e) {
            throw unreadable(file, "does not exist", e);
        } catch (AccessDeniedException e) {
            throw unreadable(file, "cannot be read: permission denied", e);
        } catch (CharacterCodingException e) {
            throw unreadable(file, "is not UTF-8", e);
        } catch (IOException e) {
            throw unreadable(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    private static LLMConfigurationException unreadable(String file, String what, @Nullable Exception cause) {
        return new LLMConfigurationException("the configuration file " + file + " " + what, cause, ErrorDetails.none());
    }

    private Map<String, @Nullable Object> parse() {
        try {
            if (reader.peek() != JsonReader.Token.BEGIN_OBJECT) {
                throw here("must hold a JSON object");
            }
            Map<String, @Nullable Object> object = object("", 1);
            if (reader.peek() != JsonReader.Token.END_DOCUMENT) {
                throw here("there is more after the JSON object");
            }
            return object;
        } catch (IOException | JsonDataException | NumberFormatException e) {
            throw here("not valid JSON");
        }
    }

    private @Nullable Object value(String path, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw here("nested deeper than " + MAX_DEPTH);
        }
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> object(path, depth);
            case BEGIN_ARRAY -> array(path, depth);
            case STRING -> reader.nextString();
            case NUMBER -> number(reader.nextString());
            case BOOLEAN -> reader.nextBoolean();
            case NULL -> reader.nextNull();
            default -> throw here("not valid JSON");
        };
    }

    private Map<String, @Nullable Object> object(String path, int depth) throws IOException {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            String inner = path.isEmpty() ? name : path + "." + name;
            int end = offset();
            int start = text.lastIndexOf('"' + name + '"', end);
            if (object.containsKey(name)) {
                throw new LLMConfigurationException(
                        file + position(Math.max(start, 0)) + ": `" + inner + "` is set twice");
            }
            positions.put(inner, position(start < 0 ? end : start));
            object.put(name, value(inner, depth + 1));
        }
        reader.endObject();
        return object;
    }

    private List<@Nullable Object> array(String path, int depth) throws IOException {
        List<@Nullable Object> array = new ArrayList<>();
        reader.beginArray();
        while (reader.hasNext()) {
            array.add(value(path, depth + 1));
        }
        reader.endArray();
        return array;
    }

    private static Object number(String literal) {
        if (!literal.chars().allMatch(c -> c == '-' || Character.isDigit(c))) {
            return new BigDecimal(literal);
        }
        return literal.length() <= MAX_LONG_DIGITS ? (Object) Long.valueOf(literal) : new BigInteger(literal);
    }

    private LLMConfigurationException here(String what) {
        return new LLMConfigurationException(file + position(offset()) + ": " + what);
    }

    /** Position of the reader in the text. */
    private int offset() {
        long left = unread.size();
        int at = text.length();
        while (at > 0 && left > 0) {
            int character = text.codePointBefore(at);
            left -= character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
            at -= Character.charCount(character);
        }
        return at;
    }

    private String position(int offset) {
        String before = text.substring(0, offset);
        long line = 1 + before.chars().filter(c -> c == '\n').count();
        return ", line " + line + ", column " + (offset - before.lastIndexOf('\n'));
    }
}
