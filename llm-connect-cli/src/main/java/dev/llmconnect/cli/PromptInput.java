package dev.llmconnect.cli;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMInvalidRequestException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Puts the prompt together: the argument, a blank line, and standard input, of which either may be missing. */
final class PromptInput {
    /** Maximum size of standard input, in bytes. */
    static final int MAX_BYTES = 10 * 1024 * 1024;

    private PromptInput() {}

    /**
     * Reads standard input to its end, unless it is a terminal and there is an argument.
     *
     * @param argument {@code null} or {@code -} for standard input alone
     * @throws LLMInvalidRequestException if there is no prompt at all, or standard input is too long or not UTF-8
     */
    static String read(@Nullable String argument, InputStream in) {
        if (argument == null || argument.equals("-")) {
            String text = text(in);
            if (text.isEmpty()) {
                throw new LLMInvalidRequestException("the prompt is empty");
            }
            return text;
        }
        String text = in instanceof StandardInput.Terminal ? "" : text(in);
        return text.isBlank() ? argument : argument + "\n\n" + text;
    }

    private static String text(InputStream in) {
        try {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new LLMInvalidRequestException("the prompt is longer than " + MAX_BYTES + " bytes");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new LLMInvalidRequestException("the prompt is not UTF-8", e, ErrorDetails.none());
        } catch (IOException e) {
            throw new LLMInvalidRequestException(
                    "standard input cannot be read: " + e.getMessage(), e, ErrorDetails.none());
        }
    }
}
