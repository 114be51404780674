package dev.llmconnect.formats.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.formats.framing.BodyTooLargeException;
import dev.llmconnect.formats.framing.Frame;
import dev.llmconnect.formats.framing.StreamLimits;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiFramesTest {
    private static final StreamLimits LIMITS = new StreamLimits(100, 50);

    @Test
    void eventsElementsAndBareObjectsAreTakenAsTheyCome() throws IOException {
        assertThat(frames("data: {\"a\":1}\r\n\r\n: ping\r\n\r\ndata: {\"b\":2}\n\n{\n \"c\": \"}\\\"{\"\n}\n"))
                .containsExactly("{\"a\":1}", "{\"b\":2}", "{\n \"c\": \"}\\\"{\"\n}");
        assertThat(frames("[{\"a\":{}}\n,\r\n\n{\"b\":2}]\n")).containsExactly("{\"a\":{}}", "{\"b\":2}");
        assertThat(frames("[]")).isEmpty();
        assertThat(frames("")).isEmpty();
    }

    @Test
    void whatIsCutOffIsGivenAsFarAsItGoesOrFails() throws IOException {
        assertThat(frames("{\"a\":\"x")).containsExactly("{\"a\":\"x");
        assertThat(frames("{\"a\":\"\\")).containsExactly("{\"a\":\"\\");
        assertThatThrownBy(() -> frames("[{\"a\":1},")).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":\"%s\"}", "data: {\"a\":\"%s\"}\n\n", "[%s", "{}{%s}"})
    void nothingIsReadWithoutEnd(String body) {
        for (String filler : List.of("x", " ", "{")) {
            String all = body.formatted(filler.repeat(200));
            assertThatThrownBy(() -> frames(all)).as(all).isInstanceOfAny(BodyTooLargeException.class);
        }
    }

    private static List<String> frames(String body) throws IOException {
        GeminiFrames reader = new GeminiFrames(new Buffer().writeUtf8(body), LIMITS);
        List<String> frames = new ArrayList<>();
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            frames.add(frame.text());
        }
        return frames;
    }
}
