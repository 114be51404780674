package dev.llmconnect.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/** How the events of a stream are written. An event is its data, for some framings with a name and a blank before it. */
enum Framing {
    SSE {
        @Override
        byte[] event(String name, String data) {
            return utf8("data: " + data + "\n\n");
        }
    },
    /** With the type that is in the data as the event's name. */
    TYPED_SSE {
        @Override
        byte[] event(String name, String data) {
            Matcher type = TYPE.matcher(data);
            return utf8((type.find() ? "event: " + type.group(1) + "\n" : "") + "data: " + data + "\n\n");
        }
    },
    NAMED_SSE {
        @Override
        byte[] event(String name, String data) {
            return utf8("event: " + name + "\ndata: " + data + "\n\n");
        }
    },
    LINES {
        @Override
        byte[] event(String name, String data) {
            return utf8(data + "\n");
        }
    },
    /** AWS's binary frames. */
    EVENT_STREAM {
        @Override
        byte[] event(String name, String data) {
            ByteArrayOutputStream headers = new ByteArrayOutputStream();
            Map.of(":message-type", "event", ":event-type", name, ":content-type", "application/json")
                    .forEach((header, value) -> {
                        headers.write(header.length());
                        headers.writeBytes(utf8(header));
                        headers.write(7);
                        headers.write(value.length() >> 8);
                        headers.write(value.length());
                        headers.writeBytes(utf8(value));
                    });
            byte[] payload = utf8(data);
            ByteBuffer frame = ByteBuffer.allocate(16 + headers.size() + payload.length);
            frame.putInt(frame.capacity()).putInt(headers.size());
            frame.putInt(checksum(frame)).put(headers.toByteArray()).put(payload);
            frame.putInt(checksum(frame));
            return frame.array();
        }
    };

    private static final Pattern TYPE = Pattern.compile("\"type\":\"([a-z_.-]{1,60})\"");

    abstract byte[] event(String name, String data);

    /** Whether an event has its name before its data. */
    boolean isNamed() {
        return this == NAMED_SSE || this == EVENT_STREAM;
    }

    String contentType() {
        return this == EVENT_STREAM
                ? "application/vnd.amazon.eventstream"
                : this == LINES ? "application/x-ndjson" : "text/event-stream";
    }

    byte[] body(List<String> events) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String event : events) {
            int blank = isNamed() ? event.indexOf(' ') : -1;
            all.writeBytes(event(blank < 0 ? "" : event.substring(0, blank), event.substring(blank + 1)));
        }
        return all.toByteArray();
    }

    private static int checksum(ByteBuffer frame) {
        CRC32 crc = new CRC32();
        crc.update(frame.array(), 0, frame.position());
        return (int) crc.getValue();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
