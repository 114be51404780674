package dev.llmconnect.server.internal.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.internal.MemoryBudget;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests that a client sends ahead, each answered at once, as a refusal or {@code /health} is. */
class PipelineTurnTest {
    private static final int REQUESTS = 1000;

    private final RequestDecoder decoder =
            new RequestDecoder(new HttpDecoderConfig(), 64 << 10, new MemoryBudget(1 << 20), () -> {});
    /** How many requests were answered when a turn of the loop ended. */
    private final List<Integer> turns = new ArrayList<>();

    private int answered;

    @Test
    void aConnectionLeavesTheLoopToTheOthersAfterSomeRequests() {
        EmbeddedChannel channel = new EmbeddedChannel(decoder, new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                ReferenceCountUtil.release(message);
                if (message instanceof LastHttpContent) {
                    answered++;
                    decoder.resume();
                }
            }

            @Override
            public void channelReadComplete(ChannelHandlerContext ctx) {
                turns.add(answered);
            }
        });
        String requests = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n".repeat(REQUESTS);
        channel.writeInbound(Unpooled.copiedBuffer(requests, US_ASCII));

        assertThat(turns.get(0)).isBetween(1, 16);
        channel.runPendingTasks();
        assertThat(answered).isEqualTo(REQUESTS);
        channel.finishAndReleaseAll();
    }
}
