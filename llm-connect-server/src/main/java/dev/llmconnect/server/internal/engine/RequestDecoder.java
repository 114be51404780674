package dev.llmconnect.server.internal.engine;

import dev.llmconnect.internal.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Netty's decoder, which stops after each request until that has been answered. It goes on reading meanwhile, since only a reader
 * notices that the client has gone; what a client sends ahead is kept undecoded, up to a limit, and counts in the memory of all calls.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel, and that is noticed
final class RequestDecoder extends HttpRequestDecoder {
    /** Bytes of a rejected request that are read so that its sender can read the rejection. */
    private static final long MAX_DISCARDED_BYTES = 64 << 20;

    /** How many pipelined requests of one connection may be answered before the loop's other connections have their turn. */
    private static final int MAX_REQUESTS_PER_TURN = 16;

    private final int maxPipelinedBytes;
    private final MemoryBudget budget;
    private final Runnable bytesArrived;
    /** What of the budget is taken for bytes that were sent ahead. */
    private long charged;

    private @Nullable ChannelHandlerContext context;
    private boolean paused;
    private int requestsOfTurn;
    private boolean reading;
    private boolean discarding;
    private long discarded;

    RequestDecoder(HttpDecoderConfig config, int maxPipelinedBytes, MemoryBudget budget, Runnable bytesArrived) {
        super(config);
        this.maxPipelinedBytes = maxPipelinedBytes;
        this.budget = budget;
        this.bytesArrived = bytesArrived;
    }

    /** Goes on with the next request; after some that were answered at once, only when the loop's other connections have had their turn. */
    void resume() {
        ChannelHandlerContext ctx = context;
        if (reading && ctx != null && hasBytes() && ++requestsOfTurn >= MAX_REQUESTS_PER_TURN) {
            ctx.executor().execute(this::resumeInNextTurn);
            return;
        }
        paused = false;
        release();
        if (ctx == null || ctx.isRemoved()) {
            return;
        }
        ctx.channel().config().setAutoRead(true);
        // Inside of a read, the loop of the superclass goes on by itself.
        if (!reading && hasBytes()) {
            read(ctx, Unpooled.EMPTY_BUFFER);
        }
    }

    private void resumeInNextTurn() {
        requestsOfTurn = 0;
        resume();
    }

    /** Decodes nothing any more, and throws away what still comes. */
    void discard() {
        discarding = true;
        ChannelHandlerContext ctx = context;
        if (ctx != null && !ctx.isRemoved()) {
            ctx.channel().config().setAutoRead(true);
        }
    }

    /** Whether bytes of a further request are there. */
    boolean hasBytes() {
        return actualReadableBytes() > 0;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        context = ctx;
        super.handlerAdded(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (discarding && message instanceof ByteBuf bytes) {
            discarded += bytes.readableBytes();
            bytes.release();
            if (discarded > MAX_DISCARDED_BYTES) {
                ctx.close();
            }
            return;
        }
        bytesArrived.run();
        requestsOfTurn = 0;
        read(ctx, message);
        if (isFull()) {
            ctx.channel().config().setAutoRead(false);
        }
    }

    /** Counts what is kept until the request before it has been answered: the whole buffer, of which it may be a small part. */
    private void charge() {
        long now = paused && actualReadableBytes() > MemoryBudget.UNCOUNTED_BYTES
                ? internalBuffer().capacity()
                : 0;
        if (now > charged) {
            budget.charge(now - charged);
        } else {
            budget.give(charged - now);
        }
        charged = now;
    }

    /** Nothing is kept any more. */
    void release() {
        budget.give(charged);
        charged = 0;
    }

    private void read(ChannelHandlerContext ctx, Object message) {
        reading = true;
        try {
            super.channelRead(ctx, message);
        } catch (Exception e) {
            ctx.fireExceptionCaught(e);
        } finally {
            reading = false;
            charge();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (isFull()) {
            // The superclass would ask for more, since nothing was decoded.
            ctx.fireChannelReadComplete();
            return;
        }
        super.channelReadComplete(ctx);
    }

    private boolean isFull() {
        return paused && (actualReadableBytes() > maxPipelinedBytes || (charged > 0 && budget.isOverdrawn()));
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (discarding) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (paused) {
            return;
        }
        super.decode(ctx, in, out);
        if (!out.isEmpty() && out.get(out.size() - 1) instanceof LastHttpContent) {
            paused = true;
        }
    }
}
