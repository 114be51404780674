package dev.llmconnect.profiles.policy;

import dev.llmconnect.Attempt;
import dev.llmconnect.CallTarget;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.Ticker;
import dev.llmconnect.spi.CompositeAdapter;
import dev.llmconnect.spi.Operation;
import dev.llmconnect.spi.OperationAdapter;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One provider with several keys, each in an adapter of its own. A key that is rate limited rests for its {@code Retry-After}, and the
 * call goes on with another key at once, but with one more only: a provider that limits the account, and not the key, is not to be
 * asked once per key. Thread-safe.
 */
public final class KeyRotatingAdapter extends OperationAdapter implements CompositeAdapter {
    private static final int MAX_KEYS_PER_ATTEMPT = 2;
    /** A key that is refused will hardly be accepted soon: 5 min. */
    private static final Duration REST_OF_A_REFUSED_KEY = Duration.ofMinutes(5);

    private static final Set<FailureReason> LIMITED = Set.of(FailureReason.RATE_LIMIT, FailureReason.QUOTA);
    private static final Set<FailureReason> REFUSED = Set.of(FailureReason.AUTHENTICATION, FailureReason.PERMISSION);

    private final List<LLMAdapter> adapters;
    private final KeyRing<LLMAdapter> ring;

    /**
     * All keys are rested.
     *
     * @param adapters of one provider, at least one, a key each; closed with this one
     * @param ticker the source of time for the rests
     * @throws LLMConfigurationException when there is no adapter
     */
    public KeyRotatingAdapter(List<LLMAdapter> adapters, Ticker ticker) {
        if (adapters.isEmpty()) {
            throw new LLMConfigurationException("no adapter to rotate the keys of");
        }
        this.adapters = List.copyOf(adapters);
        this.ring = new KeyRing<>(adapters.get(0).provider(), this.adapters, ticker);
    }

    @Override
    public String provider() {
        return adapters.get(0).provider();
    }

    @Override
    public boolean supportsStreaming(LLMRequest request) {
        return adapters.get(0).supportsStreaming(request);
    }

    @Override
    public CallTarget target(LLMCall call) {
        return adapters.get(0).target(call);
    }

    @Override
    public OptionalLong contextTokens(LLMRequest request) {
        return adapters.get(0).contextTokens(request);
    }

    @Override
    public List<ModelInfo> models() {
        return adapters.get(0).models();
    }

    @Override
    public void close() {
        adapters.forEach(LLMAdapter::close);
    }

    @Override
    protected <C extends LLMCall, T> T around(C request, Operation<C, T> operation) {
        for (int keys = 1; ; keys++) {
            LLMAdapter adapter = ring.next();
            long began = request.ticker().nanos();
            try {
                return operation.invokeUntilFirstEvent(adapter, request);
            } catch (LLMException e) {
                rest(adapter, e);
                boolean goesOn = (LIMITED.contains(e.reason()) || REFUSED.contains(e.reason()))
                        && keys < MAX_KEYS_PER_ATTEMPT
                        && ring.rested() > 0
                        && ring.next() != adapter;
                if (!goesOn) {
                    throw e;
                }
                if (request.context().isInsideAttempt()) {
                    // What records the attempt sees only the last key.
                    request.record()
                            .attempt(Attempt.builder(
                                            provider(),
                                            request.config().modelNameIfSet().orElse(""))
                                    .outcome(e.outcome())
                                    .duration(Duration.ofNanos(request.ticker().nanos() - began))
                                    .build());
                }
            }
        }
    }

    private void rest(LLMAdapter adapter, LLMException e) {
        if (LIMITED.contains(e.reason())) {
            ring.limited(adapter, e.retryAfter().orElse(KeyRing.DEFAULT_REST));
        } else if (REFUSED.contains(e.reason()) && ring.rested() > 1) {
            // The last key is never put aside for this: its refusal is what the operator must see.
            ring.limited(adapter, REST_OF_A_REFUSED_KEY);
        }
    }
}
