package dev.llmconnect.internal;

import dev.llmconnect.ContentPart;
import dev.llmconnect.Message;
import dev.llmconnect.ToolCall;
import java.util.List;

/** Estimates how many tokens messages have, without a tokenizer. */
public final class PromptSize {
    private static final int BYTES_PER_TOKEN = 3;
    private static final int TOKENS_PER_MESSAGE = 4;
    private static final int TOKENS_PER_MEDIA = 1000;

    private PromptSize() {}

    /** A token for three bytes of text in UTF-8, four for each message, and a thousand for an image or a file. */
    public static long tokens(List<Message> messages) {
        return messages.stream()
                .mapToLong(message -> TOKENS_PER_MESSAGE + ofParts(message.parts()))
                .sum();
    }

    private static long ofParts(List<ContentPart> parts) {
        return parts.stream().mapToLong(PromptSize::ofPart).sum();
    }

    private static long ofPart(ContentPart part) {
        if (part instanceof ContentPart.Text text) {
            return ofText(text.text());
        }
        if (part instanceof ContentPart.Reasoning reasoning) {
            return ofText(reasoning.text());
        }
        if (part instanceof ToolCall call) {
            return ofText(call.name()) + ofText(call.argumentsJson());
        }
        if (part instanceof ContentPart.ToolResult result) {
            return ofParts(result.content());
        }
        return part instanceof ContentPart.Media ? TOKENS_PER_MEDIA : 0;
    }

    private static long ofText(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }
}
