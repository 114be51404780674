package dev.llmconnect.server.internal.engine;

import dev.llmconnect.server.HttpResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Clock;
import java.util.Date;

/** Our response as Netty's. */
final class ResponseHead {
    private static final String REQUEST_ID = "X-Request-Id";

    private ResponseHead() {}

    /** A whole answer; to {@code HEAD} without its body, but with the body's length. */
    static io.netty.handler.codec.http.HttpResponse whole(
            HttpResponse response, Exchange exchange, boolean keepAlive, Clock clock) {
        byte[] bytes = response.body();
        ByteBuf body = exchange.head().isHead() ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(bytes);
        DefaultFullHttpResponse whole = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                status(response),
                body,
                DefaultHttpHeadersFactory.headersFactory().newHeaders(),
                EmptyHttpHeaders.INSTANCE);
        whole.headers().set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
        complete(whole.headers(), response, exchange, keepAlive, clock);
        return whole;
    }

    /** The head of a streaming answer. Its end is the last chunk, or for HTTP/1.0, which has none, the connection's end. */
    static io.netty.handler.codec.http.HttpResponse stream(
            HttpResponse response, Exchange exchange, boolean keepAlive, Clock clock) {
        DefaultHttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status(response));
        if (exchange.head().isHttp11()) {
            head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        complete(head.headers(), response, exchange, keepAlive, clock);
        return head;
    }

    private static HttpResponseStatus status(HttpResponse response) {
        return HttpResponseStatus.valueOf(response.status());
    }

    private static void complete(
            HttpHeaders headers, HttpResponse response, Exchange exchange, boolean keepAlive, Clock clock) {
        response.headers().forEach(headers::set);
        exchange.corsHeaders().forEach(headers::set);
        headers.set(REQUEST_ID, exchange.id());
        headers.set(HttpHeaderNames.DATE, DateFormatter.format(Date.from(clock.instant())));
        if (!keepAlive) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (!exchange.head().isHttp11()) {
            // What HTTP/1.1 takes for granted, HTTP/1.0 wants to be told.
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
    }
}
