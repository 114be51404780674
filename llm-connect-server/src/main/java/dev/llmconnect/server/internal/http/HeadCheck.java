package dev.llmconnect.server.internal.http;

import dev.llmconnect.server.ServerLimits;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What must hold of a request's line and headers before its body is read (RFC 9110 and 9112, and our limits). */
final class HeadCheck {
    private static final String HOST_MARKS = ".:[]_~%!$&'()*+;=-";
    private static final int LONGEST_CAUSE = 200;

    private final ServerLimits limits;

    HeadCheck(ServerLimits limits) {
        this.limits = limits;
    }

    /** Why the request is turned away, if it is. */
    Optional<HttpRefusal> refusal(HttpRequest head) {
        DecoderResult decoded = head.decoderResult();
        if (decoded.isFailure()) {
            return Optional.of(malformed(decoded.cause()));
        }
        return Optional.ofNullable(find(head));
    }

    /** The refusal for what Netty's decoder could not read. */
    HttpRefusal malformed(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return HttpRefusal.badHttp(414, "the request line is longer than " + limits.maxUrlBytes() + " bytes");
        }
        if (cause instanceof TooLongFrameException) {
            return HttpRefusal.badHttp(431, "the headers are larger than " + limits.maxHeaderBytes() + " bytes");
        }
        String why = String.valueOf(cause.getMessage());
        return HttpRefusal.badHttp(
                400,
                "the request is not valid HTTP: "
                        + LogText.line(why.length() > LONGEST_CAUSE ? why.substring(0, LONGEST_CAUSE) : why));
    }

    private @Nullable HttpRefusal find(HttpRequest head) {
        HttpVersion version = head.protocolVersion();
        HttpHeaders headers = head.headers();
        if (!version.protocolName().equals("HTTP")) {
            return HttpRefusal.badHttp(400, "the request is not HTTP");
        }
        if (version.majorVersion() != 1) {
            return HttpRefusal.badHttp(505, "only HTTP/1.0 and HTTP/1.1 are spoken here");
        }
        if (headers.size() > limits.maxHeaders()) {
            return HttpRefusal.badHttp(431, "there are more than " + limits.maxHeaders() + " headers");
        }
        for (Map.Entry<String, String> header : headers) {
            if (holdsControl(header.getValue())) {
                return HttpRefusal.badHttp(400, "a header holds a control character");
            }
        }
        HttpRefusal host = host(version, headers);
        return host != null ? host : body(version, headers, head);
    }

    private static boolean holdsControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                return true;
            }
        }
        return false;
    }

    private static boolean isHost(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
            if (!plain && HOST_MARKS.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable HttpRefusal host(HttpVersion version, HttpHeaders headers) {
        Iterator<String> hosts = headers.valueStringIterator(HttpHeaderNames.HOST);
        if (!hosts.hasNext()) {
            return version.compareTo(HttpVersion.HTTP_1_1) < 0
                    ? null
                    : HttpRefusal.badHttp(400, "the Host header is missing");
        }
        String host = hosts.next();
        if (hosts.hasNext()) {
            return HttpRefusal.badHttp(400, "there is more than one Host header");
        }
        return isHost(host) ? null : HttpRefusal.badHttp(400, "the Host header is no host");
    }

    private @Nullable HttpRefusal body(HttpVersion version, HttpHeaders headers, HttpRequest head) {
        Iterator<String> codings = headers.valueStringIterator(HttpHeaderNames.TRANSFER_ENCODING);
        if (codings.hasNext() && (!codings.next().strip().equalsIgnoreCase("chunked") || codings.hasNext())) {
            return HttpRefusal.badHttp(501, "the only Transfer-Encoding understood here is chunked");
        }
        if (HttpUtil.getContentLength(head, 0L) > limits.maxBodyBytes()) {
            return HttpRefusal.tooLarge(limits.maxBodyBytes());
        }
        String expected = headers.get(HttpHeaderNames.EXPECT);
        if (expected != null
                && version.compareTo(HttpVersion.HTTP_1_1) >= 0
                && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expected.strip())) {
            return HttpRefusal.badHttp(417, "the only Expect understood here is 100-continue");
        }
        return null;
    }
}
