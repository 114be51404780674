package dev.llmconnect.cli;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.internal.JsonParser;
import dev.llmconnect.internal.JsonSyntaxException;
import dev.llmconnect.internal.TextPosition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object from a file, with the line and column of each name. Immutable. */
final class ConfigDocument {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_DEPTH = 64;

    private final String file;
    private final String text;
    private final Map<String, Integer> offsets = new HashMap<>();
    private final Map<String, @Nullable Object> root;

    private ConfigDocument(String file, String text) {
        this.file = file;
        this.text = text;
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
        Integer offset = offsets.get(path);
        return offset == null ? file : file + ", " + TextPosition.of(text, offset);
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
            return JsonParser.of(text)
                    .maxDepth(MAX_DEPTH)
                    .onName((path, offset) -> offsets.putIfAbsent(path, offset))
                    .object();
        } catch (JsonSyntaxException e) {
            String what =
                    switch (e.kind()) {
                        case NO_OBJECT -> "must hold a JSON object";
                        case DUPLICATE -> "`" + e.path() + "` is set twice";
                        case DEPTH -> "nested deeper than " + MAX_DEPTH;
                        case NUMBER -> "the number of `" + e.path() + "` " + e.reason();
                        default -> "not valid JSON: " + e.reason();
                    };
            throw new LLMConfigurationException(file + ", " + e.position() + ": " + what);
        }
    }
}
