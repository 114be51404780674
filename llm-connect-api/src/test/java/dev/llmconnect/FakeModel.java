package dev.llmconnect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/** Answers what it is told, call by call, in pieces of a few characters when it streams, and remembers what it was asked. */
public final class FakeModel implements LLMAdapter {
    private static final int PIECE = 7;

    private final Deque<Function<LLMRequest, LLMResponse>> answers = new ArrayDeque<>();
    private final List<LLMRequest> requests = Collections.synchronizedList(new ArrayList<>());

    public static FakeModel answering(String... texts) {
        FakeModel model = new FakeModel();
        for (String text : texts) {
            model.then(request -> answer().content(text).build());
        }
        return model;
    }

    public static LLMResponse.Builder answer() {
        return LLMResponse.builder().model("fake-1").usage(Usage.of(10, 5));
    }

    public FakeModel then(Function<LLMRequest, LLMResponse> answer) {
        answers.add(answer);
        return this;
    }

    public FakeModel thenCalls(ToolCall... calls) {
        return then(request -> answer().toolCalls(List.of(calls)).build());
    }

    public List<LLMRequest> requests() {
        return requests;
    }

    public LLMRequest request(int index) {
        return requests.get(index);
    }

    @Override
    public String provider() {
        return "fake";
    }

    @Override
    public LLMResponse execute(LLMRequest request) {
        requests.add(request);
        Function<LLMRequest, LLMResponse> next;
        synchronized (answers) {
            next = answers.size() > 1 ? answers.poll() : answers.peek();
        }
        return next.apply(request);
    }

    @Override
    public LLMStream stream(LLMRequest request) {
        LLMResponse whole = execute(request);
        String text = whole.content();
        if (text.isEmpty()) {
            return LLMStream.of(whole);
        }
        List<StreamEvent> events = new ArrayList<>();
        for (int i = 0; i < text.length(); i += PIECE) {
            events.add(new StreamEvent.Text(text.substring(i, Math.min(text.length(), i + PIECE))));
        }
        return new FakeStream(events, whole);
    }
}
