package dev.llmconnect.testkit;

import dev.llmconnect.ContentPart;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.ToolCall;
import dev.llmconnect.Usage;
import dev.llmconnect.spi.AbstractLLMStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An adapter for tests: returns scripted answers, one per call, and records requests. A call beyond the script fails the test.
 * Thread-safe.
 *
 * <pre>{@code
 * ScriptedLLM model = ScriptedLLM.answering("It rains.").thenFail(new LLMTimeoutException("too late"));
 * new Forecaster(model).forecast("Paris");
 * model.assertCalls(1).assertAsked("Paris");
 * }</pre>
 */
public final class ScriptedLLM implements LLMAdapter {
    /** Name of its provider and model. */
    public static final String NAME = "scripted";

    private final Deque<Function<LLMRequest, LLMResponse>> script = new ArrayDeque<>();
    private final List<LLMRequest> requests = new ArrayList<>();

    private ScriptedLLM() {}

    /** Creates an adapter that returns these texts, one per call. */
    public static ScriptedLLM answering(String... texts) {
        ScriptedLLM model = new ScriptedLLM();
        for (String text : texts) {
            model.thenAnswer(text);
        }
        return model;
    }

    /** Adds an answer with a text. */
    public ScriptedLLM thenAnswer(String text) {
        return thenAnswer(answer(text.length()).content(text).build());
    }

    /** Adds an answer. */
    public ScriptedLLM thenAnswer(LLMResponse answer) {
        return then(request -> answer);
    }

    /** Adds an answer with a tool call. */
    public ScriptedLLM thenCall(String tool, Map<String, Object> arguments) {
        return then(request -> answer(tool.length())
                .toolCalls(List.of(ToolCall.of("call_" + request.messages().size(), tool, arguments)))
                .build());
    }

    /** Adds a failure. */
    public ScriptedLLM thenFail(LLMException failure) {
        return then(request -> {
            throw failure;
        });
    }

    /** Adds an answer computed from the request. */
    public ScriptedLLM then(Function<LLMRequest, LLMResponse> answer) {
        synchronized (script) {
            script.add(answer);
        }
        return this;
    }

    /** Removes the rest of the script and all recorded requests. */
    public void clear() {
        synchronized (script) {
            script.clear();
            requests.clear();
        }
    }

    /** Returns an answer whose usage is about one token per four characters. */
    private static LLMResponse.Builder answer(int length) {
        return LLMResponse.builder().model(NAME).usage(Usage.of(10, 1 + length / 4L));
    }

    @Override
    public String provider() {
        return NAME;
    }

    @Override
    public LLMResponse execute(LLMRequest request) {
        Function<LLMRequest, LLMResponse> next;
        synchronized (script) {
            requests.add(request);
            next = script.poll();
            if (next == null) {
                throw new AssertionError("call " + requests.size() + " is beyond the script of " + (requests.size() - 1)
                        + " answer(s): " + lastText(request));
            }
        }
        return next.apply(request);
    }

    /** Returns the answer as a stream of single words. */
    @Override
    public LLMStream stream(LLMRequest request) {
        LLMResponse whole = execute(request);
        List<StreamEvent> events = new ArrayList<>();
        try (LLMStream stream = LLMStream.of(whole)) {
            for (StreamEvent event : stream) {
                if (event instanceof StreamEvent.Text text) {
                    Stream.of(text.text().split("(?<=\\s)"))
                            .map(StreamEvent.Text::new)
                            .forEach(events::add);
                } else {
                    events.add(event);
                }
            }
        }
        return new Pieces(events, whole);
    }

    private static final class Pieces extends AbstractLLMStream {
        private final Deque<StreamEvent> events;
        private final LLMResponse whole;

        Pieces(List<StreamEvent> events, LLMResponse whole) {
            this.events = new ArrayDeque<>(events);
            this.whole = whole;
        }

        @Override
        protected @Nullable StreamEvent next() {
            return events.poll();
        }

        @Override
        protected LLMResponse assemble() {
            return whole;
        }

        @Override
        protected void release() {
            events.clear();
        }
    }

    /** Returns a copy of the requests, in order. */
    public List<LLMRequest> requests() {
        synchronized (script) {
            return List.copyOf(requests);
        }
    }

    /** Returns the last request; fails the test if there is none. */
    public LLMRequest lastRequest() {
        List<LLMRequest> all = requests();
        if (all.isEmpty()) {
            throw new AssertionError("nothing was asked");
        }
        return all.get(all.size() - 1);
    }

    /** Asserts the number of calls. */
    public ScriptedLLM assertCalls(int count) {
        int calls = requests().size();
        if (calls != count) {
            throw new AssertionError("expected " + count + " call(s), but there were " + calls + ": " + shown());
        }
        return this;
    }

    /** Asserts that a user message of some request contains this text. */
    public ScriptedLLM assertAsked(String text) {
        boolean asked = requests().stream()
                .flatMap(request -> request.messages().stream())
                .anyMatch(message ->
                        message.role().equals(Role.USER) && message.text().contains(text));
        if (!asked) {
            throw new AssertionError("nobody asked for <" + text + ">, but: " + shown());
        }
        return this;
    }

    /** Asserts that some request contains a result of this tool with this text. */
    public ScriptedLLM assertToolResult(String tool, String text) {
        List<String> results = requests().stream()
                .flatMap(request -> request.messages().stream())
                .flatMap(message -> message.parts().stream())
                .filter(ContentPart.ToolResult.class::isInstance)
                .map(ContentPart.ToolResult.class::cast)
                .filter(result -> result.name().equals(tool))
                .map(ContentPart.ToolResult::text)
                .distinct()
                .toList();
        if (results.stream().noneMatch(result -> result.contains(text))) {
            throw new AssertionError("no result of " + tool + " has <" + text + "> in it: " + results);
        }
        return this;
    }

    /** Asserts that all scripted answers were used. */
    public ScriptedLLM assertExhausted() {
        synchronized (script) {
            if (!script.isEmpty()) {
                throw new AssertionError(script.size() + " answer(s) of the script were not asked for");
            }
        }
        return this;
    }

    private List<String> shown() {
        return requests().stream().map(ScriptedLLM::lastText).toList();
    }

    private static String lastText(LLMRequest request) {
        List<Message> messages = request.messages();
        Message last = messages.get(messages.size() - 1);
        return last.role() + ": " + last.text();
    }
}
