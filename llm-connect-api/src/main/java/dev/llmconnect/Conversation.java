package dev.llmconnect;

import dev.llmconnect.internal.PromptSize;
import dev.llmconnect.internal.Prompts;
import dev.llmconnect.spi.ForwardingStream;
import dev.llmconnect.structured.StructuredOutput;
import dev.llmconnect.structured.StructuredResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * A conversation with an adapter: keeps the turns, and sends those within its window with each new message. A turn is a user
 * message and everything up to the next one, so a tool call is never separated from its result. Failed turns are not kept, so the
 * same message can be sent again. Not thread-safe.
 *
 * <pre>{@code
 * Conversation chat = Conversation.with(adapter).system("You are a cook.").maxTurns(20);
 * chat.send("What can I make of leeks?").content();
 * chat.send("And without cream?").content();
 * }</pre>
 */
public final class Conversation {
    /** Default maximum number of turns: {@value}. */
    public static final int DEFAULT_MAX_TURNS = 1000;

    private final LLMAdapter adapter;
    private final List<Message> messages = new ArrayList<>();
    private List<Message> system = List.of();
    private RunConfig config = RunConfig.defaults();
    private int maxTurns = DEFAULT_MAX_TURNS;
    private long maxTokens = Long.MAX_VALUE;

    private Conversation(LLMAdapter adapter) {
        this.adapter = adapter;
    }

    /**
     * Creates an empty conversation.
     *
     * @param adapter adapter that answers; not closed by the conversation
     */
    public static Conversation with(LLMAdapter adapter) {
        return new Conversation(adapter);
    }

    /**
     * Sets the system message, which is never removed by the window. Default: none.
     *
     * @throws LLMInvalidRequestException if the text is empty
     */
    public Conversation system(String text) {
        system = List.of(Message.system(Prompts.required(text)));
        return this;
    }

    /** Sets the configuration of each call. Default: {@link RunConfig#defaults()}. */
    public Conversation config(RunConfig values) {
        config = values;
        return this;
    }

    /**
     * Sets the maximum number of turns, including the new one; older turns are removed. Default: {@value #DEFAULT_MAX_TURNS}.
     *
     * @throws IllegalArgumentException if {@code limit} is less than 1
     */
    public Conversation maxTurns(int limit) {
        maxTurns = (int) positive("maxTurns", limit);
        cut();
        return this;
    }

    /**
     * Sets the approximate maximum number of tokens of all turns; the latest turn is always kept. Default: no limit. Estimated as
     * one token per three bytes of text, and 1,000 per image or file.
     *
     * @throws IllegalArgumentException if {@code limit} is less than 1
     */
    public Conversation maxTokens(long limit) {
        maxTokens = positive("maxTokens", limit);
        cut();
        return this;
    }

    private static long positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, got " + value);
        }
        return value;
    }

    /** Adds earlier messages unchanged, for example of another conversation; a system message replaces the current one. */
    public Conversation add(List<Message> earlier) {
        for (Message message : earlier) {
            if (message.role().equals(Role.SYSTEM)) {
                system = List.of(message);
            } else {
                messages.add(message);
            }
        }
        cut();
        return this;
    }

    /**
     * Sends a user message and waits for the answer.
     *
     * @throws LLMInvalidRequestException if the text is empty
     * @throws LLMException if the call fails
     */
    public LLMResponse send(String text) {
        return send(Message.user(Prompts.required(text)));
    }

    /**
     * Sends a message, which may contain images or files, and waits for the answer.
     *
     * @throws LLMException if the call fails
     */
    public LLMResponse send(Message message) {
        LLMResponse answer = adapter.execute(request(message));
        keep(message, answer);
        return answer;
    }

    /**
     * Sends a user message and waits for an answer of a Java type; see {@link StructuredOutput}.
     *
     * @throws LLMException if the call fails
     * @throws IllegalArgumentException if the type has no JSON form
     */
    public <T> T send(String text, Class<T> type) {
        Message message = Message.user(Prompts.required(text));
        StructuredResponse<T> answer = StructuredOutput.of(type).execute(adapter, request(message));
        keep(message, answer.response());
        return answer.value();
    }

    /**
     * Sends a user message and returns the answer as a stream. The turn is kept when the stream has ended.
     *
     * @throws LLMException if the call fails before its first event
     */
    public LLMStream stream(String text) {
        Message message = Message.user(Prompts.required(text));
        return new ForwardingStream(adapter.stream(request(message))) {
            @Override
            protected LLMResponse assemble() {
                LLMResponse answer = super.assemble();
                keep(message, answer);
                return answer;
            }
        };
    }

    private LLMRequest request(Message next) {
        return LLMRequest.builder().messages(windowed(next)).config(config).build();
    }

    private List<Message> windowed(Message next) {
        List<Message> sent = new ArrayList<>(messages);
        sent.add(next);
        cut(sent);
        sent.addAll(0, system);
        return sent;
    }

    private void keep(Message asked, LLMResponse answer) {
        messages.add(asked);
        messages.add(answer.toMessage());
        cut();
    }

    private void cut() {
        cut(messages);
    }

    /** Removes the oldest turns until the rest fits into the window. */
    private void cut(List<Message> turns) {
        List<Integer> starts = new ArrayList<>();
        for (int i = 0; i < turns.size(); i++) {
            if (turns.get(i).role().equals(Role.USER)) {
                starts.add(i);
            }
        }
        int first = Math.max(0, starts.size() - maxTurns);
        while (first < starts.size() - 1
                && PromptSize.tokens(turns.subList(starts.get(first), turns.size())) > maxTokens) {
            first++;
        }
        if (first > 0) {
            turns.subList(0, starts.get(first)).clear();
        }
    }

    /** Returns a copy of the messages, the system message first. */
    public List<Message> messages() {
        List<Message> all = new ArrayList<>(system);
        all.addAll(messages);
        return List.copyOf(all);
    }

    /** Removes all turns, but not the system message. */
    public void clear() {
        messages.clear();
    }

    /** Returns the number of messages, never their content. */
    @Override
    public String toString() {
        return "Conversation[" + messages().size() + " message(s)]";
    }
}
