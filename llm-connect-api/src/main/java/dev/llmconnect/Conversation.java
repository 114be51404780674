package dev.llmconnect;

import dev.llmconnect.internal.PromptSize;
import dev.llmconnect.internal.Prompts;
import dev.llmconnect.spi.ForwardingStream;
import dev.llmconnect.structured.StructuredOutput;
import dev.llmconnect.structured.StructuredResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * A conversation with an adapter: it keeps the turns, and sends those of its window along with each new message. A turn is a message of the
 * user and everything up to the next one, so a tool call is never cut from its result. What fails is not kept: the same message can be sent
 * again. To be used by one thread at a time.
 *
 * <pre>{@code
 * Conversation chat = Conversation.with(adapter).system("You are a cook.").maxTurns(20);
 * chat.send("What can I make of leeks?").content();
 * chat.send("And without cream?").content();
 * }</pre>
 */
public final class Conversation {
    /** The most turns that are kept unless something else is said: {@value}. */
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
     * An empty conversation.
     *
     * @param adapter answers; not closed by the conversation
     */
    public static Conversation with(LLMAdapter adapter) {
        return new Conversation(adapter);
    }

    /**
     * Sets the instructions above the conversation, which no window cuts; none by default.
     *
     * @throws LLMInvalidRequestException when the text is empty
     */
    public Conversation system(String text) {
        system = List.of(Message.system(Prompts.required(text)));
        return this;
    }

    /** Sets the values of each call; none by default. */
    public Conversation config(RunConfig values) {
        config = values;
        return this;
    }

    /**
     * Keeps this many turns, the new one included, and forgets older ones; {@value #DEFAULT_MAX_TURNS} by default.
     *
     * @throws IllegalArgumentException when it is less than 1
     */
    public Conversation maxTurns(int limit) {
        maxTurns = (int) positive("maxTurns", limit);
        cut();
        return this;
    }

    /**
     * Keeps the turns that together have at most about this many tokens, the newest one in any case; no limit by default. The size is an
     * estimate: a token for three bytes of text, and a thousand for an image or a file.
     *
     * @throws IllegalArgumentException when it is less than 1
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

    /** Adds messages as they were said, for example those of an earlier conversation; a system message replaces the instructions. */
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
     * Says something and waits for the answer.
     *
     * @throws LLMInvalidRequestException when the text is empty
     * @throws LLMException when it cannot be answered
     */
    public LLMResponse send(String text) {
        return send(Message.user(Prompts.required(text)));
    }

    /**
     * Says something, with images or files, and waits for the answer.
     *
     * @throws LLMException when it cannot be answered
     */
    public LLMResponse send(Message message) {
        LLMResponse answer = adapter.execute(request(message));
        keep(message, answer);
        return answer;
    }

    /**
     * Says something and waits for an answer of a Java type, as {@link StructuredOutput} says.
     *
     * @throws LLMException when it cannot be answered
     * @throws IllegalArgumentException when the type has no JSON form
     */
    public <T> T send(String text, Class<T> type) {
        Message message = Message.user(Prompts.required(text));
        StructuredResponse<T> answer = StructuredOutput.of(type).execute(adapter, request(message));
        keep(message, answer.response());
        return answer.value();
    }

    /**
     * Says something and gives the answer as it is written. The turn is kept when the stream has ended.
     *
     * @throws LLMException when the call fails before its first event
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

    /** Removes turns from the beginning until the window holds the rest. */
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

    /** The conversation so far, its instructions first. A copy. */
    public List<Message> messages() {
        List<Message> all = new ArrayList<>(system);
        all.addAll(messages);
        return List.copyOf(all);
    }

    /** Forgets all turns and keeps the instructions. */
    public void clear() {
        messages.clear();
    }

    /** Counts the messages, and shows none. */
    @Override
    public String toString() {
        return "Conversation[" + messages().size() + " message(s)]";
    }
}
