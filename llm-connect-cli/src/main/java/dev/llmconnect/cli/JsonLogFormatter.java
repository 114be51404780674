package dev.llmconnect.cli;

import com.squareup.moshi.JsonWriter;
import dev.llmconnect.Redactor;
import dev.llmconnect.internal.Redacted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import okio.Buffer;

/**
 * A log line as one JSON object: {@code time}, {@code level}, {@code logger}, and {@code message}; of an event that has fields, such as a
 * call, its fields in place of the message. An exception is in {@code exception}.
 */
final class JsonLogFormatter extends Formatter {
    @Override
    public String format(LogRecord event) {
        Buffer line = new Buffer();
        try (JsonWriter json = JsonWriter.of(line)) {
            json.beginObject();
            json.name("time").value(StderrLog.time(event.getInstant()));
            json.name("level").value(StderrLog.name(event.getLevel()));
            json.name("logger").value(event.getLoggerName());
            if (StderrLog.fields(event) instanceof Map<?, ?> fields) {
                write(fields, json);
            } else {
                json.name("message").value(Redactor.redact(formatMessage(event), StderrLog.MAX_MESSAGE_LENGTH));
            }
            if (event.getThrown() != null) {
                json.name("exception")
                        .value(Redactor.redact(StderrLog.trace(event.getThrown()), StderrLog.MAX_MESSAGE_LENGTH));
            }
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer does not fail", e);
        }
        return line.readUtf8() + '\n';
    }

    private static void write(Map<?, ?> fields, JsonWriter json) throws IOException {
        boolean isSafe = fields instanceof Redacted;
        for (Map.Entry<?, ?> field : fields.entrySet()) {
            json.name(String.valueOf(field.getKey()));
            if (field.getValue() instanceof Number number) {
                json.value(number);
            } else if (field.getValue() instanceof Boolean truth) {
                json.value(truth);
            } else {
                String value = String.valueOf(field.getValue());
                json.value(isSafe ? value : Redactor.redact(value, StderrLog.MAX_MESSAGE_LENGTH));
            }
        }
    }
}
