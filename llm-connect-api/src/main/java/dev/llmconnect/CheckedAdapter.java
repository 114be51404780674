package dev.llmconnect;

import dev.llmconnect.spi.AbstractLLMStream;
import dev.llmconnect.spi.ForwardingAdapter;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What holds for every adapter of the registry, whoever wrote it: nothing is spent on a call that must not be made, every failure is
 * an {@link LLMException}, and every answer names its provider and its call.
 */
final class CheckedAdapter extends ForwardingAdapter {
    CheckedAdapter(LLMAdapter delegate) {
        super(delegate);
    }

    @Override
    public LLMResponse execute(LLMRequest request) {
        return checked(request, call -> complete(delegate().execute(call), call));
    }

    @Override
    public LLMStream stream(LLMRequest request) {
        return checked(request, call -> new CheckedStream(delegate().stream(call), call));
    }

    @Override
    public EmbeddingResponse embed(EmbeddingRequest request) {
        return checked(
                request,
                call -> delegate()
                        .embed(call)
                        .withMetadataIfAbsent(LLMResponse.PROVIDER, provider())
                        .withMetadataIfAbsent(LLMResponse.REQUEST_ID, call.requestId()));
    }

    private <C extends LLMCall, T> T checked(C call, Function<C, T> answer) {
        call.checkBeforeSpending();
        try {
            return answer.apply(call);
        } catch (LLMException e) {
            throw e;
        } catch (RuntimeException e) {
            throw unexpected(e);
        }
    }

    @Override
    public OptionalLong countTokens(LLMRequest request) {
        return checked(request, delegate()::countTokens);
    }

    private LLMResponse complete(LLMResponse response, LLMRequest request) {
        return response.withMetadataIfAbsent(LLMResponse.PROVIDER, provider())
                .withMetadataIfAbsent(LLMResponse.REQUEST_ID, request.requestId());
    }

    private LLMException unexpected(RuntimeException e) {
        return new LLMException("the adapter of " + provider() + " failed: " + e, e);
    }

    private final class CheckedStream extends AbstractLLMStream {
        private final LLMStream stream;
        private final Iterator<StreamEvent> events;
        private final LLMRequest request;

        CheckedStream(LLMStream stream, LLMRequest request) {
            this.stream = stream;
            this.events = stream.iterator();
            this.request = request;
        }

        @Override
        protected @Nullable StreamEvent next() {
            try {
                return events.hasNext() ? events.next() : null;
            } catch (LLMException e) {
                throw e;
            } catch (RuntimeException e) {
                throw unexpected(e);
            }
        }

        @Override
        protected LLMResponse assemble() {
            return complete(stream.response(), request);
        }

        @Override
        protected void release() {
            stream.close();
        }
    }
}
