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
 * A value as the model writes it: each step of the iteration is a new value that holds more. What is not there yet is {@code null}, an
 * empty list or {@code Optional}, 0 or false; a text grows. A value that the constructor of its record refuses is left out. To be used by
 * one thread, once; {@link #close()} may be called from any thread and cancels the call.
 *
 * <pre>{@code
 * try (StructuredStream<Recipe> stream = adapter.stream("A recipe for soup", Recipe.class)) {
 *     for (Recipe soFar : stream) show(soFar);
 *     Recipe whole = stream.value();
 * }
 * }</pre>
 *
 * @param <T> the type that was asked for
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
     * The values so far, once; two that follow each other differ. The iterator throws an {@link LLMException} when the stream fails.
     *
     * @throws IllegalStateException when asked for a second time
     */
    @Override
    public Iterator<T> iterator() {
        return new Values(stream.iterator());
    }

    /**
     * The whole value, validated; asks for a repair where it is wrong. Values that were not read are skipped.
     *
     * @throws StructuredOutputException when the answer is wrong and stays so
     * @throws LLMException when the stream failed
     */
    public T value() {
        return response().value();
    }

    /**
     * The whole value with the answer it was read from.
     *
     * @throws StructuredOutputException when the answer is wrong and stays so
     * @throws LLMException when the stream failed
     */
    public StructuredResponse<T> response() {
        StructuredResponse<T> known = completed;
        if (known == null) {
            known = output.completed(adapter, request, stream.response());
            completed = known;
        }
        return known;
    }

    /** Ends the call, if it still runs. Idempotent; throws nothing. */
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
