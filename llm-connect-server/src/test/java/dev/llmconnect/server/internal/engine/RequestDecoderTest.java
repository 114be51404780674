package dev.llmconnect.server.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

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

    private final RequestDecoder decoder = new RequestDecoder(new HttpDecoderConfig(), LIMIT, () -> {});
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
