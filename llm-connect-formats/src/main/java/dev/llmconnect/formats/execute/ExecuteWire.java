package dev.llmconnect.formats.execute;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.failures.ErrorBody;
import dev.llmconnect.formats.failures.ErrorBodyFormat;
import dev.llmconnect.formats.framing.Frame;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.ProviderCall;
import dev.llmconnect.formats.wire.StreamDecoder;
import dev.llmconnect.formats.wire.Wire;
import dev.llmconnect.formats.wire.WireCall;
import dev.llmconnect.formats.wire.WireRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /execute} of the wire contract, sections 2, 3 and 7: every call that an adapter takes, with what is set, and the call's
 * depth, id, tags and remaining time; the answer with its parts. Thread-safe.
 */
public final class ExecuteWire implements Wire, ErrorBodyFormat {
    static final String NAME = "llm-connect";

    private static final String PATH = "/execute";
    private static final String TOKENS_PATH = PATH + "/tokens";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean isTransparent() {
        return true;
    }

    @Override
    public WireRequest encode(WireCall call) {
        Map<String, Object> body = CallWriter.of(call.request());
        body.put(AnswerForm.PARTS, true);
        if (call.streaming()) {
            body.put("stream", true);
        }
        return new WireRequest(PATH, body, headers(call));
    }

    /** The headers that tell a server which call this is. */
    static Map<String, String> headers(ProviderCall call) {
        return Map.of(
                "X-LLM-Connect-Depth",
                String.valueOf(call.request().depth()),
                "X-Request-Id",
                call.request().requestId());
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
        return read(body, call);
    }

    private static LLMResponse read(JsonNode body, WireCall call) {
        try {
            return AnswerForm.read(body.object());
        } catch (LLMInvalidRequestException e) {
            throw call.failures().malformed(e.getMessage());
        }
    }

    @Override
    public Optional<WireRequest> encodeTokenCount(WireCall call) {
        return Optional.of(new WireRequest(TOKENS_PATH, CallWriter.of(call.request()), headers(call)));
    }

    @Override
    public OptionalLong decodeTokenCount(JsonNode body) {
        return body.number("tokens");
    }

    @Override
    public Optional<String> modelsPath() {
        return Optional.of("/v1/models");
    }

    @Override
    public List<ModelInfo> decodeModels(JsonNode body, String provider) {
        return body.items("data").stream()
                .filter(model -> model.filled("id").isPresent())
                .map(model -> ModelInfo.builder(
                                model.textOrEmpty("id"),
                                model.filled("owned_by").orElse(provider))
                        .contextTokens(model.number("context_length"))
                        .maxOutputTokens(model.number("max_completion_tokens"))
                        .build())
                .toList();
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
            return ErrorBodyFormat.super.read(body); // as the server tells OpenAI's clients, or a proxy its own
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
    public Optional<LLMException> thrown(ErrorBody error, ErrorDetails details) {
        return FailureForm.read(error.json().object(), details);
    }

    @Override
    public Optional<Duration> pause(Function<String, Optional<String>> headers, ErrorBody error) {
        var seconds = error.json().number("retry_after_seconds");
        return seconds.isPresent() ? Optional.of(Duration.ofSeconds(seconds.getAsLong())) : Optional.empty();
    }

    private static final class Events implements StreamDecoder {
        private final WireCall call;
        private boolean toldCalls;
        private @Nullable LLMResponse done;

        Events(WireCall call) {
            this.call = call;
        }

        @Override
        public boolean accept(Frame frame, Consumer<StreamEvent> events) {
            JsonNode data = frame.json();
            switch (frame.type()) {
                case "delta" -> delta(data, events);
                case "error" -> throw call.failures().reported(data);
                case "done" -> {
                    done = read(data, call);
                    if (!toldCalls) {
                        toolCalls(done, events);
                    }
                }
                default -> {
                    // A later server may say more than this version knows.
                }
            }
            return done != null;
        }

        private void delta(JsonNode data, Consumer<StreamEvent> events) {
            try {
                EventForm.read(data.object(), event -> {
                    toldCalls |= event instanceof StreamEvent.ToolCallDelta;
                    events.accept(event);
                });
            } catch (LLMInvalidRequestException e) {
                throw call.failures().malformed(e.getMessage());
            }
        }

        /** A server that does not know deltas of tool calls tells each call whole, with the answer. */
        private static void toolCalls(LLMResponse whole, Consumer<StreamEvent> events) {
            for (int i = 0; i < whole.toolCalls().size(); i++) {
                ToolCall call = whole.toolCalls().get(i);
                events.accept(
                        new StreamEvent.ToolCallDelta(i, call.id(), call.name(), call.argumentsJson(), call.extras()));
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
