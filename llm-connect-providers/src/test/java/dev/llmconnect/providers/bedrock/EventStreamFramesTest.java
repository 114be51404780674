package dev.llmconnect.providers.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.formats.converse.EventStreamFrames;
import dev.llmconnect.formats.framing.BodyTooLargeException;
import dev.llmconnect.formats.framing.Frame;
import dev.llmconnect.formats.framing.FrameReader;
import dev.llmconnect.formats.framing.StreamLimits;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okio.Buffer;
import okio.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamFramesTest {
    private static final ByteString EVENT = EventStreamMessage.event("messageStart", "{\"role\":\"assistant\"}");

    private static List<Frame> read(ByteString... messages) throws IOException {
        return read(new StreamLimits(64L << 20, 16L << 20), messages);
    }

    private static List<Frame> read(StreamLimits limits, ByteString... messages) throws IOException {
        Buffer body = new Buffer();
        for (ByteString message : messages) {
            body.write(message);
        }
        FrameReader reader = EventStreamFrames.FRAMING.open(body, limits);
        List<Frame> frames = new ArrayList<>();
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            frames.add(frame);
        }
        return frames;
    }

    @Test
    void eventsComeWithTheirTypesAndPayloads() throws IOException {
        assertThat(read(EVENT, EventStreamMessage.event("metadata", "{}")))
                .containsExactly(
                        new Frame("messageStart", ByteString.encodeUtf8("{\"role\":\"assistant\"}")),
                        new Frame("metadata", ByteString.encodeUtf8("{}")));
        assertThat(read()).isEmpty();
    }

    /** The message of the specification's example: empty headers, and a payload of one JSON object. */
    @Test
    void theWorkedExampleOfTheFormatIsRead() throws IOException {
        ByteString message = ByteString.decodeHex("0000001d00000000fd528c5a7b27666f6f273a27626172277dc3653936");

        assertThat(read(message)).containsExactly(new Frame("", ByteString.encodeUtf8("{'foo':'bar'}")));
    }

    @Test
    void headersOfEveryTypeArePassedOver() throws IOException {
        Buffer headers = new Buffer();
        int[] sizes = {0, 0, 1, 2, 4, 8, -1, -1, 8, 16};
        for (int type = 0; type < sizes.length; type++) {
            headers.writeByte(1).writeUtf8("h").writeByte(type);
            if (sizes[type] < 0) {
                headers.writeShort(3).writeUtf8("abc");
            } else {
                headers.write(new byte[sizes[type]]);
            }
        }
        headers.writeByte(11)
                .writeUtf8(":event-type")
                .writeByte(7)
                .writeShort(4)
                .writeUtf8("last");

        assertThat(read(EventStreamMessage.of(headers.readByteString(), "{}")))
                .containsExactly(new Frame("last", ByteString.encodeUtf8("{}")));
    }

    @Test
    void anExceptionIsAFailureByItsName() throws IOException {
        assertThat(read(EventStreamMessage.exception("throttlingException", "{\"message\":\"slow down\"}")))
                .containsExactly(new Frame(
                        EventStreamFrames.FAILURE,
                        ByteString.encodeUtf8("{\"code\":\"ThrottlingException\",\"message\":\"slow down\"}")));
        assertThat(read(EventStreamMessage.of(
                        Map.of(":message-type", "error", ":error-code", "InternalFailure", ":error-message", "oops"),
                        "")))
                .containsExactly(new Frame(
                        EventStreamFrames.FAILURE,
                        ByteString.encodeUtf8("{\"code\":\"InternalFailure\",\"message\":\"oops\"}")));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 11, 12, 13, 40})
    void aBodyThatEndsInsideAnEventIsCutOff(int length) {
        assertThatThrownBy(() -> read(EVENT, EVENT.substring(0, length))).isInstanceOf(EOFException.class);
    }

    @Test
    void everyDamagedByteIsSeen() {
        for (int i = 1; i < EVENT.size(); i++) {
            byte[] damaged = EVENT.toByteArray();
            damaged[i] ^= 0x10;
            assertThatThrownBy(() -> read(ByteString.of(damaged)))
                    .as("byte %d", i)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void headersMustEndWhereTheySay() {
        ByteString cut = new Buffer().writeByte(20).writeUtf8("short").readByteString();
        ByteString unknown =
                new Buffer().writeByte(1).writeUtf8("h").writeByte(10).readByteString();

        assertThatThrownBy(() -> read(EventStreamMessage.of(cut, "{}"))).hasMessageContaining("cut off");
        assertThatThrownBy(() -> read(EventStreamMessage.of(unknown, "{}"))).hasMessageContaining("unknown type 10");
    }

    @Test
    void tooLargeIsRefusedBeforeItIsRead() {
        StreamLimits small = new StreamLimits(100, 80);
        ByteString large = EventStreamMessage.event("e", "x".repeat(80));

        assertThatThrownBy(() -> read(small, large.substring(0, 20)))
                .isInstanceOf(BodyTooLargeException.class)
                .hasMessageContaining("an event of the stream");
        assertThatThrownBy(() -> read(small, EventStreamMessage.event("e", ""), EventStreamMessage.event("e", "")))
                .isInstanceOf(BodyTooLargeException.class)
                .hasMessageContaining("the answer");
        assertThatThrownBy(() -> read(small, ByteString.encodeUtf8("{" + " ".repeat(200))))
                .isInstanceOf(BodyTooLargeException.class);
    }

    @Test
    void textInsteadOfEventsIsOneFrame() throws IOException {
        assertThat(read(ByteString.encodeUtf8("{\"message\":\"no\"}")))
                .containsExactly(new Frame("", ByteString.encodeUtf8("{\"message\":\"no\"}")));
    }
}
