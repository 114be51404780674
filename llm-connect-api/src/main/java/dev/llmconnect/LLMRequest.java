package dev.llmconnect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One call: what is asked, with which values, and the call's own facts (id, depth, deadline, cancellation). Immutable and
 * thread-safe. A decorator narrows it with {@link #toBuilder()} and passes the narrower one on.
 */
public final class LLMRequest {
    private final List<Message> messages;
    private final RunConfig config;
    private final List<Tool> tools;
    private final @Nullable ToolChoice toolChoice;
    private final @Nullable ResponseFormat responseFormat;
    private final WireFields wireFields;
    private final String requestId;
    private final int depth;
    private final Cancellation cancellation;
    private final Attempts attempts;
    private final Ticker ticker;
    private final long startNanos;
    private final @Nullable Deadline outerDeadline;

    private LLMRequest(Builder builder) {
        messages = List.copyOf(builder.messages);
        config = builder.config;
        tools = List.copyOf(builder.tools);
        toolChoice = builder.toolChoice;
        responseFormat = builder.responseFormat;
        wireFields = builder.wireFields;
        requestId = builder.requestId != null
                ? builder.requestId
                : UUID.randomUUID().toString();
        depth = builder.depth;
        cancellation = builder.cancellation;
        attempts = builder.attempts;
        ticker = builder.ticker;
        startNanos = builder.startNanos != null ? builder.startNanos : ticker.nanos();
        outerDeadline = builder.outerDeadline;
    }

    /** One user message with nothing set. */
    public static LLMRequest of(String prompt) {
        return of(prompt, RunConfig.defaults());
    }

    /** One user message. */
    public static LLMRequest of(String prompt, RunConfig config) {
        return builder().prompt(prompt).config(config).build();
    }

    /** Starts with no message. */
    public static Builder builder() {
        return new Builder();
    }

    /** The conversation; a prompt is one user message. */
    public List<Message> messages() {
        return messages;
    }

    /** The values of the call. */
    public RunConfig config() {
        return config;
    }

    /** The tools the model may call. */
    public List<Tool> tools() {
        return tools;
    }

    /** Whether it may, must or must not call one. */
    public Optional<ToolChoice> toolChoice() {
        return Optional.ofNullable(toolChoice);
    }

    /** The form the answer shall have. */
    public Optional<ResponseFormat> responseFormat() {
        return Optional.ofNullable(responseFormat);
    }

    /** Further fields that only one wire format knows. */
    public WireFields wireFields() {
        return wireFields;
    }

    /** Further fields of the body that only the wire format of that name knows; sent by its adapters, as they are. */
    public Map<String, Object> wireFields(String wire) {
        return wireFields.of(wire);
    }

    /** The id of the call, in the answer, in the log, and on the way to a nested server. */
    public String requestId() {
        return requestId;
    }

    /** How deep this call is nested: 0 from outside, one more for each nested call. */
    public int depth() {
        return depth;
    }

    /** Triggered when the caller has gone away. */
    public Cancellation cancellation() {
        return cancellation;
    }

    /** What was tried for this call so far; shared with every copy of this request. */
    public Attempts attempts() {
        return attempts;
    }

    /** The source of time of this call. */
    public Ticker ticker() {
        return ticker;
    }

    /** When the call must have ended: its start plus {@link RunConfig#timeout()}, or a nearer moment that was set from outside. */
    public Deadline deadline() {
        Deadline own = Deadline.at(startNanos, config.timeout(), ticker);
        return outerDeadline == null ? own : own.earlier(outerDeadline);
    }

    /**
     * To be called before anything is spent.
     *
     * @throws LLMBudgetExceededException when the call is nested deeper than {@link RunConfig#maxDepth()}
     * @throws LLMTimeoutException when its deadline has passed
     * @throws LLMCancelledException when its caller has gone away
     * @throws LLMInvalidRequestException when there is no message
     */
    public void checkBeforeSpending() {
        if (messages.isEmpty()) {
            throw new LLMInvalidRequestException("a request needs at least one message");
        }
        config.maxDepth().filter(limit -> depth > limit).ifPresent(limit -> {
            throw new LLMBudgetExceededException(
                    "the call is nested " + depth + " deep, and max_depth allows " + limit);
        });
        cancellation.throwIfCancelled();
        if (deadline().expired()) {
            throw new LLMTimeoutException("the deadline passed before the provider was asked (timeout "
                    + config.timeout().toSeconds() + " s)");
        }
    }

    /** A builder that starts as a copy of this request, with the same id, start, cancellation and attempts. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.messages.addAll(messages);
        builder.config = config;
        builder.tools.addAll(tools);
        builder.toolChoice = toolChoice;
        builder.responseFormat = responseFormat;
        builder.wireFields = wireFields;
        builder.requestId = requestId;
        builder.depth = depth;
        builder.cancellation = cancellation;
        builder.attempts = attempts;
        builder.ticker = ticker;
        builder.startNanos = startNanos;
        builder.outerDeadline = outerDeadline;
        return builder;
    }

    /** Names the call, never what is asked. */
    @Override
    public String toString() {
        return "LLMRequest[" + requestId + ", " + messages.size() + " message(s), depth " + depth + "]";
    }

    /** Sets the parts of a request. Not thread-safe. */
    public static final class Builder {
        private final List<Message> messages = new ArrayList<>();
        private RunConfig config = RunConfig.defaults();
        private final List<Tool> tools = new ArrayList<>();
        private @Nullable ToolChoice toolChoice;
        private @Nullable ResponseFormat responseFormat;
        private WireFields wireFields = WireFields.NONE;
        private @Nullable String requestId;
        private int depth;
        private Cancellation cancellation = new Cancellation();
        private Attempts attempts = new Attempts();
        private Ticker ticker = Ticker.system();
        private @Nullable Long startNanos;
        private @Nullable Deadline outerDeadline;

        private Builder() {}

        /** Adds a user message. */
        public Builder prompt(String text) {
            return message(Message.user(text));
        }

        /** Adds a message. */
        public Builder message(Message message) {
            messages.add(message);
            return this;
        }

        /** Replaces the conversation. */
        public Builder messages(List<Message> conversation) {
            messages.clear();
            messages.addAll(conversation);
            return this;
        }

        /** The values of the call; nothing set by default. */
        public Builder config(RunConfig values) {
            config = values;
            return this;
        }

        /** Replaces the tools the model may call; none by default. */
        public Builder tools(List<Tool> available) {
            tools.clear();
            tools.addAll(available);
            return this;
        }

        /** Whether a tool may, must or must not be called; the model decides by default. */
        public Builder toolChoice(@Nullable ToolChoice choice) {
            toolChoice = choice;
            return this;
        }

        /** The form of the answer; text by default. */
        public Builder responseFormat(@Nullable ResponseFormat format) {
            responseFormat = format;
            return this;
        }

        /** Replaces the fields that only one wire format knows; none by default. */
        public Builder wireFields(WireFields fields) {
            wireFields = fields;
            return this;
        }

        /** Fields that only the wire format of that name knows, and that change the answer. */
        public Builder wireFields(String wire, Map<String, Object> fields) {
            return wireFields(wireFields.with(wire, fields));
        }

        /** The id of the call; a random one by default. */
        public Builder requestId(String id) {
            requestId = id;
            return this;
        }

        /** How deep the call is nested; 0 by default. */
        public Builder depth(int nesting) {
            depth = nesting;
            return this;
        }

        /** What tells that the caller has gone; one of its own by default. */
        public Builder cancellation(Cancellation shared) {
            cancellation = shared;
            return this;
        }

        /** The source of time; the JVM's by default. */
        public Builder ticker(Ticker source) {
            ticker = source;
            return this;
        }

        /** When the call began, in nanoseconds of its ticker; by default when the request is built. */
        public Builder startNanos(long nanos) {
            startNanos = nanos;
            return this;
        }

        /** Ends the call no later than this; to narrow a call to one attempt, or to pass an outer call's deadline on. */
        public Builder deadline(Deadline latest) {
            outerDeadline = outerDeadline == null ? latest : outerDeadline.earlier(latest);
            return this;
        }

        /** The request. Its time starts now, unless it is the copy of one that has started. */
        public LLMRequest build() {
            return new LLMRequest(this);
        }
    }
}
