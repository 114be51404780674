package dev.llmconnect.ledger;

import dev.llmconnect.Cost;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.Usage;
import dev.llmconnect.spi.AbstractLLMStream;
import java.math.BigDecimal;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A provider that answers as a test says, and remembers what it was asked. */
final class ScriptedProvider implements LLMAdapter {
    final AtomicInteger calls = new AtomicInteger();
    volatile LLMRequest lastRequest = LLMRequest.of("none");
    private final String provider;
    private volatile Usage usage = Usage.of(1000, 200);
    private volatile @Nullable BigDecimal cost;
    private volatile int words = 100;
    private volatile Consumer<LLMRequest> before = request -> {};

    ScriptedProvider(String provider) {
        this.provider = provider;
    }

    ScriptedProvider usage(Usage used) {
        usage = used;
        return this;
    }

    ScriptedProvider cost(String usd) {
        cost = new BigDecimal(usd);
        return this;
    }

    /** How many pieces of 40 characters, some 10 tokens each, a stream has. */
    ScriptedProvider words(int count) {
        words = count;
        return this;
    }

    /** What is done before each answer; may throw. */
    ScriptedProvider before(Consumer<LLMRequest> action) {
        before = action;
        return this;
    }

    @Override
    public String provider() {
        return provider;
    }

    @Override
    public LLMResponse execute(LLMRequest request) {
        calls.incrementAndGet();
        lastRequest = request;
        before.accept(request);
        LLMResponse.Builder answer = LLMResponse.builder()
                .content("answer")
                .model(request.config().modelName())
                .usage(usage);
        BigDecimal reported = cost;
        if (reported != null) {
            answer.metadata(known -> known.cost(Cost.of(reported, Cost.Source.PROVIDER)));
        }
        return answer.build();
    }

    @Override
    public LLMStream stream(LLMRequest request) {
        LLMResponse whole =
                execute(request).toBuilder().content("x".repeat(40 * words)).build();
        return new AbstractLLMStream() {
            private int given;

            @Override
            protected @Nullable StreamEvent next() {
                return given++ < words ? new StreamEvent.Text("x".repeat(40)) : null;
            }

            @Override
            protected LLMResponse assemble() {
                return whole;
            }

            @Override
            protected void release() {}
        };
    }

    @Override
    public EmbeddingResponse embed(EmbeddingRequest request) {
        return EmbeddingResponse.builder()
                .model(request.config().modelName())
                .usage(usage)
                .build();
    }
}
