package dev.llmconnect.bench.stub;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers the calls of one connection. Of a body only both ends are looked at (one of them names the model), so that a
 * megabyte costs the stub little more than reading it.
 */
// a write or close that fails ends in channelInactive, which is where it is counted
@SuppressWarnings("FutureReturnValueIgnored")
final class StubCall extends ChannelInboundHandlerAdapter {
    private static final int END = 400;

    private final StubAnswers answers;
    private final StubCounts counts;
    private final ByteBuf head = Unpooled.buffer(END, END);
    private final ByteBuf tail = Unpooled.buffer(2 * END, 2 * END);

    private String uri = "";
    private boolean running;
    private int chunksLeft;
    private StubModel model = StubModel.IMMEDIATE;
    private @Nullable Future<?> timer;

    StubCall(StubAnswers answers, StubCounts counts) {
        this.answers = answers;
        this.counts = counts;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (!(message instanceof HttpObject part) || part.decoderResult().isFailure()) {
                context.close();
                return;
            }
            if (message instanceof HttpRequest request) {
                uri = request.uri();
                head.clear();
                tail.clear();
            }
            if (message instanceof HttpContent content) {
                keepEnds(content.content());
            }
            if (message instanceof LastHttpContent) {
                answer(context);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void keepEnds(ByteBuf data) {
        head.writeBytes(data, data.readerIndex(), Math.min(head.writableBytes(), data.readableBytes()));
        int kept = Math.min(END, data.readableBytes());
        if (tail.writableBytes() < kept) {
            tail.readerIndex(tail.writerIndex() - END).discardReadBytes();
        }
        tail.writeBytes(data, data.writerIndex() - kept, kept);
    }

    private void answer(ChannelHandlerContext context) {
        if (uri.endsWith("/counts")) {
            context.writeAndFlush(StubAnswers.plain(counts.report()));
            return;
        }
        if (!uri.endsWith("/chat/completions")) {
            context.writeAndFlush(answers.notFound.duplicate());
            return;
        }
        counts.start();
        running = true;
        String ends = head.toString(StandardCharsets.ISO_8859_1) + "\n" + tail.toString(StandardCharsets.ISO_8859_1);
        model = StubModel.in(ends);
        boolean stream = ends.contains("\"stream\":true") || ends.contains("\"stream\": true");
        after(context, model.delayMillis(), stream ? () -> beginStream(context) : () -> end(context, answers.unary));
    }

    private void beginStream(ChannelHandlerContext context) {
        context.write(answers.streamHead.duplicate());
        chunksLeft = model.chunks();
        sendChunks(context);
    }

    /** Never more than the socket takes: a caller that stops reading must not fill the stub's memory. */
    private void sendChunks(ChannelHandlerContext context) {
        while (chunksLeft > 0 && context.channel().isWritable()) {
            chunksLeft--;
            context.write(
                    model.stamped()
                            ? StubAnswers.stampedChunk(System.nanoTime())
                            : answers.chunk(model.chunkBytes()).duplicate());
            if (model.intervalMillis() > 0) {
                context.flush();
                after(context, model.intervalMillis(), () -> sendChunks(context));
                return;
            }
        }
        if (chunksLeft == 0) {
            end(context, answers.streamEnd);
        } else {
            context.flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (running && chunksLeft > 0 && timer == null && context.channel().isWritable()) {
            sendChunks(context);
        }
    }

    private void end(ChannelHandlerContext context, ByteBuf last) {
        running = false;
        counts.answer();
        context.writeAndFlush(last.duplicate());
    }

    private void after(ChannelHandlerContext context, int millis, Runnable action) {
        if (millis == 0) {
            action.run();
            return;
        }
        timer = context.executor()
                .schedule(
                        () -> {
                            timer = null;
                            action.run();
                        },
                        millis,
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (timer != null) {
            timer.cancel(false);
        }
        if (running) {
            running = false;
            counts.abandon();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // a gateway that resets its connection; channelInactive does the counting
        context.close();
    }
}
