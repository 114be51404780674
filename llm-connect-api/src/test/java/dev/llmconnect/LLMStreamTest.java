package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.spi.AbstractLLMStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LLMStreamTest {
    private static final LLMResponse ANSWER = LLMResponse.builder()
            .content("Hello")
            .reasoning("greet back")
            .toolCalls(List.of(ToolCall.of("1", "wave", Map.of(), "{}")))
            .build();

    private static final class Scripted extends AbstractLLMStream {
        private final Iterator<StreamEvent> events;
        private final @Nullable LLMException end;
        private int releases;

        Scripted(@Nullable LLMException end, StreamEvent... events) {
            this.events = List.of(events).iterator();
            this.end = end;
        }

        @Override
        protected @Nullable StreamEvent next() {
            if (events.hasNext()) {
                return events.next();
            }
            if (end != null) {
                throw end;
            }
            return null;
        }

        @Override
        protected LLMResponse assemble() {
            return ANSWER;
        }

        @Override
        protected void release() {
            releases++;
        }
    }

    @Test
    void everyAdapterCanStreamByDefault() {
        LLMAdapter adapter = new LLMAdapter() {
            @Override
            public String provider() {
                return "fixed";
            }

            @Override
            public LLMResponse execute(LLMRequest request) {
                return ANSWER;
            }
        };

        try (LLMStream stream = adapter.stream(LLMRequest.of("Hi"))) {
            List<StreamEvent> events = new ArrayList<>();
            stream.forEach(events::add);
            assertThat(events.get(0))
                    .isInstanceOfSatisfying(
                            StreamEvent.Start.class,
                            start -> assertThat(start.soFar().model()).isEqualTo(ANSWER.model()));
            assertThat(events)
                    .contains(
                            new StreamEvent.Reasoning("greet back"),
                            new StreamEvent.Text("Hello"),
                            new StreamEvent.ToolCallDelta(0, "1", "wave", "{}"));
            assertThat(stream.response()).isSameAs(ANSWER);
        }
    }

    @Test
    void theResponsePullsWhatWasNotPulled() {
        Scripted stream = new Scripted(null, new StreamEvent.Text("Hel"), new StreamEvent.Text("lo"));

        assertThat(stream.response()).isSameAs(ANSWER);
        assertThat(stream.releases).isEqualTo(1);
        stream.close();
        assertThat(stream.releases).isEqualTo(1);
    }

    @Test
    void aStreamIsReadOnce() {
        Scripted stream = new Scripted(null, new StreamEvent.Text("Hello"));
        assertThat(stream).hasSize(1);

        assertThatThrownBy(stream::iterator).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aStreamThatFailsInTheMiddleIsNeverAShortSuccess() {
        LLMApiException cut = new LLMApiException("cut");
        Scripted stream = new Scripted(cut, new StreamEvent.Text("Hel"));
        Iterator<StreamEvent> events = stream.iterator();

        assertThat(events.next()).isEqualTo(new StreamEvent.Text("Hel"));
        assertThatThrownBy(events::hasNext).isSameAs(cut);
        assertThatThrownBy(stream::response).isSameAs(cut);
        assertThat(stream.releases).isEqualTo(1);
    }

    @Test
    void closingBeforeTheEndReleasesAndEndsTheReader() {
        Scripted stream = new Scripted(null, new StreamEvent.Text("Hel"), new StreamEvent.Text("lo"));
        Iterator<StreamEvent> events = stream.iterator();
        events.next();

        stream.close();

        assertThatThrownBy(events::hasNext).isInstanceOf(LLMCancelledException.class);
        assertThat(stream.releases).isEqualTo(1);
    }

    @Test
    void aWholeAnswersPartsKeepTheirOrderAndWhatDeltasCannotSay() {
        ContentPart.Reasoning signed = ContentPart.Reasoning.of("hm", "proof", Map.of());
        ContentPart.Opaque own = new ContentPart.Opaque("w", Map.of("type", "search"));
        ToolCall call = ToolCall.of("1", "t", Map.of(), "{}").withExtras(Map.of("mark", 1));
        ContentPart.Text hello = new ContentPart.Text("Hello");
        ContentPart.Hint hint = new ContentPart.Hint("w", Map.of("cited", true));
        LLMResponse answer = LLMResponse.builder()
                .parts(List.of(signed, own, hello, hint, call))
                .build();

        List<StreamEvent> events = new ArrayList<>();
        LLMStream.of(answer).forEach(events::add);
        assertThat(events.subList(1, events.size()))
                .containsExactly(
                        new StreamEvent.Reasoning("hm"),
                        new StreamEvent.PartEnd(List.of(signed)),
                        new StreamEvent.PartEnd(List.of(own)),
                        new StreamEvent.Text("Hello"),
                        new StreamEvent.PartEnd(List.of(hello, hint)),
                        new StreamEvent.ToolCallDelta(0, "1", "t", "{}", Map.of("mark", 1)),
                        new StreamEvent.PartEnd(List.of(call)));
    }
}
