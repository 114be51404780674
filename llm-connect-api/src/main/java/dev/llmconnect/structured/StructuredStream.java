package dev.llmconnect.structured;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Partial values of an answer as the model generates it. Missing values are {@code null}, an empty list or {@code Optional}, 0 or
 * false; strings grow. Values rejected by a record's constructor are skipped. Single use and confined to one thread, except that
 * {@link #close()} may be called from any thread and cancels the call.
 *
 * <pre>{@code
 * try (StructuredStream<Recipe> stream = adapter.stream("A recipe for soup", Recipe.class)) {
 *     for (Recipe soFar : stream) show(soFar);
 *     Recipe whole = stream.value();
 * }
 * }</pre>
 *
 * @param <T> requested type
 */
public final class StructuredStream<T> implements Iterable<T>, AutoCloseable {
    private final StructuredOutput<T> output;
    private final LLMAdapter adapter;
    private final LLMRequest request;
    private final LLMStream stream;
    private @Nullable StructuredResponse<T> completed;

    StructuredStream(StructuredOutput<T> output, LLMAdapter adapter, LLMRequest request, LLMStream stream) {
        this.output = output;
        this.adapter = adapter;
        this.request = request;
        this.stream = stream;
    }

    /**
     * Returns the partial values; consecutive values differ. Callable once. The iterator throws an {@link LLMException} if the
     * stream fails.
     *
     * @throws IllegalStateException on a second invocation
     */
    @Override
    public Iterator<T> iterator() {
        return new Values(stream.iterator());
    }

    /**
     * Returns the complete, validated value; requests a repair if it is invalid. Skips partial values not read.
     *
     * @throws StructuredOutputException if the answer remains invalid
     * @throws LLMException if the stream fails
     */
    public T value() {
        return response().value();
    }

    /**
     * Returns the complete value with the answer it was parsed from.
     *
     * @throws StructuredOutputException if the answer remains invalid
     * @throws LLMException if the stream fails
     */
    public StructuredResponse<T> response() {
        StructuredResponse<T> known = completed;
        if (known == null) {
            known = output.completed(adapter, request, stream.response());
            completed = known;
        }
        return known;
    }

    /** Cancels the call if it is still running. Idempotent; throws nothing. */
    @Override
    public void close() {
        stream.close();
    }

    private final class Values implements Iterator<T> {
        private final Iterator<StreamEvent> events;
        private final StringBuilder text = new StringBuilder();
        private Optional<T> ahead = Optional.empty();
        private @Nullable T last;

        Values(Iterator<StreamEvent> events) {
            this.events = events;
        }

        @Override
        public boolean hasNext() {
            while (ahead.isEmpty() && events.hasNext()) {
                if (events.next() instanceof StreamEvent.Text more
                        && !more.text().isEmpty()) {
                    text.append(more.text());
                    ahead = output.readPartial(text.toString()).filter(value -> !Objects.equals(value, last));
                }
            }
            return ahead.isPresent();
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            T value = ahead.orElseThrow();
            last = value;
            ahead = Optional.empty();
            return value;
        }
    }
}
