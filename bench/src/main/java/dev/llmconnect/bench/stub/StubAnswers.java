package dev.llmconnect.bench.stub;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The bytes of every answer, made once: the stub must cost next to nothing beside the gateway that is measured. */
final class StubAnswers {
    /** Stands once in each piece of content, so that a caller can count what arrived. */
    private static final String MARK = "zq";

    private static final String TEXT = "The quick answer of a stub, long enough to look like one. ".repeat(10);

    final ByteBuf unary = fixed(json("application/json", completion()));
    final ByteBuf notFound =
            fixed("HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    final ByteBuf streamHead =
            fixed("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + chunked(event("{\"role\":\"assistant\",\"content\":\"\"}", "null")));
    private final Map<Integer, ByteBuf> largeChunks = new ConcurrentHashMap<>();
    private final ByteBuf streamChunk = fixed(chunked(event("{\"content\":\" word " + MARK + "\"}", "null")));
    final ByteBuf streamEnd = fixed(chunked(event("{}", "\"stop\""))
            + chunked("data: {\"id\":\"stub-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"stub\","
                    + "\"choices\":[],\"usage\":" + usage() + "}\n\n")
            + chunked("data: [DONE]\n\n")
            + "0\r\n\r\n");

    /** A small document outside the measured path. */
    static ByteBuf plain(String text) {
        return Unpooled.copiedBuffer(json("text/plain", text), US_ASCII);
    }

    /** A piece of a stream with so many bytes of content; 0: a word. */
    ByteBuf chunk(int bytes) {
        return bytes == 0
                ? streamChunk
                : largeChunks.computeIfAbsent(
                        bytes,
                        size -> fixed(chunked(event(
                                "{\"content\":\"" + MARK + " word".repeat(size).substring(0, size - MARK.length())
                                        + "\"}",
                                "null"))));
    }

    /** A piece of a stream that says when it was written; made anew for each. */
    static ByteBuf stampedChunk(long nanoTime) {
        return Unpooled.copiedBuffer(
                chunked(event("{\"content\":\" word " + MARK + " @" + nanoTime + ";\"}", "null")), US_ASCII);
    }

    private static String completion() {
        return "{\"id\":\"stub-1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"stub\",\"choices\":[{\"index\":0,"
                + "\"message\":{\"role\":\"assistant\",\"content\":\"" + TEXT + MARK
                + "\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":" + usage() + "}";
    }

    private static String usage() {
        return "{\"prompt_tokens\":250,\"completion_tokens\":130,\"total_tokens\":380}";
    }

    private static String event(String delta, String finishReason) {
        return "data: {\"id\":\"stub-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"stub\","
                + "\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"logprobs\":null,\"finish_reason\":"
                + finishReason
                + "}]}\n\n";
    }

    private static String json(String type, String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: " + body.getBytes(UTF_8).length
                + "\r\n\r\n" + body;
    }

    private static String chunked(String data) {
        return Integer.toHexString(data.getBytes(UTF_8).length) + "\r\n" + data + "\r\n";
    }

    private static ByteBuf fixed(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return Unpooled.unreleasableBuffer(
                Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly());
    }
}
