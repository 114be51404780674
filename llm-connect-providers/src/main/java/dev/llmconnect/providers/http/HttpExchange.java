package dev.llmconnect.providers.http;

import dev.llmconnect.Cancellation;
import dev.llmconnect.LLMException;
import dev.llmconnect.formats.framing.BodyTooLargeException;
import dev.llmconnect.internal.MemoryBudget;
import dev.llmconnect.internal.MemoryLease;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * A call that has been answered, whose body is still to be read. To be used by one thread; only {@link #cancel()} may come from
 * another. Interrupting a thread that waits for the answer or its body cancels the call.
 */
public final class HttpExchange implements AutoCloseable {
    /** The bytes of an answer, a string of all of them as it is made, and that string. */
    private static final int COPIES = 3;
    /** Interval at which a body is counted, in bytes. */
    private static final long STEP_BYTES = 256 << 10;

    private final Call call;
    private final Transmission transmission;
    private final HttpLimits limits;
    private final Consumer<HttpExchange> onClose;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final MemoryLease memory = new MemoryLease(MemoryBudget.shared());
    private Cancellation.@Nullable Registration registration;
    private @Nullable Response response;
    private @Nullable BufferedSource source;
    private long bodyBytes;
    private long treeBytes;
    private volatile boolean distrusted;
    private volatile @Nullable Thread blocked;

    HttpExchange(Call call, Transmission transmission, HttpLimits limits, Consumer<HttpExchange> onClose) {
        this.call = call;
        this.transmission = transmission;
        this.limits = limits;
        this.onClose = onClose;
    }

    void cancelWith(Cancellation cancellation) {
        registration = cancellation.onCancel(call::cancel);
    }

    void open() throws IOException {
        InterruptWatcher.SHARED.add(this);
        blocked = Thread.currentThread();
        try {
            response = call.execute();
        } finally {
            blocked = null;
        }
    }

    /** See {@link Transmission#foundDeadConnection}. */
    boolean foundDeadConnection(IOException failure, Duration limit) {
        return !isCancelled() && transmission.foundDeadConnection(failure, limit);
    }

    /** Cancels the call when the thread that waits for it has been interrupted. From any thread. */
    void cancelIfInterrupted() {
        Thread waiting = blocked;
        if (waiting != null && waiting.isInterrupted()) {
            cancel();
        }
    }

    /** The status code. */
    public int status() {
        return response().code();
    }

    /** The last header of that name, in any case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(response().header(name));
    }

    /** Whether the header {@code Content-Type} names this media type. */
    public boolean isOfType(String mediaType) {
        return header("Content-Type")
                .filter(type -> type.toLowerCase(Locale.ROOT).startsWith(mediaType))
                .isPresent();
    }

    /** The body, decompressed, as it comes. */
    public BufferedSource source() {
        BufferedSource body = source;
        if (body == null) {
            body = Okio.buffer(new BlockingSource(response().body().source()));
            source = body;
        }
        return body;
    }

    /**
     * The whole body, read until its end.
     *
     * @throws BodyTooLargeException when it is larger than {@link HttpLimits#maxBodyBytes()}
     * @throws IOException when it was cut off
     * @throws LLMException with the code {@code server_overloaded} when there is no memory for it
     */
    public Buffer body() throws IOException {
        BufferedSource source = source();
        long max = limits.maxBodyBytes() + 1;
        long counted = Math.min(MemoryLease.FREE_BYTES, max);
        while (source.request(counted)) {
            if (counted == max) {
                // Closed only, the connection would be read on for 100 ms, in the hope to use it again.
                cancel();
                throw BodyTooLargeException.of("the answer", limits.maxBodyBytes());
            }
            long next = Math.min(counted + Math.min(counted, STEP_BYTES), max);
            use(COPIES * (next - bodyBytes));
            bodyBytes = next;
            counted = next;
        }
        return source.getBuffer();
    }

    /**
     * Counts the tree that is made of the body, as {@link #use} does.
     *
     * @throws LLMException with the code {@code server_overloaded} when there is no memory for it
     */
    public void useTree(long bytes) {
        treeBytes += bytes;
        use(bytes);
    }

    /**
     * Counts what is made of the answer in the memory for all calls, until this is closed.
     *
     * @throws LLMException with the code {@code server_overloaded} when there is no memory for it
     */
    public void use(long bytes) {
        try {
            memory.use(bytes);
        } catch (LLMException e) {
            cancel();
            throw e;
        }
    }

    /** The answer has been read, and what was made of it stays in memory until the call of this thread ends. */
    public void handOver() {
        memory.handOver(bodyBytes + treeBytes / 2);
    }

    /** The body of an error, as much of it as could be read: that it was cut off must not hide the error. */
    public Buffer errorBody() {
        BufferedSource source = source();
        try {
            source.request(limits.maxErrorBodyBytes());
        } catch (IOException e) {
            // What has come before is in the buffer.
            return source.getBuffer();
        }
        Buffer head = new Buffer();
        source.getBuffer().copyTo(head, 0, Math.min(source.getBuffer().size(), limits.maxErrorBodyBytes()));
        return head;
    }

    /** Ends the call at once: its connection is closed, and whoever reads gets an exception. From any thread. */
    public void cancel() {
        call.cancel();
    }

    /** Whether {@link #cancel()} was called, here or by the call's {@link Cancellation}. */
    public boolean isCancelled() {
        return call.isCanceled();
    }

    /**
     * The answer did not end where it said, so what is left of it may wait on its connection and be taken for the answer to the next
     * call. Connections that are idle when this exchange is closed are not used again.
     */
    public void distrust() {
        distrusted = true;
    }

    boolean distrusted() {
        return distrusted;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        InterruptWatcher.SHARED.remove(this);
        memory.close();
        if (registration != null) {
            registration.close();
        }
        try {
            if (response != null) {
                response.close();
            }
        } finally {
            onClose.accept(this);
        }
    }

    private Response response() {
        if (response == null) {
            throw new IllegalStateException("not answered yet");
        }
        return response;
    }

    /** Notes which thread waits for the body. */
    private final class BlockingSource extends ForwardingSource {
        BlockingSource(BufferedSource body) {
            super(body);
        }

        @Override
        public long read(Buffer sink, long byteCount) throws IOException {
            blocked = Thread.currentThread();
            try {
                return super.read(sink, byteCount);
            } finally {
                blocked = null;
            }
        }
    }
}
