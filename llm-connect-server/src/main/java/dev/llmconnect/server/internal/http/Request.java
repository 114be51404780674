package dev.llmconnect.server.internal.http;

import dev.llmconnect.Cancellation;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A complete request. Immutable, but for the facts that are noted of it, and its body, which is read once. */
public final class Request {
    private static final String DEPTH = "x-llm-connect-depth";
    private static final int MOST_DEPTH_DIGITS = 9;

    private final String id;
    private final RequestHead head;
    private final Body body;
    private final long startNanos;
    private final CallFacts facts;
    private final Cancellation cancellation;
    private final Consumer<Duration> guard;
    private final Function<Throwable, LLMException> failures;

    /**
     * @param guard is told when the engine shall end the call by itself
     * @param failures is told why the call failed, and gives what the client may know of it
     */
    Request(
            String id,
            RequestHead head,
            Body body,
            long startNanos,
            CallFacts facts,
            Cancellation cancellation,
            Consumer<Duration> guard,
            Function<Throwable, LLMException> failures) {
        this.id = id;
        this.head = head;
        this.body = body;
        this.startNanos = startNanos;
        this.facts = facts;
        this.cancellation = cancellation;
        this.guard = guard;
        this.failures = failures;
    }

    /** The id of the call: the client's {@code X-Request-Id}, or a new one. */
    public String id() {
        return id;
    }

    /** The path without query, not decoded. */
    public String path() {
        return head.path();
    }

    /** The first header of that name, in any case. */
    public Optional<String> header(String name) {
        return head.values(name).stream().findFirst();
    }

    /**
     * The JSON object in the body; to be called once.
     *
     * @throws LLMInvalidRequestException when there is none; the message says where
     */
    public Map<String, @Nullable Object> json() {
        return body.json();
    }

    /** What is known of the call for its line in the log. */
    public CallFacts facts() {
        return facts;
    }

    /** Triggered when the client goes away. */
    public Cancellation cancellation() {
        return cancellation;
    }

    /**
     * A call with the facts that every door takes from the request in the same way: id, depth, cancellation, and the start of its
     * time, which is when the request was complete.
     *
     * @throws LLMInvalidRequestException when {@code X-LLM-Connect-Depth} is not a whole number of at least 0
     */
    public LLMRequest.Builder newCall() {
        return begun(LLMRequest.builder());
    }

    /**
     * A call for embeddings, with the same facts as {@link #newCall()}.
     *
     * @throws LLMInvalidRequestException when {@code X-LLM-Connect-Depth} is not a whole number of at least 0
     */
    public EmbeddingRequest.Builder newEmbedding() {
        return begun(EmbeddingRequest.builder());
    }

    private <B extends LLMCall.Builder<B>> B begun(B call) {
        return call.requestId(id).depth(depth()).cancellation(cancellation).startNanos(startNanos);
    }

    /** Lets the engine answer {@code provider_timeout} by itself should the call run on a good deal longer than this. */
    public void endWithin(Duration timeout) {
        guard.accept(timeout);
    }

    /** Notes a failure in the middle of a stream, and gives what the client may know of it. */
    public LLMException failure(Throwable cause) {
        return failures.apply(cause);
    }

    private int depth() {
        List<String> values = head.values(DEPTH);
        if (values.isEmpty()) {
            return 0;
        }
        String text = values.get(0).strip();
        boolean number = !text.isEmpty()
                && text.length() <= MOST_DEPTH_DIGITS
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (values.size() > 1 || !number) {
            throw new LLMInvalidRequestException(
                    "the header X-LLM-Connect-Depth must be one whole number of at least 0");
        }
        return Integer.parseInt(text);
    }
}
