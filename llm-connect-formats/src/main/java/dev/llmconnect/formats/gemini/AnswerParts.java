package dev.llmconnect.formats.gemini;

import dev.llmconnect.ContentPart;
import java.util.ArrayList;
import java.util.List;

/** The parts of an answer in their order, as they have to be sent back. Pieces of one text become one part. */
final class AnswerParts {
    private final List<ContentPart> parts = new ArrayList<>();
    private final StringBuilder run = new StringBuilder();
    private boolean thinking;

    /** More of the answer or of a thought; what is signed stays apart from what is not. */
    void text(String words, boolean thought, String signature) {
        if (thought != thinking || (!signature.isEmpty() && !thought)) {
            flush("");
        }
        thinking = thought;
        run.append(words);
        if (signature.isEmpty()) {
            return;
        }
        boolean alone = run.isEmpty() && !thought;
        flush(signature);
        if (!thought) {
            parts.add(alone ? Signatures.alone(signature) : Signatures.ofPartBefore(signature));
        }
    }

    void add(ContentPart part) {
        flush("");
        parts.add(part);
    }

    /** A part that is no text, signed or not. */
    void add(ContentPart part, String signature) {
        add(part);
        if (!signature.isEmpty()) {
            parts.add(Signatures.ofPartBefore(signature));
        }
    }

    List<ContentPart> list() {
        flush("");
        return parts;
    }

    private void flush(String signature) {
        if (thinking && (!run.isEmpty() || !signature.isEmpty())) {
            parts.add(Signatures.thought(run.toString(), signature));
        } else if (!run.isEmpty()) {
            parts.add(new ContentPart.Text(run.toString()));
        }
        run.setLength(0);
    }
}
