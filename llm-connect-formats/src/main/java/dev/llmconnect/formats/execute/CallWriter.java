package dev.llmconnect.formats.execute;

import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.EmbeddingInput;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.RunConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Writes a call as the body of {@code POST /execute} and its siblings; {@link CallReader} reads it. */
public final class CallWriter {
    static final String PROMPT = "prompt";
    static final String MESSAGES = "messages";
    static final String CONFIG = "config";
    static final String TOOLS = "tools";
    static final String TOOL_CHOICE = "tool_choice";
    static final String RESPONSE_FORMAT = "response_format";
    static final String INPUT = "input";
    static final String DIMENSIONS = "dimensions";
    static final String TAGS = "tags";
    static final String SESSION = "session";
    static final String WIRE_FIELDS = "wire_fields";
    static final String WIRE_HINTS = "wire_hints";
    static final String INHERITED = "inherited";
    static final String DEFAULTS = "defaults";

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private CallWriter() {}

    /**
     * Returns the body of a call, with the time it has left as its timeout: the server on the other side starts a clock of its
     * own. One user message of one text is written as {@code prompt}.
     */
    public static Map<String, Object> of(LLMRequest request) {
        Map<String, Object> body = new LinkedHashMap<>();
        List<Message> messages = request.messages();
        if (messages.size() == 1
                && messages.get(0).role().equals(Role.USER)
                && messages.get(0).parts().size() == 1
                && messages.get(0).parts().get(0) instanceof Text text
                && !text.text().isEmpty()) {
            body.put(PROMPT, text.text());
        } else {
            body.put(MESSAGES, Messages.write(messages));
        }
        if (!request.tools().isEmpty()) {
            body.put(TOOLS, request.tools().stream().map(Tools::write).toList());
        }
        request.toolChoice().ifPresent(choice -> body.put(TOOL_CHOICE, Tools.write(choice)));
        request.responseFormat().ifPresent(format -> body.put(RESPONSE_FORMAT, Tools.write(format)));
        common(body, request);
        return body;
    }

    /** Returns the body of a call for embeddings. */
    public static Map<String, Object> of(EmbeddingRequest request) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(
                INPUT,
                request.inputs().stream()
                        .map(input -> input instanceof EmbeddingInput.Tokens tokens
                                ? (Object) tokens.ids()
                                : ((EmbeddingInput.Text) input).text())
                        .toList());
        request.dimensions().ifPresent(length -> body.put(DIMENSIONS, length));
        common(body, request);
        return body;
    }

    private static void common(Map<String, Object> body, LLMCall call) {
        RunConfig config = call.config();
        Duration left = call.deadline().remaining();
        body.put(
                CONFIG,
                config.toBuilder()
                        .timeout(left.compareTo(SHORTEST) < 0 ? SHORTEST : left)
                        .build()
                        .toMap());
        List<String> inherited = Stream.concat(
                        Stream.of("temperature", "max_tokens"), config.modelParams().keySet().stream())
                .filter(config::isInherited)
                .distinct()
                .toList();
        if (!inherited.isEmpty()) {
            body.put(INHERITED, inherited);
        }
        if (!config.usesDefaults()) {
            body.put(DEFAULTS, false);
        }
        putFilled(body, WIRE_FIELDS, call.wireFields().required());
        putFilled(body, WIRE_HINTS, call.wireFields().hints());
        putFilled(body, TAGS, call.context().tags());
        call.context().session().ifPresent(session -> body.put(SESSION, session));
    }

    private static void putFilled(Map<String, Object> body, String name, Map<String, ?> value) {
        if (!value.isEmpty()) {
            body.put(name, value);
        }
    }
}
