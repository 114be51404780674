package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmconnect.StreamEvent.Reasoning;
import dev.llmconnect.StreamEvent.Refusal;
import dev.llmconnect.StreamEvent.Start;
import dev.llmconnect.StreamEvent.Text;
import dev.llmconnect.StreamEvent.ToolCallDelta;
import dev.llmconnect.spi.AbstractLLMStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsistentStreamTest {
    private static final LLMResponse WHOLE = LLMResponse.builder()
            .reasoning("hm")
            .content("Hello")
            .refusal("no")
            .toolCalls(List.of(ToolCall.of("1", "f", Map.of("a", 1L)), ToolCall.of("2", "g", Map.of())))
            .build();

    /** As any caller has it: through the checks that every adapter gets. */
    private static List<StreamEvent> read(LLMResponse whole, StreamEvent... events) {
        LLMAdapter adapter = CheckedAdapter.of(new LLMAdapter() {
            @Override
            public String provider() {
                return "plugin";
            }

            @Override
            public LLMResponse execute(LLMRequest request) {
                return whole;
            }

            @Override
            public LLMStream stream(LLMRequest request) {
                Iterator<StreamEvent> given = List.of(events).iterator();
                return new AbstractLLMStream() {
                    @Override
                    protected StreamEvent next() {
                        return given.hasNext() ? given.next() : null;
                    }

                    @Override
                    protected LLMResponse assemble() {
                        return whole;
                    }

                    @Override
                    protected void release() {}
                };
            }
        });
        List<StreamEvent> read = new ArrayList<>();
        try (LLMStream stream = adapter.stream(LLMRequest.of("Hi"))) {
            stream.forEach(read::add);
            assertThat(stream.response().content()).isEqualTo(whole.content());
        }
        read.removeIf(Start.class::isInstance);
        return read;
    }

    private static void assertDiffers(String what, StreamEvent... events) {
        LLMApiException e = catchThrowableOfType(LLMApiException.class, () -> read(WHOLE, events));
        assertThat(e.reason()).isEqualTo(FailureReason.MALFORMED);
        assertThat(e).hasMessageContaining("plugin").hasMessageContaining(what);
    }

    @Test
    void eventsThatSayTheWholeAnswerPass() {
        StreamEvent[] events = {
            new Reasoning("h"),
            new Reasoning("m"),
            new Text("Hel"),
            new Text("lo"),
            new Refusal("no"),
            new ToolCallDelta(0, "1", "f", "{\"a\""),
            new ToolCallDelta(1, "2", "g", "{}"),
            new ToolCallDelta(0, null, null, ":1}")
        };
        assertThat(read(WHOLE, events)).containsExactly(events);
    }

    @Test
    void whatCameInNoEventIsToldBeforeTheEnd() {
        assertThat(read(WHOLE, new Text("Hel"), new ToolCallDelta(0, "1", "f", "")))
                .containsExactly(
                        new Text("Hel"),
                        new ToolCallDelta(0, "1", "f", ""),
                        new Reasoning("hm"),
                        new Text("lo"),
                        new Refusal("no"),
                        new ToolCallDelta(0, null, null, "{\"a\":1}"),
                        new ToolCallDelta(1, "2", "g", "{}"));
    }

    @Test
    void eventsThatSayOtherThanTheWholeAnswerAreAFailure() {
        assertDiffers("text", new Text("Hallo"));
        assertDiffers("text", new Text("Hello and more"));
        assertDiffers("reasoning", new Reasoning("ah"));
        assertDiffers("refusal", new Refusal("yes"));
        assertDiffers("arguments", new ToolCallDelta(0, "1", "f", "{\"b\""));
        assertDiffers("tool calls", new ToolCallDelta(0, "other", "f", ""));
        assertDiffers("tool calls", new ToolCallDelta(0, "1", "other", ""));
        assertDiffers(
                "tool calls",
                new ToolCallDelta(0, "1", "f", ""),
                new ToolCallDelta(1, "2", "g", ""),
                new ToolCallDelta(2, "3", "h", ""));
    }
}
