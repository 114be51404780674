package dev.llmconnect.server.internal.engine;

import dev.llmconnect.server.internal.http.RequestHead;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;

/** Netty's request head as ours. */
final class RequestHeads {
    private RequestHeads() {}

    static RequestHead of(HttpRequest head) {
        return RequestHead.of(
                head.method().name(),
                head.uri(),
                head.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0,
                HttpUtil.isKeepAlive(head),
                name -> head.headers().contains(name) ? head.headers().getAll(name) : List.of());
    }
}
