package dev.llmconnect.providers.wire;

import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.formats.framing.Frame;
import dev.llmconnect.formats.framing.FrameReader;
import dev.llmconnect.formats.json.JsonException;
import dev.llmconnect.formats.wire.StreamDecoder;
import dev.llmconnect.formats.wire.WireCall;
import dev.llmconnect.internal.MemoryBudget;
import dev.llmconnect.internal.MemoryLease;
import dev.llmconnect.providers.http.HttpExchange;
import dev.llmconnect.spi.AbstractLLMStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads frames from an open exchange and gives what the decoder makes of them. */
final class WireStream extends AbstractLLMStream {
    private enum State {
        WAITING,
        READING,
        RELEASED
    }

    /** Events by whose name the provider says that it failed. */
    private static final Pattern FAILED = Pattern.compile("error|fail|exception", Pattern.CASE_INSENSITIVE);

    /** While an event is read: its bytes once more, and a string of them. */
    private static final long PARSED_COPIES = 2;

    /** What is kept of a text: in the answer, and by those who watch it. */
    private static final long TEXT_COPIES = 2;

    /**
     * What a frame with a few letters of text repeats and nobody keeps: ids, the model, names of fields. 330 bytes at OpenRouter, 310 at OpenAI.
     * A frame with more than that is counted whole.
     */
    private static final int MAX_ENVELOPE_BYTES = 384;

    private final HttpExchange exchange;
    private final FrameReader frames;
    private final StreamDecoder decoder;
    private final WireCall call;
    private final UnaryOperator<LLMResponse> complete;
    private final Deque<StreamEvent> ready = new ArrayDeque<>();
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    /** Of the frame that is read. */
    private int textLength;

    private boolean begun;
    private boolean ended;

    WireStream(
            HttpExchange exchange,
            FrameReader frames,
            StreamDecoder decoder,
            WireCall call,
            UnaryOperator<LLMResponse> complete) {
        this.exchange = exchange;
        this.frames = frames;
        this.decoder = decoder;
        this.call = call;
        this.complete = complete;
    }

    @Override
    protected @Nullable StreamEvent next() {
        if (!state.compareAndSet(State.WAITING, State.READING)) {
            throw new LLMCancelledException("the stream was closed before its end");
        }
        try {
            while (ready.isEmpty() && !ended) {
                read();
            }
            return ready.poll();
        } catch (JsonException e) {
            exchange.distrust();
            throw call.failures().malformed(e);
        } catch (IOException e) {
            if (isClosed()) {
                throw new LLMCancelledException("the stream was closed before its end");
            }
            throw call.failures().unreachable(e, call.request());
        } finally {
            if (!state.compareAndSet(State.READING, State.WAITING)) {
                // Closed while this thread was reading: the body is closed by the one who read it.
                exchange.close();
            }
        }
    }

    private void read() throws IOException {
        Frame frame = frames.next();
        if (frame != null && !isLast(frame)) {
            return;
        }
        ended = true;
        if (!decoder.finish(this::give)) {
            exchange.distrust();
            throw call.failures().truncated("the stream ended without an end marker");
        }
        ready.addAll(call.endOfStream());
    }

    private boolean isLast(Frame frame) {
        if (frame.type().equals("error")) {
            // Whatever the data are: many gateways write a sentence.
            exchange.distrust();
            throw call.failures().reported(frame);
        }
        textLength = 0;
        int size = frame.data().size();
        boolean isEnd;
        try (MemoryLease tree = new MemoryLease(MemoryBudget.shared())) {
            tree.use(PARSED_COPIES * size + AnswerWeight.of(frame.data()));
            isEnd = decoder.accept(frame, this::give);
        } catch (JsonException e) {
            exchange.distrust();
            throw FAILED.matcher(frame.type()).find()
                    ? call.failures().reported(frame)
                    : call.failures().malformed(frame, e);
        }
        boolean isText = textLength > 0 && size - textLength <= MAX_ENVELOPE_BYTES;
        exchange.use(isText ? TEXT_COPIES * textLength : size);
        return isEnd;
    }

    /** Length of what an event adds to the text of the answer. */
    private static int textLength(StreamEvent event) {
        if (event instanceof StreamEvent.Text text) {
            return text.text().length();
        }
        if (event instanceof StreamEvent.Reasoning reasoning) {
            return reasoning.text().length();
        }
        if (event instanceof StreamEvent.Refusal refusal) {
            return refusal.text().length();
        }
        return event instanceof StreamEvent.ToolCallDelta call
                ? call.arguments().length()
                : 0;
    }

    /** Before the first event of the answer it is said who answers, also where the provider does not say it. */
    private void give(StreamEvent event) {
        textLength += textLength(event);
        boolean isFirst = !begun;
        begun = true;
        if (isFirst && event instanceof StreamEvent.Start start) {
            ready.add(new StreamEvent.Start(complete.apply(start.soFar())));
            return;
        }
        if (isFirst) {
            ready.add(new StreamEvent.Start(complete.apply(LLMResponse.builder().build())));
        }
        call.named(event).ifPresent(ready::add);
    }

    @Override
    protected LLMResponse assemble() {
        return complete.apply(decoder.assemble());
    }

    @Override
    protected void release() {
        State before = state.getAndSet(State.RELEASED);
        if (before == State.READING || !ended) {
            exchange.cancel();
        }
        if (before != State.READING) {
            exchange.close();
        }
    }
}
