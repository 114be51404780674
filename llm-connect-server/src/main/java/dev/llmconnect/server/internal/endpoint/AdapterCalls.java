package dev.llmconnect.server.internal.endpoint;

import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.server.internal.http.Request;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** The way from any door to the adapter: the same checks before, the same facts afterwards. Thread-safe. */
public final class AdapterCalls {
    private final LLMAdapter adapter;
    private final Duration longestCall;

    /**
     * Calls to one adapter.
     *
     * @param longestCall the time for a call that sets none; what lies behind the adapter may set it
     */
    public AdapterCalls(LLMAdapter adapter, Duration longestCall) {
        this.adapter = adapter;
        this.longestCall = longestCall;
    }

    /**
     * The whole answer.
     *
     * @throws LLMException when there is none
     */
    public LLMResponse execute(Request http, LLMRequest call) {
        prepare(http, call);
        return complete(adapter.execute(call), http);
    }

    /**
     * The answer as it is made, from its first event on.
     *
     * @throws LLMException when the call fails before that
     */
    public OpenStream stream(Request http, LLMRequest call) {
        prepare(http, call);
        return OpenStream.await(adapter.stream(call), http.cancellation(), answer -> complete(answer, http));
    }

    /**
     * Vectors instead of words.
     *
     * @throws LLMException when there are none
     */
    public EmbeddingResponse embed(Request http, EmbeddingRequest call) {
        prepare(http, call);
        EmbeddingResponse answer = adapter.embed(call);
        EmbeddingResponse complete = answer.withMetadataIfAbsent(LLMResponse.PROVIDER, adapter.provider())
                .withMetadataIfAbsent(LLMResponse.REQUEST_ID, http.id());
        http.facts().answered(complete.metadata(), complete.model(), complete.usage());
        return complete;
    }

    /**
     * How many tokens the prompt has, where the provider counts.
     *
     * @throws LLMException when it cannot be counted
     */
    public OptionalLong countTokens(Request http, LLMRequest call) {
        prepare(http, call);
        return adapter.countTokens(call);
    }

    /** What can be asked for. May ask providers. */
    public List<ModelInfo> models() {
        return adapter.models();
    }

    private void prepare(Request http, LLMCall call) {
        http.facts().asked(adapter.provider(), call.config());
        http.endWithin(call.config().timeoutIfSet().orElse(longestCall));
        call.checkBeforeSpending();
    }

    private LLMResponse complete(LLMResponse answer, Request http) {
        LLMResponse complete = answer.withMetadataIfAbsent(LLMResponse.PROVIDER, adapter.provider())
                .withMetadataIfAbsent(LLMResponse.REQUEST_ID, http.id());
        http.facts().answered(complete.metadata(), complete.model(), complete.usage());
        return complete;
    }
}
