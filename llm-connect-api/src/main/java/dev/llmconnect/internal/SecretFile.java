package dev.llmconnect.internal;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMConfigurationException;
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
import org.jspecify.annotations.Nullable;

/** Reads secrets from files, as mounted by Docker and Kubernetes. */
public final class SecretFile {
    /** Suffix of a variable that names a file instead of holding the secret. */
    public static final String SUFFIX = "_FILE";

    private static final int MAX_BYTES = 64 << 10;

    private final String source;
    private final String name;

    private SecretFile(String source, String name) {
        this.source = source;
        this.name = name;
    }

    /**
     * Returns the trimmed text of a file.
     *
     * @param source variable or field that names the file, for messages
     * @throws LLMConfigurationException if the file cannot be read, is empty or is too large; the message names the source and
     *     the file
     */
    public static String read(String source, String name) {
        return new SecretFile(source, name).text();
    }

    private String text() {
        try (InputStream in = Files.newInputStream(Path.of(name))) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw unusable("is larger than " + MAX_BYTES + " bytes", null);
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .strip();
            if (text.isEmpty()) {
                throw unusable("is empty", null);
            }
            FileRights.checkSecret(source, Path.of(name));
            return text;
        } catch (InvalidPathException e) {
            throw unusable("is not a path", e);
        } catch (NoSuchFileException e) {
            throw unusable("does not exist", e);
        } catch (AccessDeniedException e) {
            throw unusable("cannot be read: permission denied", e);
        } catch (CharacterCodingException e) {
            throw unusable("is not UTF-8", e);
        } catch (IOException e) {
            throw unusable("cannot be read: " + e.getMessage(), e);
        }
    }

    private LLMConfigurationException unusable(String what, @Nullable Exception cause) {
        return new LLMConfigurationException(source + ": the file " + name + " " + what, cause, ErrorDetails.none());
    }
}
