package dev.llmconnect.server.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.internal.MemoryBudget;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestDecoderTest {
    private static final int LIMIT = 100;

    private final MemoryBudget budget = new MemoryBudget(1 << 20);
    private final RequestDecoder decoder = new RequestDecoder(new HttpDecoderConfig(), LIMIT, budget, () -> {});
    private final EmbeddedChannel channel = new EmbeddedChannel(decoder);

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void itStopsAfterEachRequestUntilItIsResumed() {
        receive("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\nGET /3");
        assertRequest("/1");
        assertThat(channel.inboundMessages()).isEmpty();
        decoder.resume();
        assertRequest("/2");
        decoder.resume();
        assertThat(channel.inboundMessages()).isEmpty();
        receive(" HTTP/1.1\r\n\r\n");
        assertRequest("/3");
    }

    @Test
    void itReadsOnWhileItIsStoppedOnlyUpToTheLimit() {
        receive("GET /1 HTTP/1.1\r\n\r\n");
        assertRequest("/1");
        receive("x".repeat(LIMIT));
        assertThat(channel.config().isAutoRead()).isTrue();
        receive("x");
        assertThat(channel.config().isAutoRead()).isFalse();
        decoder.resume();
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void whatIsSentAheadCountsInTheMemoryOfAllCallsUntilItIsRead() {
        RequestDecoder roomy = new RequestDecoder(new HttpDecoderConfig(), 1 << 20, budget, () -> {});
        EmbeddedChannel ahead = new EmbeddedChannel(roomy);
        ahead.writeInbound(Unpooled.copiedBuffer("GET /1 HTTP/1.1\r\n\r\n", StandardCharsets.US_ASCII));
        ahead.writeInbound(
                Unpooled.copiedBuffer("GET /2 HTTP/1.1\r\nX: " + "x".repeat(7000), StandardCharsets.US_ASCII));
        assertThat(budget.take((1 << 20) - 7000)).isFalse();
        assertThat(budget.take((1 << 20) - 16_384)).isTrue();
        assertThat(ahead.config().isAutoRead()).isTrue();

        // From here on others hold everything: no more is read ahead.
        budget.charge(1 << 20);
        ahead.writeInbound(Unpooled.copiedBuffer("x", StandardCharsets.US_ASCII));
        assertThat(ahead.config().isAutoRead()).isFalse();
        budget.give(2 << 20);
        budget.charge(16_384);

        roomy.resume();
        assertThat(ahead.config().isAutoRead()).isTrue();
        assertThat(budget.take(1 << 20)).isTrue();
        budget.give(1 << 20);
        ahead.finishAndReleaseAll();
    }

    @Test
    void afterDiscardNothingIsDecodedOrKept() {
        receive("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
        assertRequest("/1");
        decoder.discard();
        decoder.resume();
        receive("GET /3 HTTP/1.1\r\n\r\n");
        assertThat(channel.inboundMessages()).isEmpty();
        assertThat(decoder.hasBytes()).isFalse();
    }

    private void receive(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    private void assertRequest(String path) {
        HttpRequest head = channel.readInbound();
        assertThat(head.uri()).isEqualTo(path);
        LastHttpContent end = channel.readInbound();
        end.release();
    }
}
