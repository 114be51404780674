package dev.llmconnect.server.internal.call;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.json.JsonText;
import java.util.List;

/**
 * A rough count of a prompt's tokens, for providers that do not count: one for every four characters of words, schemas and
 * arguments, four for every message, and {@value #TOKENS_OF_A_FILE} for every image or document that is not text.
 */
public final class TokenEstimate {
    private static final long TOKENS_OF_A_FILE = 1_600;
    private static final long CHARACTERS_OF_A_TOKEN = 4;
    private static final long TOKENS_OF_A_MESSAGE = 4;

    private long characters;
    private long tokens;

    private TokenEstimate() {}

    /** The estimate for a request. */
    public static long of(LLMRequest request) {
        TokenEstimate estimate = new TokenEstimate();
        for (Message message : request.messages()) {
            estimate.tokens += TOKENS_OF_A_MESSAGE;
            estimate.add(message.parts());
        }
        for (Tool tool : request.tools()) {
            estimate.characters += tool.name().length() + tool.description().length();
            estimate.characters += JsonText.bytes(tool.parameters()).length;
        }
        return estimate.tokens + (estimate.characters + CHARACTERS_OF_A_TOKEN - 1) / CHARACTERS_OF_A_TOKEN;
    }

    private void add(List<ContentPart> parts) {
        for (ContentPart part : parts) {
            if (part instanceof Text text) {
                characters += text.text().length();
            } else if (part instanceof Reasoning reasoning) {
                characters += reasoning.text().length();
            } else if (part instanceof ToolCall call) {
                characters += call.name().length() + call.argumentsJson().length();
            } else if (part instanceof ToolResult result) {
                add(result.content());
            } else if (part instanceof Opaque opaque) {
                characters += JsonText.bytes(opaque.raw()).length;
            } else if (part instanceof Media media) {
                add(media);
            }
        }
    }

    private void add(Media media) {
        if (media.mimeType().startsWith("text/") && media.base64() != null) {
            characters += media.base64().length() * 3L / 4;
        } else {
            tokens += TOKENS_OF_A_FILE;
        }
    }
}
