package dev.llmconnect.profiles.policy;

import dev.llmconnect.CallTarget;
import dev.llmconnect.Deadline;
import dev.llmconnect.Embedding;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.Usage;
import dev.llmconnect.spi.AbstractLLMStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;

/** A provider that does what it is told, call by call, in fake time, and remembers what it was asked. */
final class ScriptedAdapter implements LLMAdapter {
    private final String provider;
    private final FakeClock clock;
    private final Deque<Script> scripts = new ArrayDeque<>();
    private final List<LLMRequest> requests = new ArrayList<>();
    private final List<Duration> times = new ArrayList<>();
    private OptionalLong window = OptionalLong.empty();
    private int open;
    private int streams;
    private boolean closed;

    ScriptedAdapter(String provider, FakeClock clock) {
        this.provider = provider;
        this.clock = clock;
        scripts.add(Script.fine());
    }

    /** One script for each coming call; the last one also for all after it. */
    ScriptedAdapter does(Script... calls) {
        scripts.clear();
        scripts.addAll(List.of(calls));
        return this;
    }

    /** As the router has it, if it is called like it. */
    @Override
    public CallTarget target(LLMCall call) {
        Circuit asked = Circuit.of(provider, call);
        return CallTarget.of(asked.provider(), asked.model());
    }

    /** Of its model's window. */
    ScriptedAdapter holds(long tokens) {
        window = OptionalLong.of(tokens);
        return this;
    }

    @Override
    public OptionalLong contextTokens(LLMRequest request) {
        return window;
    }

    /** How often it was asked. */
    int calls() {
        return requests.size();
    }

    List<LLMRequest> requests() {
        return requests;
    }

    /** When it was asked, since the clock was made. */
    List<Duration> times() {
        return times;
    }

    /** Streams that nobody closed. */
    int open() {
        return open;
    }

    /** How often it was asked for a stream. */
    int streams() {
        return streams;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public String provider() {
        return provider;
    }

    @Override
    public LLMResponse execute(LLMRequest request) {
        try (LLMStream answer = begin(request)) {
            return answer.response();
        }
    }

    @Override
    public LLMStream stream(LLMRequest request) {
        streams++;
        return begin(request);
    }

    /** One vector for each input, once a whole answer would be there. */
    @Override
    public EmbeddingResponse embed(EmbeddingRequest request) {
        LLMResponse words = execute(LLMRequest.builder()
                .config(request.config())
                .requestId(request.requestId())
                .cancellation(request.cancellation())
                .ticker(request.ticker())
                .deadline(request.deadline())
                .build());
        return EmbeddingResponse.builder()
                .model(words.model())
                .embeddings(
                        request.inputs().stream().map(input -> Embedding.of(1)).toList())
                .usage(words.usage())
                .build();
    }

    @Override
    public void close() {
        closed = true;
    }

    private LLMStream begin(LLMRequest request) {
        requests.add(request);
        times.add(clock.elapsed());
        Script script = scripts.size() > 1 ? scripts.poll() : scripts.element();
        Answer answer = new Answer(script, request);
        answer.headers();
        return answer;
    }

    private final class Answer extends AbstractLLMStream {
        private final Deque<Object> steps;
        private final LLMRequest request;
        private final StringBuilder said = new StringBuilder();
        private int words;

        Answer(Script script, LLMRequest request) {
            this.steps = new ArrayDeque<>(script.steps);
            this.request = request;
        }

        /** What comes before the first word is known before there is a stream. */
        void headers() {
            while (!steps.isEmpty() && isBeforeTheStream(steps.peek())) {
                run(steps.poll());
            }
            open++;
        }

        private static boolean isBeforeTheStream(Object step) {
            return step != Script.HEADERS && !(step instanceof String) && !(step instanceof StreamEvent);
        }

        @Override
        protected StreamEvent next() {
            while (!steps.isEmpty()) {
                Object step = steps.poll();
                if (step instanceof String word) {
                    said.append(word);
                    words++;
                    return new StreamEvent.Text(word);
                }
                if (step instanceof StreamEvent event) {
                    return event;
                }
                run(step);
            }
            return null;
        }

        private void run(Object step) {
            if (step == Script.HEADERS) {
                return;
            }
            if (step instanceof LLMException failure) {
                throw failure;
            }
            Duration pause = (Duration) step;
            Deadline deadline = request.deadline();
            Duration left = deadline.remaining();
            boolean inTime = pause.compareTo(left) < 0;
            if (clock.pass(inTime ? pause : left, () -> request.cancellation().isCancelled())) {
                throw new LLMCancelledException("cancelled");
            }
            if (!inTime) {
                throw new LLMTimeoutException("the deadline passed while " + provider + " answered");
            }
        }

        @Override
        protected LLMResponse assemble() {
            return LLMResponse.builder()
                    .content(said.toString())
                    .model(request.config().modelNameIfSet().orElse(provider + "-default"))
                    .usage(Usage.of(7, words))
                    .build();
        }

        @Override
        protected void release() {
            open--;
        }
    }
}
