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
 * Rotates several keys of one provider, each with its own adapter. A rate-limited key is skipped for its {@code Retry-After}, and
 * the call is retried immediately with one other key; only one, since a limit of the whole account would otherwise be hit once
 * per key. Thread-safe.
 */
public final class KeyRotatingAdapter extends OperationAdapter implements CompositeAdapter {
    private static final int MAX_KEYS_PER_ATTEMPT = 2;
    /** Delay of a rejected key, which is unlikely to be accepted soon: 5 min. */
    private static final Duration REJECTED_KEY_DELAY = Duration.ofMinutes(5);

    private static final Set<FailureReason> LIMITED = Set.of(FailureReason.RATE_LIMIT, FailureReason.QUOTA);
    private static final Set<FailureReason> REFUSED = Set.of(FailureReason.AUTHENTICATION, FailureReason.PERMISSION);

    private final List<LLMAdapter> adapters;
    private final KeyRing<LLMAdapter> ring;

    /**
     * Creates an adapter with all keys available.
     *
     * @param adapters adapters of one provider, one per key, at least one; closed with this adapter
     * @param ticker time source of the delays
     * @throws LLMConfigurationException if there are no adapters
     */
    public KeyRotatingAdapter(List<LLMAdapter> adapters, Ticker ticker) {
        if (adapters.isEmpty()) {
            throw new LLMConfigurationException("no adapter to rotate the keys of");
        }
        this.adapters = List.copyOf(adapters);
        this.ring = new KeyRing<>(adapters.get(0).provider(), this.adapters, ticker);
    }

    /** Status of the keys. */
    public KeyStatus keys() {
        int total = ring.size();
        return new KeyStatus(provider(), total, total - ring.available());
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
                        && ring.available() > 0
                        && ring.next() != adapter;
                if (!goesOn) {
                    throw e;
                }
                if (request.context().isInsideAttempt()) {
                    // The recording decorator sees only the last key.
                    request.record()
                            .addAttempt(Attempt.builder(
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
            ring.rateLimited(adapter, e.retryAfter().orElse(KeyRing.DEFAULT_DELAY));
        } else if (REFUSED.contains(e.reason()) && ring.available() > 1) {
            // The last key stays available, so that the operator sees its rejection.
            ring.rateLimited(adapter, REJECTED_KEY_DELAY);
        }
    }
}
