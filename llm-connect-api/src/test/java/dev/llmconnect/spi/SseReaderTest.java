package dev.llmconnect.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseReaderTest {
    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void everyLineEndEndsALine(String end) throws IOException {
        assertThat(read(String.join(end, "event: delta", "data: one", "data: two", "", "data:three", "", "")))
                .containsExactly("delta|one\ntwo", "|three");
    }

    @Test
    void commentsAndOtherFieldsAndEventsWithoutDataAreIgnored() throws IOException {
        assertThat(read(": ping\nid: 7\nretry: 10\nunknown\ndata: a\n\nevent: empty\n\ndata\n\ndata: b\n\n"))
                .containsExactly("|a", "|b");
    }

    @Test
    void onlyOneSpaceAfterTheColonIsDropped() throws IOException {
        assertThat(read("data:  two: spaces\n\n")).containsExactly("| two: spaces");
    }

    @Test
    void theEndOfTheBodyEndsTheLastEvent() throws IOException {
        assertThat(read("data: a\n\ndata: b")).containsExactly("|a", "|b");
    }

    @Test
    void aByteOrderMarkIsIgnoredAtTheBeginningOnly() throws IOException {
        assertThat(read("\uFEFFdata: \uFEFFa\n\n")).containsExactly("|\uFEFFa");
    }

    @Test
    void anEventOverTheLimitIsRefused() throws IOException {
        SseReader reader = new SseReader(bytes("data: 123456789\n\ndata: 1234567890\n\n"), 15);

        assertThat(reader.next()).get().extracting(SseEvent::data).isEqualTo("123456789");
        assertThatThrownBy(reader::next).isInstanceOf(IOException.class).hasMessageContaining("15 bytes");
    }

    @Test
    void manySmallLinesOfOneEventAreCountedTogether() {
        SseReader reader = new SseReader(bytes("data: 1\n".repeat(100)), 500);

        assertThatThrownBy(reader::next).isInstanceOf(IOException.class).hasMessageContaining("500 bytes");
    }

    @Test
    void anEventIsGivenBeforeTheNextByteArrives() throws IOException {
        InputStream silentAfterwards = new InputStream() {
            private final InputStream sent = bytes("data: a\r\r");

            @Override
            public int read() throws IOException {
                int next = sent.read();
                if (next < 0) {
                    throw new AssertionError("read further than the event");
                }
                return next;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                into[offset] = (byte) read();
                return 1;
            }
        };

        assertThat(new SseReader(silentAfterwards).next())
                .get()
                .extracting(SseEvent::data)
                .isEqualTo("a");
    }

    @Test
    void whatAnEventCarriesIsNotInItsToString() throws IOException {
        assertThat(new SseReader(bytes("event: delta\ndata: private\n\n"))
                        .next()
                        .orElseThrow())
                .hasToString("SseEvent[delta, 7 characters]");
    }

    private static List<String> read(String body) throws IOException {
        SseReader reader = new SseReader(bytes(body));
        List<String> events = new ArrayList<>();
        for (Optional<SseEvent> event = reader.next(); event.isPresent(); event = reader.next()) {
            events.add(event.get().type() + "|" + event.get().data());
        }
        return events;
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
