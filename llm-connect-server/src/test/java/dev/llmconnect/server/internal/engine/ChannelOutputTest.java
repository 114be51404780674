package dev.llmconnect.server.internal.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.Ticker;
import dev.llmconnect.internal.MemoryBudget;
import dev.llmconnect.server.ServerLimits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpResponseEncoder;
import org.junit.jupiter.api.Test;

class ChannelOutputTest {
    private static final byte[] PING = ": ping\n\n".getBytes(US_ASCII);

    private final EmbeddedChannel channel = new EmbeddedChannel(new HttpResponseEncoder());

    /** The timer of a ping would keep the stream, and what it holds, for 15 s. */
    @Test
    void nothingWaitsForAStreamThatHasEnded() {
        ChannelOutput stream = stream(true);
        stream.startPings();
        assertThat(channel.runScheduledPendingTasks()).isPositive();
        stream.end();
        assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);

        ChannelOutput endedFirst = stream(true);
        endedFirst.end();
        endedFirst.startPings();
        assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
    }

    @Test
    void whatIsWrittenUntilTheEventLoopSendsItIsOneChunkAndNoneIsTheLast() {
        ChannelOutput stream = stream(true);
        stream.write("x".repeat(600).getBytes(US_ASCII));
        stream.write(new byte[0]);
        stream.write(PING);
        channel.runPendingTasks();
        assertThat(sent()).isEqualTo("260\r\n" + "x".repeat(600) + ": ping\n\n\r\n");

        stream.write(PING);
        channel.runPendingTasks();
        assertThat(sent()).isEqualTo("8\r\n: ping\n\n\r\n");
        channel.runPendingTasks();
        assertThat(channel.<Object>readOutbound()).isNull();
    }

    @Test
    void aLargePartIsAChunkOfItsOwnInItsPlace() {
        ChannelOutput stream = stream(true);
        String large = "y".repeat(20_000);
        stream.write(PING);
        stream.write(large.getBytes(US_ASCII));
        stream.write(PING);
        channel.runPendingTasks();
        assertThat(sent()).isEqualTo("8\r\n: ping\n\n\r\n");
        assertThat(sent()).isEqualTo("4e20\r\n" + large + "\r\n");
        assertThat(sent()).isEqualTo("8\r\n: ping\n\n\r\n");
    }

    @Test
    void http10GetsTheBytesAlone() {
        ChannelOutput stream = stream(false);
        stream.write(PING);
        stream.write(PING);
        channel.runPendingTasks();
        assertThat(sent()).isEqualTo(": ping\n\n: ping\n\n");
    }

    private ChannelOutput stream(boolean chunked) {
        return new ChannelOutput(
                channel.pipeline().context(HttpResponseEncoder.class),
                chunked,
                ServerLimits.defaults(),
                MemoryBudget.shared(),
                Ticker.system(),
                PING,
                output -> true);
    }

    private String sent() {
        ByteBuf bytes = channel.readOutbound();
        try {
            return bytes.toString(US_ASCII);
        } finally {
            bytes.release();
        }
    }
}
