package dev.llmconnect.formats.gemini;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * A turn of the model as a client gives it back, perhaps in the pieces in which it was streamed: pieces of one text or of one thought
 * become one part, up to the signature that ends it. Not thread-safe.
 */
final class ModelTurn {
    private final List<ContentPart> parts = new ArrayList<>();
    private final StringBuilder run = new StringBuilder();
    private boolean thinking;

    void thought(String words, String signature) {
        if (!thinking) {
            flush("");
        }
        thinking = true;
        run.append(words);
        if (!signature.isEmpty()) {
            flush(signature);
        }
    }

    void text(String words, String signature) {
        if (thinking || !signature.isEmpty()) {
            flush("");
        }
        run.append(words);
        if (!signature.isEmpty()) {
            flush("");
            parts.add(ThoughtSignature.ofPart(signature, words.isEmpty()));
        }
    }

    void add(ContentPart part, String signature) {
        flush("");
        parts.add(part);
        if (!signature.isEmpty()) {
            parts.add(ThoughtSignature.ofPart(signature, false));
        }
    }

    /** The parts so far, after which a new turn begins. */
    List<ContentPart> take() {
        flush("");
        List<ContentPart> taken = List.copyOf(parts);
        parts.clear();
        return taken;
    }

    private void flush(String signature) {
        if (thinking && (!run.isEmpty() || !signature.isEmpty())) {
            parts.add(ThoughtSignature.thought(run.toString(), signature));
        } else if (!run.isEmpty()) {
            parts.add(new Text(run.toString()));
        }
        thinking = false;
        run.setLength(0);
    }
}
