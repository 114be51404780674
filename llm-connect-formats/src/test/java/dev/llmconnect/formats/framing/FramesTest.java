package dev.llmconnect.formats.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import okio.Okio;
import okio.Source;
import okio.Timeout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FramesTest {
    private static final StreamLimits LARGE = new StreamLimits(64L << 20, 16L << 20);
    private static final StreamLimits SMALL = new StreamLimits(1000, 100);

    record Case(String body, List<String> frames) {}

    static Stream<Case> events() {
        return Stream.of(
                sse("data: a\n\ndata: b\n\n", ":a", ":b"),
                sse("data:a\r\n\r\ndata:b\r\n\r\n", ":a", ":b"),
                sse("data: a\r\rdata: b\r\r", ":a", ":b"),
                sse("data: a\r\n\rdata: b\n\r\n", ":a", ":b"),
                sse("event: x\ndata: a\n\ndata: b\n\n", "x:a", ":b"),
                sse("data: a\nevent: x\n\n", "x:a"),
                sse("data: one\ndata: two\ndata\ndata:\n\n", ":one\ntwo\n\n"),
                sse(": OPENROUTER PROCESSING\n\n:\n\ndata: a\n: between\ndata: b\n\n", ":a\nb"),
                sse("id: 7\nretry: 10\ndata: a\nunknown: field\n\n", ":a"),
                sse("data:  two blanks\n\n", ": two blanks"),
                sse("data: ä€😀\n\n", ":ä€😀"),
                sse("\ufeffdata: a\n\n", ":a"),
                sse("\n\n\n\ndata: a\n\n\n\n\n", ":a"),
                sse("data: no blank line at the end", ":no blank line at the end"),
                sse("data: one end of line\n", ":one end of line"),
                sse("data: [DONE] \n\n", ":[DONE] "),
                sse("event: only\n\ndata:\n\n"),
                sse("dataset: a\n\ndat: b\n\n"),
                sse(""));
    }

    static Stream<Case> lines() {
        return Stream.of(
                sse("{\"a\":1}\n{\"b\":\"ä😀\"}\n", ":{\"a\":1}", ":{\"b\":\"ä😀\"}"),
                sse("{\"a\":1}\r\n\r\n\n{\"b\":2}", ":{\"a\":1}", ":{\"b\":2}"),
                sse("\n"),
                sse(""));
    }

    @ParameterizedTest
    @MethodSource("events")
    void eventsAreTheSameWhereverTheBodyIsSplit(Case given) throws IOException {
        everySplit(Framing.SSE, given);
    }

    @ParameterizedTest
    @MethodSource("lines")
    void linesAreTheSameWhereverTheBodyIsSplit(Case given) throws IOException {
        everySplit(Framing.NDJSON, given);
    }

    @Test
    void anEventIsGivenBeforeTheNextByteCame() throws IOException {
        for (String end : List.of("\n\n", "\r\n\r\n", "\r\r")) {
            Pieces pieces =
                    new Pieces(List.of(ByteString.encodeUtf8("data: a" + end)), new IOException("nothing more came"));
            FrameReader reader = Framing.SSE.open(Okio.buffer((Source) pieces), SMALL);
            assertThat(shown(reader.next())).isEqualTo(":a");
        }
    }

    @Test
    void aBodyThatBreaksOffIsAFailureAndNotAnEnd() {
        Pieces pieces = new Pieces(List.of(ByteString.encodeUtf8("data: a\n")), new IOException("reset"));
        FrameReader reader = Framing.SSE.open(Okio.buffer((Source) pieces), SMALL);
        assertThatThrownBy(reader::next).hasMessage("reset");
    }

    @Test
    void aLineOverTheLimitIsRefusedBeforeItsEnd() {
        for (Framing framing : List.of(Framing.SSE, Framing.NDJSON)) {
            BufferedSource endless = Okio.buffer((Source) new Pieces(
                    java.util.Collections.nCopies(50, ByteString.encodeUtf8("data: xxxx")),
                    new IOException("read too far")));
            assertThatThrownBy(() -> framing.open(endless, SMALL).next())
                    .isInstanceOf(BodyTooLargeException.class)
                    .hasMessageContaining("100 bytes");
        }
    }

    @Test
    void manySmallEventsTogetherHaveALimitToo() {
        FrameReader reader = Framing.SSE.open(new Buffer().writeUtf8("data: a\n\n".repeat(200)), SMALL);
        assertThatThrownBy(() -> {
                    while (reader.next() != null) {
                        // reads on
                    }
                })
                .isInstanceOf(BodyTooLargeException.class)
                .hasMessage("the stream is larger than 1000 bytes");
    }

    private static void everySplit(Framing framing, Case given) throws IOException {
        ByteString body = ByteString.encodeString(given.body, StandardCharsets.UTF_8);
        for (int first = 0; first <= body.size(); first++) {
            for (int second = first; second <= Math.min(body.size(), first + 3); second++) {
                List<ByteString> pieces =
                        List.of(body.substring(0, first), body.substring(first, second), body.substring(second));
                FrameReader reader = framing.open(Okio.buffer((Source) new Pieces(pieces, null)), LARGE);
                List<String> frames = new ArrayList<>();
                for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
                    frames.add(shown(frame));
                }
                assertThat(frames).as("split at %d and %d", first, second).isEqualTo(given.frames);
            }
        }
    }

    private static String shown(Frame frame) {
        return frame.type() + ":" + frame.text();
    }

    private static Case sse(String body, String... frames) {
        return new Case(body, List.of(frames));
    }

    /** Gives one piece a read, then ends or fails. */
    private static final class Pieces implements Source {
        private final List<ByteString> left;
        private final IOException failure;

        Pieces(List<ByteString> pieces, IOException failure) {
            this.left = new ArrayList<>(pieces);
            this.left.removeIf(piece -> piece.size() == 0);
            this.failure = failure;
        }

        @Override
        public long read(Buffer sink, long byteCount) throws IOException {
            if (left.isEmpty()) {
                if (failure != null) {
                    throw failure;
                }
                return -1;
            }
            ByteString piece = left.remove(0);
            sink.write(piece);
            return piece.size();
        }

        @Override
        public Timeout timeout() {
            return Timeout.NONE;
        }

        @Override
        public void close() {}
    }
}
