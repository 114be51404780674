package dev.llmconnect.server.internal.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a streaming response that wait for the event loop, as what will be sent of them: one chunk of all small parts, and one of
 * each large part, which is not copied. Not thread-safe.
 */
final class PendingBytes {
    /** Larger parts are not copied. */
    private static final int MAX_COPIED_BYTES = 16 << 10;

    private static final int FIRST_CAPACITY = 512;
    private static final int MAX_SIZE_LENGTH = 8;
    private static final byte[] LINE_END = {'\r', '\n'};

    private final boolean chunked;
    private List<ByteBuf> frames = List.of();
    private @Nullable ByteBuf open;
    private int size;

    /** @param chunked whether they are framed as the chunks of HTTP/1.1 */
    PendingBytes(boolean chunked) {
        this.chunked = chunked;
    }

    /** Adds a part, which must not be changed afterwards. */
    void add(byte[] part) {
        size += part.length;
        if (part.length > MAX_COPIED_BYTES) {
            close();
            addFrame(
                    chunked
                            ? Unpooled.wrappedBuffer(hex(part.length), LINE_END, part, LINE_END)
                            : Unpooled.wrappedBuffer(part));
            return;
        }
        ByteBuf frame = open;
        if (frame == null) {
            int head = chunked ? MAX_SIZE_LENGTH + LINE_END.length : 0;
            frame = Unpooled.buffer(Math.max(FIRST_CAPACITY, head + part.length + LINE_END.length));
            // The size of the chunk goes in front of it once it is known.
            frame.setIndex(head, head);
            open = frame;
        }
        frame.writeBytes(part);
    }

    /** The bytes added and not yet taken, without their frames. */
    int size() {
        return size;
    }

    /** Takes what is to be sent. */
    List<ByteBuf> take() {
        close();
        List<ByteBuf> taken = frames;
        frames = List.of();
        size = 0;
        return taken;
    }

    private void close() {
        ByteBuf frame = open;
        if (frame == null) {
            return;
        }
        open = null;
        if (chunked) {
            byte[] length = hex(frame.readableBytes());
            int start = frame.readerIndex() - LINE_END.length - length.length;
            frame.setBytes(start, length).setBytes(start + length.length, LINE_END);
            frame.readerIndex(start).writeBytes(LINE_END);
        }
        addFrame(frame);
    }

    private void addFrame(ByteBuf frame) {
        if (frames.isEmpty()) {
            frames = new ArrayList<>(1);
        }
        frames.add(frame);
    }

    private static byte[] hex(int length) {
        return Integer.toHexString(length).getBytes(StandardCharsets.US_ASCII);
    }
}
