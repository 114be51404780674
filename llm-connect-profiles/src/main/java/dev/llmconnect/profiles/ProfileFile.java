package dev.llmconnect.profiles;

import dev.llmconnect.LLMProfileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the file of profile definitions. */
final class ProfileFile {
    /** Maximum size of the file. */
    static final int LARGEST_BYTES = 1 << 20;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final String name;

    private ProfileFile(String name) {
        this.name = name;
    }

    /** Returns the name of the file in messages. */
    static String source(String name) {
        return "file " + name;
    }

    /**
     * Reads the file, without a byte order mark.
     *
     * @throws LLMProfileException if it cannot be read; the message names the file and {@link Profiles#FILE_VARIABLE}
     */
    static String read(String name) {
        return new ProfileFile(name).text();
    }

    private String text() {
        byte[] bytes = bytes();
        if (bytes.length > LARGEST_BYTES) {
            throw bad("is larger than " + LARGEST_BYTES + " bytes", null);
        }
        if (bytes.length >= 2 && ((bytes[0] ^ bytes[1]) & 0xFF) == 1 && (bytes[0] & 0xFE) == 0xFE) {
            throw bad("is UTF-16; save it as UTF-8", null);
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw bad("is not UTF-8", e);
        }
    }

    private byte[] bytes() {
        try {
            Path path = Path.of(name);
            if (Files.notExists(path)) {
                throw bad("does not exist", null);
            }
            if (!Files.isRegularFile(path)) {
                throw bad("is not a file", null);
            }
            try (InputStream in = Files.newInputStream(path)) {
                return in.readNBytes(LARGEST_BYTES + 1);
            }
        } catch (InvalidPathException e) {
            throw bad("is not a path", e);
        } catch (AccessDeniedException e) {
            throw bad("cannot be read: permission denied", e);
        } catch (IOException e) {
            throw bad("could not be read: " + e, e);
        }
    }

    private LLMProfileException bad(String what, @Nullable Exception cause) {
        return LLMProfileException.invalidDefinition(source(name) + " (" + Profiles.FILE_VARIABLE + ") " + what, cause);
    }
}
