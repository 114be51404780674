package dev.llmconnect.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** One keep-alive connection of a caller, with at most one call on it. Lives on the event loop of its {@link Load}. */
// a write or close that fails ends in channelInactive, which is where it is counted
@SuppressWarnings("FutureReturnValueIgnored")
final class CallConnection extends ChannelInboundHandlerAdapter {
    private final Load load;
    private final Channel channel;
    private final @Nullable StampReader stamps;

    private boolean busy;
    private boolean hangingUp;
    private boolean keepAlive;
    private int status;
    private int marks;
    private byte previous;
    private long startedAt;
    private long firstTokenAt;

    CallConnection(Load load, Channel channel) {
        this.load = load;
        this.channel = channel;
        this.stamps = load.stamped() ? new StampReader(load::arrived) : null;
    }

    /** Sends the call; its time counts from the instant given, which may have passed. */
    void send(long startedAt) {
        this.startedAt = startedAt;
        busy = true;
        status = 0;
        marks = 0;
        firstTokenAt = 0;
        if (stamps != null) {
            stamps.begin();
        }
        channel.writeAndFlush(load.request(), channel.voidPromise());
    }

    /** Leaves in the middle of the call, if it still runs. */
    void hangUp(long callStartedAt) {
        if (busy && startedAt == callStartedAt) {
            hangingUp = true;
            channel.close();
        }
    }

    /** Stops or goes on reading what the peer sends. */
    void reading(boolean on) {
        channel.config().setAutoRead(on);
    }

    void close() {
        channel.close();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        load.idle(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
                finish("unreadable answer");
                context.close();
                return;
            }
            if (message instanceof HttpResponse response) {
                status = response.status().code();
                keepAlive = HttpUtil.isKeepAlive(response);
            }
            if (message instanceof HttpContent content) {
                count(content.content());
            }
            if (message instanceof LastHttpContent && status >= 200) {
                finish(failure());
                if (keepAlive) {
                    load.idle(this);
                } else {
                    context.close();
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void count(ByteBuf data) {
        if (stamps != null) {
            data.forEachByte(stamps);
        }
        data.forEachByte(value -> {
            if (value == 'q' && previous == 'z' && marks++ == 0) {
                firstTokenAt = System.nanoTime();
            }
            previous = value;
            return true;
        });
    }

    private @Nullable String failure() {
        if (status != 200) {
            return "status " + status;
        }
        return marks < load.marks() ? "short answer" : null;
    }

    private void finish(@Nullable String failure) {
        busy = false;
        load.ended(startedAt, firstTokenAt, failure);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (busy && hangingUp) {
            busy = false;
            load.hungUp();
        } else if (busy) {
            finish("connection closed");
        }
        load.disconnected(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // a reset by the peer; channelInactive counts the call as failed
        context.close();
    }
}
