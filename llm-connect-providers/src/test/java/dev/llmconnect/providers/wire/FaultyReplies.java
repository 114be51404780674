package dev.llmconnect.providers.wire;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.formats.chat.ChatDialect;
import dev.llmconnect.formats.chat.ChatWire;
import dev.llmconnect.formats.messages.MessagesWire;
import dev.llmconnect.formats.wire.Wire;
import dev.llmconnect.providers.TestAdapters;
import dev.llmconnect.providers.anthropic.MessagesFormat;
import dev.llmconnect.testkit.Answer;
import dev.llmconnect.testkit.ChatFormat;
import dev.llmconnect.testkit.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** The wires and the ways to ask, of which each fault is tried with all. */
final class FaultyReplies {
    private static final List<String> WORDS =
            IntStream.rangeClosed(1, 60).mapToObj(i -> "word" + i + " ").toList();
    /** What a healthy provider answers. */
    static final String WHOLE = String.join("", WORDS);

    private static final Answer ANSWER = new Answer("faulty-1", WORDS, 7, 60);

    private FaultyReplies() {}

    /** How a provider writes. */
    enum Format {
        CHAT {
            @Override
            Wire wire() {
                return new ChatWire(ChatDialect.OPENAI);
            }

            @Override
            Reply healthy(Asked asked) {
                return asked == Asked.STREAM ? ChatFormat.stream(ANSWER) : ChatFormat.answer(ANSWER);
            }

            @Override
            Reply error(int status) {
                return ChatFormat.error(status, "something is wrong");
            }

            @Override
            Reply withReset(Reply reply) {
                return reply.header("x-ratelimit-remaining-requests", "0").header("x-ratelimit-reset-requests", "2s");
            }
        },
        MESSAGES {
            @Override
            Wire wire() {
                return new MessagesWire();
            }

            @Override
            Reply healthy(Asked asked) {
                return asked == Asked.STREAM ? MessagesFormat.stream(ANSWER) : MessagesFormat.answer(ANSWER);
            }

            @Override
            Reply error(int status) {
                return MessagesFormat.error(status, "something is wrong");
            }

            @Override
            Reply withReset(Reply reply) {
                return reply.header("Date", "Sun, 06 Nov 1994 08:49:37 GMT")
                        .header("anthropic-ratelimit-tokens-remaining", "0")
                        .header("anthropic-ratelimit-tokens-reset", "1994-11-06T08:49:39Z");
            }
        };

        abstract Wire wire();

        abstract Reply healthy(Asked asked);

        abstract Reply error(int status);

        /** With the provider's own header that names a pause of two seconds. */
        abstract Reply withReset(Reply reply);

        LLMAdapter adapter(URI url) {
            return TestAdapters.limited(wire(), url.toString(), Duration.ofSeconds(5), Duration.ofSeconds(20));
        }
    }

    /** The two ways to ask. */
    enum Asked {
        WHOLE {
            @Override
            LLMResponse of(LLMAdapter adapter, LLMRequest request) {
                return adapter.execute(request);
            }
        },
        STREAM {
            @Override
            LLMResponse of(LLMAdapter adapter, LLMRequest request) {
                try (LLMStream stream = adapter.stream(request)) {
                    return stream.response();
                }
            }
        };

        abstract LLMResponse of(LLMAdapter adapter, LLMRequest request);
    }
}
