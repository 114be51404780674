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

/** How many tokens the input of a call has, roughly and rather too many, without asking anybody. */
final class TokenEstimates {
    /** Bytes of UTF-8 for each token. Text of most languages has more, so the estimate is rather too large. */
    private static final int BYTES_PER_TOKEN = 3;
    /** What an image, a page or a sound of unknown size counts. */
    private static final int TOKENS_PER_MEDIUM = 1500;
    /** What roles and separators of a message add. */
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

    /** About how many bytes a value has as JSON. */
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

    /** How many bytes a text has in UTF-8. */
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
