package dev.llmconnect.ledger;

import dev.llmconnect.ContentPart;
import dev.llmconnect.EmbeddingInput;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Estimates the input tokens of a call without sending a request, rather too high than too low. */
final class TokenEstimates {
    /** UTF-8 bytes per token. Text in most languages has more, so the estimate is rather too high. */
    private static final int BYTES_PER_TOKEN = 3;
    /** Tokens of an image, a page or audio of unknown size. */
    private static final int TOKENS_PER_MEDIUM = 1500;
    /** Tokens added per message for roles and separators. */
    private static final int TOKENS_PER_MESSAGE = 4;

    private TokenEstimates() {}

    static long input(LLMCall call) {
        if (call instanceof LLMRequest request) {
            long tokens = 0;
            for (Message message : request.messages()) {
                tokens += TOKENS_PER_MESSAGE + parts(message.parts());
            }
            for (Tool tool : request.tools()) {
                tokens += tokens(bytes(tool.name()) + bytes(tool.description()) + value(tool.parameters()));
            }
            return tokens;
        }
        return call instanceof EmbeddingRequest request ? embeddings(request) : 0;
    }

    private static long embeddings(EmbeddingRequest request) {
        long tokens = 0;
        for (EmbeddingInput input : request.inputs()) {
            if (input instanceof EmbeddingInput.Text text) {
                tokens += tokens(bytes(text.text()));
            } else if (input instanceof EmbeddingInput.Tokens ids) {
                tokens += ids.ids().size();
            }
        }
        return tokens;
    }

    private static long parts(List<ContentPart> parts) {
        long tokens = 0;
        for (ContentPart part : parts) {
            if (part instanceof ContentPart.Text text) {
                tokens += tokens(bytes(text.text()));
            } else if (part instanceof ContentPart.Media) {
                tokens += TOKENS_PER_MEDIUM;
            } else if (part instanceof ContentPart.Reasoning reasoning) {
                tokens += tokens(bytes(reasoning.text()));
            } else if (part instanceof ContentPart.ToolResult result) {
                tokens += parts(result.content());
            } else if (part instanceof ContentPart.Opaque opaque) {
                tokens += tokens(value(opaque.raw()));
            } else if (part instanceof ToolCall call) {
                tokens += tokens(bytes(call.name()) + value(call.arguments()));
            }
        }
        return tokens;
    }

    private static long tokens(long bytes) {
        return (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }

    /** Returns the approximate size of a value as JSON, in bytes. */
    private static long value(@Nullable Object value) {
        if (value instanceof CharSequence text) {
            return bytes(text) + 2;
        }
        long bytes = 2;
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                bytes += value(entry.getKey()) + value(entry.getValue()) + 2;
            }
        } else if (value instanceof Iterable<?> list) {
            for (Object element : list) {
                bytes += value(element) + 1;
            }
        } else {
            bytes += String.valueOf(value).length();
        }
        return bytes;
    }

    /** Returns the size of a text in UTF-8 bytes. */
    static long bytes(CharSequence text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // A pair of surrogates is 4 bytes, 2 each.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
