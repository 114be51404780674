package dev.llmconnect.tools;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.spi.AbstractLLMStream;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Concatenated streams of a loop's answers. */
final class ToolLoopStream extends AbstractLLMStream {
    private final LLMAdapter adapter;
    private final ToolLoop loop;
    private volatile LLMStream turn;
    private Iterator<StreamEvent> events;

    private ToolLoopStream(LLMAdapter adapter, ToolLoop loop, LLMStream first) {
        this.adapter = adapter;
        this.loop = loop;
        turn = first;
        events = first.iterator();
    }

    static LLMStream begun(LLMAdapter adapter, ToolLoop loop) {
        return new ToolLoopStream(adapter, loop, adapter.stream(loop.next()));
    }

    @Override
    protected @Nullable StreamEvent next() {
        while (!events.hasNext()) {
            LLMResponse answer = turn.response();
            if (!loop.goesOnAfter(answer)) {
                return null;
            }
            LLMStream following = adapter.stream(loop.next());
            turn = following;
            events = following.iterator();
            if (isClosed()) {
                following.close();
            }
        }
        return events.next();
    }

    @Override
    protected LLMResponse assemble() {
        return loop.result().response();
    }

    @Override
    protected void release() {
        loop.cancel();
        turn.close();
    }
}
