package dev.llmconnect.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;

/**
 * One call, encoded once and sent many times.
 *
 * @param address whom to call
 * @param request the bytes of the whole HTTP request
 * @param marks how many pieces of content a whole answer has; fewer are a failure
 * @param stamped whether these pieces say when the provider wrote them, so that their way can be timed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CallTemplate(InetSocketAddress address, byte[] request, int marks, boolean stamped) {

    /** A POST of the JSON given. */
    public static CallTemplate post(URI uri, Map<String, String> headers, String json, int marks) {
        byte[] body = json.getBytes(UTF_8);
        StringBuilder head = new StringBuilder("POST " + uri.getRawPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return of(uri, head + "\r\n", body, marks);
    }

    /** A GET without a body; any answer with status 200 is a whole one. */
    public static CallTemplate get(URI uri) {
        return of(
                uri,
                "GET " + uri.getRawPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n\r\n",
                new byte[0],
                0);
    }

    /** The same call, to an answer whose pieces say when they were written, or not. */
    public CallTemplate stamped(boolean pieces) {
        return new CallTemplate(address, request, marks, pieces);
    }

    private static CallTemplate of(URI uri, String head, byte[] body, int marks) {
        ByteArrayOutputStream request = new ByteArrayOutputStream(head.length() + body.length);
        request.writeBytes(head.getBytes(ISO_8859_1));
        request.writeBytes(body);
        return new CallTemplate(
                new InetSocketAddress(uri.getHost(), uri.getPort()), request.toByteArray(), marks, false);
    }
}
