package dev.llmconnect.providers.remote;

import dev.llmconnect.ContentPart;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.RunConfig;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.ToolCall;
import dev.llmconnect.providers.http.ErrorBody;
import dev.llmconnect.providers.http.ErrorBodyFormat;
import dev.llmconnect.providers.http.Frame;
import dev.llmconnect.providers.json.JsonNode;
import dev.llmconnect.providers.wire.ProviderCall;
import dev.llmconnect.providers.wire.StreamDecoder;
import dev.llmconnect.providers.wire.Wire;
import dev.llmconnect.providers.wire.WireCall;
import dev.llmconnect.providers.wire.WireRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /execute} of the wire contract, sections 2, 3 and 7: one prompt, the values that are set, and the call's depth, id and
 * remaining time. Thread-safe.
 */
final class ExecuteWire implements Wire, ErrorBodyFormat {
    static final String NAME = "llm-connect";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public WireRequest encode(WireCall call) {
        LLMRequest request = call.request();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("prompt", prompt(call));
        body.put("config", config(request).toMap());
        if (call.streaming()) {
            body.put("stream", true);
        }
        return new WireRequest("/execute", body, facts(call));
    }

    /** The headers that tell a server which call this is. */
    static Map<String, String> facts(ProviderCall call) {
        return Map.of(
                "X-LLM-Connect-Depth",
                String.valueOf(call.request().depth()),
                "X-Request-Id",
                call.request().requestId());
    }

    private static String prompt(WireCall call) {
        LLMRequest request = call.request();
        List<Message> messages = request.messages();
        if (messages.size() != 1
                || !messages.get(0).role().equals(Role.USER)
                || !messages.get(0).parts().stream().allMatch(ContentPart.Text.class::isInstance)) {
            throw call.cannotCarry("more than one user message of text over /execute");
        }
        if (!request.tools().isEmpty()) {
            throw call.cannotCarry("tools over /execute");
        }
        if (request.responseFormat().isPresent()) {
            throw call.cannotCarry("a response format over /execute");
        }
        return messages.get(0).text();
    }

    /** What is set, with the time that is left: the server on the other side starts a clock of its own. */
    private static RunConfig config(LLMRequest request) {
        Duration left = request.deadline().remaining();
        return request.config().toBuilder()
                .timeout(left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left)
                .build();
    }

    @Override
    public LLMResponse decode(JsonNode body, WireCall call) {
        if (body.filled("error").isPresent()) {
            // Something on the way changed the status.
            throw call.failures().reported(body);
        }
        if (!body.get("content").isText() || !body.get("usage").isObject()) {
            throw call.failures().noAnswer(body, "it is not an answer of llm-connect");
        }
        return LLMResponse.fromMap(body.object());
    }

    @Override
    public StreamDecoder decoder(WireCall call) {
        return new Events(call);
    }

    @Override
    public ErrorBodyFormat errors() {
        return this;
    }

    @Override
    public ErrorBody read(JsonNode body) {
        if (body.get("error").isObject()) {
            return ErrorBodyFormat.super.read(body); // as the server tells OpenAI's clients
        }
        String code = body.textOrEmpty("error");
        return new ErrorBody(
                code,
                body.textOrEmpty("type"),
                body.textOrEmpty("message"),
                body.text("request_id").orElse(null),
                null,
                body);
    }

    @Override
    public Optional<Duration> pause(Function<String, Optional<String>> headers, ErrorBody error) {
        var seconds = error.json().number("retry_after_seconds");
        return seconds.isPresent() ? Optional.of(Duration.ofSeconds(seconds.getAsLong())) : Optional.empty();
    }

    private static final class Events implements StreamDecoder {
        private final WireCall call;
        private @Nullable LLMResponse done;

        Events(WireCall call) {
            this.call = call;
        }

        @Override
        public boolean accept(Frame frame, Consumer<StreamEvent> events) {
            JsonNode data = frame.json();
            switch (frame.type()) {
                case "delta" -> {
                    data.filled("reasoning").map(StreamEvent.Reasoning::new).ifPresent(events);
                    data.filled("content").map(StreamEvent.Text::new).ifPresent(events);
                    data.filled("refusal").map(StreamEvent.Refusal::new).ifPresent(events);
                }
                case "error" -> throw call.failures().reported(data);
                case "done" -> {
                    done = LLMResponse.fromMap(data.object());
                    toolCalls(done, events);
                }
                default -> {
                    // A later server may say more than this version knows.
                }
            }
            return done != null;
        }

        /** A tool call comes whole with the answer, and so as one event. */
        private static void toolCalls(LLMResponse whole, Consumer<StreamEvent> events) {
            for (int i = 0; i < whole.toolCalls().size(); i++) {
                ToolCall call = whole.toolCalls().get(i);
                events.accept(new StreamEvent.ToolCallDelta(i, call.id(), call.name(), call.argumentsJson()));
            }
        }

        @Override
        public boolean finish(Consumer<StreamEvent> events) {
            return done != null;
        }

        @Override
        public LLMResponse assemble() {
            if (done == null) {
                throw call.failures().truncated("no event: done");
            }
            return done;
        }
    }
}
