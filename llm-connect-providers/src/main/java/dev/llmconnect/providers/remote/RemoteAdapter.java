package dev.llmconnect.providers.remote;

import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.ErrorCode;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMBudgetExceededException;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMProfileException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.spi.AbstractLLMStream;
import dev.llmconnect.spi.ForwardingAdapter;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Throws what the remote server's own caller would have seen thrown there. */
final class RemoteAdapter extends ForwardingAdapter {
    RemoteAdapter(LLMAdapter wire) {
        super(wire);
    }

    @Override
    public LLMResponse execute(LLMRequest request) {
        try {
            return delegate().execute(request);
        } catch (LLMException e) {
            throw asThrownThere(e);
        }
    }

    @Override
    public LLMStream stream(LLMRequest request) {
        try {
            return new RemoteStream(delegate().stream(request));
        } catch (LLMException e) {
            throw asThrownThere(e);
        }
    }

    @Override
    public EmbeddingResponse embed(EmbeddingRequest request) {
        try {
            return delegate().embed(request);
        } catch (LLMException e) {
            throw asThrownThere(e);
        }
    }

    private static LLMException asThrownThere(LLMException here) {
        String code = here.details().providerCode().orElse("");
        if (!(here instanceof LLMApiException) || code.isEmpty()) {
            return here;
        }
        String message = here.details().providerMessage().orElse(here.getMessage());
        ErrorDetails details = here.details();
        ErrorCode known = ErrorCode.of(code);
        if (known.equals(ErrorCode.INVALID_REQUEST) || known.equals(ErrorCode.REQUEST_TOO_LARGE)) {
            return new LLMInvalidRequestException(message, here, details);
        }
        if (known.equals(ErrorCode.UNKNOWN_PROFILE)) {
            return LLMProfileException.unknown(message);
        }
        if (known.equals(ErrorCode.CONFIGURATION_ERROR)) {
            return new LLMConfigurationException(message, here, details);
        }
        if (known.equals(ErrorCode.BUDGET_EXCEEDED)) {
            return new LLMBudgetExceededException(message, here, details);
        }
        if (known.equals(ErrorCode.PROVIDER_TIMEOUT)) {
            return new LLMTimeoutException(message, here, timeout(details));
        }
        if (known.equals(ErrorCode.PROVIDER_RATE_LIMITED)) {
            return new LLMRateLimitException(message, here, details);
        }
        return known.equals(ErrorCode.LLM_ERROR)
                ? new LLMException(message, here)
                : new LLMApiException(message, here, details);
    }

    private static ErrorDetails timeout(ErrorDetails details) {
        return ErrorDetails.builder()
                .provider(details.provider().orElse(null))
                .providerStatus(details.providerStatus().orElse(null))
                .providerMessage(details.providerMessage().orElse(null))
                .reason(FailureReason.TIMEOUT)
                .build();
    }

    private static final class RemoteStream extends AbstractLLMStream {
        private final LLMStream stream;
        private final Iterator<StreamEvent> events;

        RemoteStream(LLMStream stream) {
            this.stream = stream;
            this.events = stream.iterator();
        }

        @Override
        protected @Nullable StreamEvent next() {
            try {
                return events.hasNext() ? events.next() : null;
            } catch (LLMException e) {
                throw asThrownThere(e);
            }
        }

        @Override
        protected LLMResponse assemble() {
            return stream.response();
        }

        @Override
        protected void release() {
            stream.close();
        }
    }
}
