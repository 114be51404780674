package dev.llmconnect.providers.mock;

import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.formats.failures.ErrorBodyFormat;
import dev.llmconnect.formats.failures.ProviderFailures;
import dev.llmconnect.formats.rules.ClientTools;
import dev.llmconnect.formats.wire.EmbeddingCall;
import dev.llmconnect.formats.wire.ForeignFields;
import dev.llmconnect.formats.wire.WireCall;
import dev.llmconnect.internal.ChoiceCount;
import dev.llmconnect.spi.WireFieldsAdapter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Answers by itself. Thread-safe; the same request always gets the same answer. What a request says in the words of a format is
 * translated, left out or refused as it is for a provider that has no place for it.
 */
final class MockAdapter implements WireFieldsAdapter {
    private static final Duration PAUSE_AFTER_429 = Duration.ofSeconds(1);

    private final MockSleeper sleeper;
    private final ProviderFailures failures = new ProviderFailures(MockProvider.NAME, ErrorBodyFormat.COMMON, "");

    MockAdapter(MockSleeper sleeper) {
        this.sleeper = sleeper;
    }

    @Override
    public String provider() {
        return MockProvider.NAME;
    }

    /** All of them: {@link #call} translates what belongs to a format. */
    @Override
    public boolean takesWireFields(String wire) {
        return true;
    }

    @Override
    public LLMResponse execute(LLMRequest request) {
        WireCall call = call(request, false);
        MockModel.Asked asked = begin(call.request());
        LLMResponse answer = answer(asked, call);
        if (asked.model() == MockModel.TRUNCATED) {
            throw brokenOff();
        }
        return answer;
    }

    @Override
    public LLMStream stream(LLMRequest request) {
        WireCall call = call(request, true);
        MockModel.Asked asked = begin(call.request());
        LLMResponse answer = answer(asked, call);
        return new MockStream(answer, request, asked.model() == MockModel.TRUNCATED ? brokenOff() : null);
    }

    /** Whatever the model, unless it is one that imitates trouble. */
    @Override
    public EmbeddingResponse embed(EmbeddingRequest request) {
        EmbeddingCall call = new EmbeddingCall(MockProvider.NAME, model(request), request, failures);
        ForeignFields.check(call, MockProvider.NAME);
        MockModel.Asked asked = begin(request);
        if (asked.model() == MockModel.TRUNCATED) {
            throw brokenOff();
        }
        EmbeddingResponse answer = MockVectors.of(request, call.model());
        return call.droppedParams().isEmpty()
                ? answer
                : answer.withMetadata(known -> known.droppedParams(call.droppedParams()));
    }

    /** Counts nothing, and refuses what it would not answer. */
    @Override
    public OptionalLong countTokens(LLMRequest request) {
        call(request, false);
        return OptionalLong.empty();
    }

    @Override
    public List<ModelInfo> models() {
        return Arrays.stream(MockModel.values())
                .map(model -> ModelInfo.of(model.example(), MockProvider.NAME))
                .toList();
    }

    /** Whatever comes before the answer: checks, waiting, failing. */
    private MockModel.Asked begin(LLMCall request) {
        request.validate();
        String name = model(request);
        MockModel.Asked asked = MockModel.of(name).orElseThrow(() -> unknown(name));
        if (ChoiceCount.of(request) > 1) {
            throw new LLMInvalidRequestException(
                    "mock does not support model_params.n above 1",
                    null,
                    ErrorDetails.builder()
                            .provider(MockProvider.NAME)
                            .providerParam(ChoiceCount.NAME)
                            .build());
        }
        switch (asked.model()) {
            case SLOW -> {
                long amount = Long.parseLong(asked.parts().get(0));
                sleep(
                        asked.parts().get(1).equals("s") ? Duration.ofSeconds(amount) : Duration.ofMillis(amount),
                        request);
            }
            case TIMEOUT -> sleep(Duration.ofDays(2), request);
            case ERROR -> throw failure(Integer.parseInt(asked.parts().get(0)));
            default -> {
                // Answers at once.
            }
        }
        return asked;
    }

    /** The call without what belongs to a format, and with functions in place of the client's other tools. */
    private WireCall call(LLMRequest request, boolean streaming) {
        WireCall call = new WireCall(MockProvider.NAME, model(request), request, streaming, failures);
        return ForeignFields.allRemoved(call.with(ClientTools.of(request, MockProvider.NAME, call.model())));
    }

    private static LLMResponse answer(MockModel.Asked asked, WireCall call) {
        LLMResponse answer = call.named(new MockAnswer(call.request(), call.model()).of(asked.model()));
        return call.droppedParams().isEmpty()
                ? answer
                : answer.withMetadata(known -> known.droppedParams(call.droppedParams()));
    }

    private static String model(LLMCall request) {
        return request.config().modelNameIfSet().orElse(MockProvider.DEFAULT_MODEL);
    }

    private void sleep(Duration pause, LLMCall request) {
        Duration left = request.deadline().remaining();
        boolean tooLong = pause.compareTo(left) > 0;
        try {
            sleeper.sleep(tooLong ? left : pause, request.cancellation());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LLMCancelledException("the calling thread was interrupted", e, ErrorDetails.none());
        }
        request.cancellation().throwIfCancelled();
        if (tooLong || request.deadline().isExpired()) {
            throw timedOut(request);
        }
    }

    static LLMTimeoutException timedOut(LLMCall request) {
        return new LLMTimeoutException(
                "the deadline passed while waiting for mock (timeout "
                        + LLMException.formatDuration(request.config().timeout()) + ")",
                null,
                ErrorDetails.builder()
                        .provider(MockProvider.NAME)
                        .reason(FailureReason.TIMEOUT)
                        .build());
    }

    private LLMException failure(int status) {
        return failures.imitated(status, "simulated by mock/error-" + status, status == 429 ? PAUSE_AFTER_429 : null);
    }

    private LLMException brokenOff() {
        return failures.truncated("simulated by mock/truncated");
    }

    private static LLMApiException unknown(String name) {
        String known = Arrays.stream(MockModel.values()).map(MockModel::example).collect(Collectors.joining(", "));
        return new LLMApiException(
                "HTTP 404 from mock: there is no model " + name + "; there are " + known,
                null,
                ErrorDetails.builder()
                        .provider(MockProvider.NAME)
                        .providerStatus(404)
                        .reason(FailureReason.NOT_FOUND)
                        .build());
    }
}
