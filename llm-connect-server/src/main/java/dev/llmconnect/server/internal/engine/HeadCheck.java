package dev.llmconnect.server.internal.engine;

import dev.llmconnect.Redactor;
import dev.llmconnect.server.ServerLimits;
import dev.llmconnect.server.internal.http.RequestRejectedException;
import dev.llmconnect.server.internal.log.LogText;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks a request line and headers before the body is read (RFC 9110 and 9112, and our limits). */
final class HeadCheck {
    private static final String HOST_PUNCTUATION = ".:[]_~%!$&'()*+;=-";
    private static final int MAX_CAUSE_LENGTH = 200;

    private final ServerLimits limits;

    HeadCheck(ServerLimits limits) {
        this.limits = limits;
    }

    /** Why the request is rejected, if it is. */
    Optional<RequestRejectedException> check(HttpRequest head, String path) {
        DecoderResult decoded = head.decoderResult();
        if (decoded.isFailure()) {
            return Optional.of(malformed(decoded.cause()));
        }
        return Optional.ofNullable(firstFault(head, path));
    }

    /** The rejection of what Netty's decoder could not read. */
    RequestRejectedException malformed(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return RequestRejectedException.badHttp(
                    414, "the request line is longer than " + limits.maxUrlBytes() + " bytes");
        }
        if (cause instanceof TooLongFrameException) {
            return RequestRejectedException.badHttp(
                    431, "the headers are larger than " + limits.maxHeaderBytes() + " bytes");
        }
        String why = String.valueOf(cause.getMessage());
        return RequestRejectedException.badHttp(
                400, "the request is not valid HTTP: " + LogText.line(Redactor.redact(why, MAX_CAUSE_LENGTH)));
    }

    private @Nullable RequestRejectedException firstFault(HttpRequest head, String path) {
        HttpVersion version = head.protocolVersion();
        HttpHeaders headers = head.headers();
        if (!version.protocolName().equals("HTTP")) {
            return RequestRejectedException.badHttp(400, "the request is not HTTP");
        }
        if (version.majorVersion() != 1) {
            return RequestRejectedException.badHttp(505, "only HTTP/1.0 and HTTP/1.1 are supported");
        }
        // Netty 4.2 refuses them by itself, Netty 4.1 does not.
        if (holdsControl(head.method().name()) || holdsControl(head.uri())) {
            return RequestRejectedException.badHttp(400, "the request line contains a control character");
        }
        if (headers.size() > limits.maxHeaders()) {
            return RequestRejectedException.badHttp(431, "there are more than " + limits.maxHeaders() + " headers");
        }
        for (Map.Entry<String, String> header : headers) {
            if (holdsControl(header.getValue())) {
                return RequestRejectedException.badHttp(400, "a header contains a control character");
            }
        }
        RequestRejectedException host = host(version, headers);
        return host != null ? host : body(version, headers, head, path);
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
            if (!plain && HOST_PUNCTUATION.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable RequestRejectedException host(HttpVersion version, HttpHeaders headers) {
        Iterator<String> hosts = headers.valueStringIterator(HttpHeaderNames.HOST);
        if (!hosts.hasNext()) {
            return version.compareTo(HttpVersion.HTTP_1_1) < 0
                    ? null
                    : RequestRejectedException.badHttp(400, "the Host header is missing");
        }
        String host = hosts.next();
        if (hosts.hasNext()) {
            return RequestRejectedException.badHttp(400, "there is more than one Host header");
        }
        return isHost(host) ? null : RequestRejectedException.badHttp(400, "the Host header is not a valid host");
    }

    private static boolean isReadable(String encoding) {
        return encoding.isBlank() || encoding.strip().equalsIgnoreCase("identity") || isGzip(encoding);
    }

    /** Whether that is the content coding gzip, by either of its names (RFC 9110, section 8.4.1.3). */
    static boolean isGzip(String encoding) {
        String name = encoding.strip();
        return name.equalsIgnoreCase("gzip") || name.equalsIgnoreCase("x-gzip");
    }

    private @Nullable RequestRejectedException body(
            HttpVersion version, HttpHeaders headers, HttpRequest head, String path) {
        Iterator<String> codings = headers.valueStringIterator(HttpHeaderNames.TRANSFER_ENCODING);
        if (codings.hasNext() && (!codings.next().strip().equalsIgnoreCase("chunked") || codings.hasNext())) {
            return RequestRejectedException.badHttp(501, "the only Transfer-Encoding supported is chunked");
        }
        List<String> encodings = headers.getAll(HttpHeaderNames.CONTENT_ENCODING);
        if (encodings.size() > 1 || (encodings.size() == 1 && !isReadable(encodings.get(0)))) {
            return RequestRejectedException.unsupportedEncoding(String.join(", ", encodings));
        }
        int maxBytes = limits.maxBodyBytes(path);
        if (HttpUtil.getContentLength(head, 0L) > maxBytes) {
            return RequestRejectedException.tooLarge(maxBytes);
        }
        String expected = headers.get(HttpHeaderNames.EXPECT);
        if (expected != null
                && version.compareTo(HttpVersion.HTTP_1_1) >= 0
                && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expected.strip())) {
            return RequestRejectedException.badHttp(417, "the only Expect supported is 100-continue");
        }
        return null;
    }
}
