package dev.llmconnect.bench.gateway;

import dev.llmconnect.bench.stub.StubModel;
import java.util.Locale;

/**
 * What a call looks like: the prompt's size, and what the provider does with it.
 *
 * @param promptBytes size of the prompt in UTF-8, before JSON escapes
 * @param stream whether the answer is streamed
 * @param model what the stub is told
 */
public record CallShape(int promptBytes, boolean stream, StubModel model) {
    private static final String LINE =
            "A line of a prompt, as \"long\" as a sentence tends to be, with an ümlaut and a break at its end.\n";

    /** An unary call that the provider answers at once. */
    public static CallShape unary(int promptBytes) {
        return new CallShape(promptBytes, false, StubModel.IMMEDIATE);
    }

    /** A call whose answer is streamed at once, in 20 chunks. */
    public static CallShape stream(int promptBytes) {
        return new CallShape(promptBytes, true, StubModel.IMMEDIATE);
    }

    /** The body for the endpoint given; the model by the name that the gateway knows. */
    String json(Endpoint endpoint, String modelName) {
        String prompt = prompt();
        return endpoint == Endpoint.EXECUTE
                ? "{\"prompt\":\"" + prompt + "\",\"config\":{\"model_name\":\"" + modelName
                        + "\",\"temperature\":0.2,\"max_tokens\":1000}" + (stream ? ",\"stream\":true}" : "}")
                : "{\"model\":\"" + modelName + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt
                        + "\"}],\"temperature\":0.2,\"max_tokens\":1000" + (stream ? ",\"stream\":true}" : "}");
    }

    /** For tables: the number of chunks, and their size where it is not that of a word. */
    public String answerLabel() {
        if (!stream) {
            return "unary";
        }
        return model.equals(StubModel.IMMEDIATE)
                ? "stream"
                : "stream of " + model.chunks() + (model.chunkBytes() > 0 ? " × " + model.chunkBytes() + " bytes" : "");
    }

    /** How many pieces of content a whole answer has; the last event of an /execute stream repeats all of them. */
    int marks(Endpoint endpoint) {
        if (!stream) {
            return 1;
        }
        return endpoint == Endpoint.EXECUTE ? 2 * model.chunks() : model.chunks();
    }

    /** For tables. */
    public String promptLabel() {
        return promptBytes >= 1_000_000
                ? String.format(Locale.ROOT, "%d MB", promptBytes / 1_000_000)
                : String.format(Locale.ROOT, "%d KB", promptBytes / 1000);
    }

    private String prompt() {
        // each line has one character of two bytes
        int lines = Math.max(1, promptBytes / (LINE.length() + 1));
        return LINE.repeat(lines).replace("\"", "\\\"").replace("\n", "\\n");
    }
}
