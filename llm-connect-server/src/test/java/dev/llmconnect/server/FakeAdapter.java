package dev.llmconnect.server;

import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.Usage;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Records what it is asked and answers what it is told to. */
final class FakeAdapter implements LLMAdapter {
    final List<LLMRequest> requests = new CopyOnWriteArrayList<>();
    volatile Function<LLMRequest, LLMResponse> answer = request -> hello();
    volatile OptionalLong tokens = OptionalLong.empty();
    volatile Function<LLMRequest, LLMStream> stream = request -> LLMStream.of(answer.apply(request));

    static LLMResponse hello() {
        return LLMResponse.builder()
                .content("hello")
                .model("fake-1")
                .usage(Usage.of(3, 2))
                .finishReason(FinishReason.STOP)
                .build();
    }

    /** Answers with {@code hello} from now on. */
    void reset() {
        requests.clear();
        tokens = OptionalLong.empty();
        answer = request -> hello();
        stream = request -> LLMStream.of(answer.apply(request));
    }

    @Override
    public String provider() {
        return "fake";
    }

    @Override
    public LLMResponse execute(LLMRequest request) {
        requests.add(request);
        return answer.apply(request);
    }

    @Override
    public LLMStream stream(LLMRequest request) {
        requests.add(request);
        return stream.apply(request);
    }

    @Override
    public OptionalLong countTokens(LLMRequest request) {
        return tokens;
    }

    LLMRequest onlyRequest() {
        if (requests.size() != 1) {
            throw new AssertionError("asked " + requests.size() + " times");
        }
        return requests.get(0);
    }
}
