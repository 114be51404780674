package dev.llmconnect.ledger;

import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.spi.ForwardingAdapter;
import dev.llmconnect.spi.ForwardingStream;
import dev.llmconnect.spi.Operation;
import org.jspecify.annotations.Nullable;

/** Accounts for every call: opens an account before any spending and settles it when the call ends. Thread-safe. */
final class LedgerAdapter extends ForwardingAdapter {
    private final Ledger ledger;

    LedgerAdapter(LLMAdapter delegate, Ledger ledger) {
        super(delegate);
        this.ledger = ledger;
    }

    @Override
    protected <C extends LLMCall, T> T around(C call, Operation<C, T> operation) {
        if (!operation.isAnswer()) {
            CallLimiter.Permit permit = CallAccount.beginFree(ledger, call, target(call));
            try {
                return super.around(call, operation);
            } finally {
                permit.end(0);
            }
        }
        call.validate();
        CallAccount account = CallAccount.begin(ledger, call, target(call));
        T answer;
        try {
            answer = super.around(account.admitted(call), operation);
        } catch (Throwable e) {
            account.failed();
            throw e;
        }
        return accounted(answer, account);
    }

    @SuppressWarnings("unchecked") // an answer stays one of its kind
    private static <T> T accounted(T answer, CallAccount account) {
        if (answer instanceof LLMStream stream) {
            return (T) new LedgerStream(stream, account);
        }
        if (answer instanceof LLMResponse response) {
            return (T) account.answered(response);
        }
        return answer instanceof EmbeddingResponse response ? (T) account.answered(response) : answer;
    }

    private static final class LedgerStream extends ForwardingStream {
        private final CallAccount account;

        LedgerStream(LLMStream stream, CallAccount account) {
            super(stream);
            this.account = account;
        }

        @Override
        protected @Nullable StreamEvent next() {
            StreamEvent event = super.next();
            if (event instanceof StreamEvent.Text text) {
                account.written(text.text().length());
            } else if (event instanceof StreamEvent.Reasoning reasoning) {
                account.written(reasoning.text().length());
            } else if (event instanceof StreamEvent.ToolCallDelta call) {
                account.written(call.arguments().length());
            }
            return event;
        }

        @Override
        protected LLMResponse assemble() {
            return account.answered(super.assemble());
        }

        /** Settles the account when the stream fails, is abandoned or ends. */
        @Override
        protected void release() {
            super.release();
            account.failed();
        }
    }
}
