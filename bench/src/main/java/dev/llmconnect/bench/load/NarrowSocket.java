package dev.llmconnect.bench.load;

import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/**
 * A connection to whose reader little is sent ahead. On loopback a segment has 64 KB, and the sender's kernel takes 4 MB
 * for a reader who does not read; with the small segments and the small window of this one it is 0.2 MB, as over a slow
 * network. So a stream need not be long to be stalled, and what a gateway holds is its own buffer and not the text of a
 * long answer.
 */
final class NarrowSocket {
    private static final int WINDOW_BYTES = 4096;
    private static final int SEGMENT_BYTES = 536;

    private static final int IPPROTO_TCP = 6;
    private static final int TCP_MAXSEG = 2;

    private NarrowSocket() {}

    static NioSocketChannel open() {
        try {
            SocketChannel socket = SocketChannel.open();
            socket.setOption(StandardSocketOptions.SO_RCVBUF, WINDOW_BYTES);
            setSegment(socket);
            return new NioSocketChannel(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The JDK can set this option and does not name it; {@code run.sh} opens the package. */
    private static void setSegment(SocketChannel socket) {
        try {
            Method descriptor = Class.forName("sun.nio.ch.SelChImpl").getMethod("getFD");
            descriptor.setAccessible(true);
            Method setOption = Class.forName("sun.nio.ch.Net")
                    .getDeclaredMethod(
                            "setIntOption0",
                            FileDescriptor.class,
                            boolean.class,
                            int.class,
                            int.class,
                            int.class,
                            boolean.class);
            setOption.setAccessible(true);
            setOption.invoke(null, descriptor.invoke(socket), false, IPPROTO_TCP, TCP_MAXSEG, SEGMENT_BYTES, false);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK does not let the size of segments be set", e);
        }
    }
}
