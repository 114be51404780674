package dev.llmconnect.server;

import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.spi.AbstractLLMStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A stream whose next event comes when the test gives it. */
final class ScriptedStream extends AbstractLLMStream {
    private final BlockingQueue<Supplier<StreamEvent>> script = new LinkedBlockingQueue<>();
    private final LLMResponse response;
    final AtomicInteger pulled = new AtomicInteger();
    final CountDownLatch released = new CountDownLatch(1);

    ScriptedStream(LLMResponse response) {
        this.response = response;
    }

    ScriptedStream text(String text) {
        script.add(() -> new StreamEvent.Text(text));
        return this;
    }

    ScriptedStream event(StreamEvent event) {
        script.add(() -> event);
        return this;
    }

    ScriptedStream fail(RuntimeException failure) {
        script.add(() -> {
            throw failure;
        });
        return this;
    }

    ScriptedStream end() {
        script.add(() -> null);
        return this;
    }

    @Override
    protected StreamEvent next() {
        try {
            StreamEvent event = script.take().get();
            pulled.incrementAndGet();
            return event;
        } catch (InterruptedException e) {
            throw new LLMCancelledException("interrupted");
        }
    }

    @Override
    protected LLMResponse assemble() {
        return response;
    }

    @Override
    protected void release() {
        released.countDown();
        fail(new LLMCancelledException("closed"));
    }
}
