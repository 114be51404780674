package dev.llmconnect.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMResponse;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.StreamEvent.PartEnd;
import dev.llmconnect.StreamEvent.Reasoning;
import dev.llmconnect.StreamEvent.Refusal;
import dev.llmconnect.StreamEvent.Text;
import dev.llmconnect.StreamEvent.ToolCallDelta;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class SurrogatePairsTest {
    private static final String HIGH = "\uD83D";
    private static final String LOW = "\uDE00";

    private static List<StreamEvent> read(StreamEvent... events) {
        Iterator<StreamEvent> given = List.of(events).iterator();
        AbstractLLMStream stream = new AbstractLLMStream() {
            @Override
            protected StreamEvent next() {
                return given.hasNext() ? given.next() : null;
            }

            @Override
            protected LLMResponse assemble() {
                return LLMResponse.builder().build();
            }

            @Override
            protected void release() {}
        };
        List<StreamEvent> read = new ArrayList<>();
        stream.forEach(read::add);
        return read;
    }

    @Test
    void aCharacterWhoseHalvesComeInTwoDeltasIsInOne() {
        assertThat(read(new Text("a" + HIGH), new Text(LOW + "b"))).containsExactly(new Text("a"), new Text("😀b"));
        assertThat(read(new Reasoning(HIGH), new Reasoning(LOW))).containsExactly(new Reasoning("😀"));
        assertThat(read(new Refusal("x" + HIGH), new Refusal(LOW + HIGH), new Refusal(LOW)))
                .containsExactly(new Refusal("x"), new Refusal("😀"), new Refusal("😀"));
    }

    @Test
    void argumentsOfEachCallAreJoinedWithTheirOwn() {
        assertThat(read(
                        new ToolCallDelta(0, "c", "f", "{\"a\":\"" + HIGH),
                        new ToolCallDelta(0, null, null, LOW + "\"}")))
                .containsExactly(
                        new ToolCallDelta(0, "c", "f", "{\"a\":\""), new ToolCallDelta(0, null, null, "😀\"}"));
        assertThat(read(new ToolCallDelta(0, "c", "f", HIGH), new ToolCallDelta(1, "d", "g", LOW)))
                .containsExactly(
                        new ToolCallDelta(0, "c", "f", ""),
                        new ToolCallDelta(0, null, null, HIGH),
                        new ToolCallDelta(1, "d", "g", LOW));
    }

    @Test
    void aHalfWithoutTheOtherIsNotLost() {
        assertThat(read(new Text("a" + HIGH))).containsExactly(new Text("a"), new Text(HIGH));
        assertThat(read(new Text(HIGH), new Reasoning("b"), new Text(LOW)))
                .containsExactly(new Text(HIGH), new Reasoning("b"), new Text(LOW));
        assertThat(read(new Text(HIGH), new PartEnd(List.of()), new Text("c")))
                .containsExactly(new Text(HIGH), new PartEnd(List.of()), new Text("c"));
    }

    @Test
    void everythingElsePassesAsItIs() {
        Text text = new Text("plain");
        assertThat(read(text)).first().isSameAs(text);
    }
}
