package dev.llmconnect.providers.bedrock;

import java.util.Map;
import java.util.zip.CRC32;
import okio.Buffer;
import okio.ByteString;

/** Writes messages of AWS's event stream, as AWS does. */
public final class EventStreamMessage {
    private EventStreamMessage() {}

    public static ByteString event(String type, String json) {
        return of(Map.of(":message-type", "event", ":event-type", type), json);
    }

    static ByteString exception(String type, String json) {
        return of(Map.of(":message-type", "exception", ":exception-type", type), json);
    }

    public static ByteString of(Map<String, String> headers, String payload) {
        Buffer all = new Buffer();
        headers.forEach((name, value) -> {
            all.writeByte(name.length()).writeUtf8(name).writeByte(7);
            all.writeShort(value.length()).writeUtf8(value);
        });
        return of(all.readByteString(), payload);
    }

    static ByteString of(ByteString headers, String payload) {
        ByteString bytes = ByteString.encodeUtf8(payload);
        Buffer message =
                new Buffer().writeInt(16 + headers.size() + bytes.size()).writeInt(headers.size());
        message.writeInt(checksum(message.snapshot())).write(headers).write(bytes);
        return message.writeInt(checksum(message.snapshot())).readByteString();
    }

    private static int checksum(ByteString bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes.toByteArray());
        return (int) crc.getValue();
    }
}
