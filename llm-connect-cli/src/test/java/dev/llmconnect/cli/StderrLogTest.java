package dev.llmconnect.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.squareup.moshi.JsonReader;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StderrLogTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-27T13:05:00.000Z",
                "2026-11-27T13:05:00.007Z",
                "2026-11-27T13:05:00.070Z",
                "2026-11-27T13:05:01.999Z",
                "1969-12-31T23:59:59.999Z"
            })
    void aLineBeginsWithItsTimeToTheMillisecond(String time) {
        assertEquals(time + " INFO dev.llmconnect.test well\n", line(Instant.parse(time), "well"));
    }

    @Test
    void anExceptionFollowsItsMessage() {
        LogRecord event = event(Instant.EPOCH, "it broke");
        event.setLevel(Level.WARNING);
        event.setThrown(new IllegalStateException("so and so"));
        String lines = StderrLog.formatter().format(event);
        assertTrue(
                lines.startsWith("1970-01-01T00:00:00.000Z WARN dev.llmconnect.test it broke\n"
                        + "java.lang.IllegalStateException: so and so\n\tat "),
                lines);
        assertTrue(lines.endsWith("\n") && !lines.endsWith("\n\n"), lines);
    }

    @Test
    void noCredentialIsWritten() {
        assertFalse(
                line(Instant.EPOCH, "Authorization: Bearer abcdefgh12345678").contains("abcdefgh12345678"));
    }

    @Test
    void aHugeMessageIsCutAndStillEndsItsLine() {
        String line = line(Instant.EPOCH, "x".repeat(10 * StderrLog.MAX_MESSAGE_LENGTH));
        assertTrue(line.length() < StderrLog.MAX_MESSAGE_LENGTH + 100, () -> "" + line.length());
        assertTrue(line.endsWith("xxx… (cut)\n"));
    }

    @Test
    void asJsonEachLineIsOneObjectWhateverItSays() throws IOException {
        LogRecord event = event(Instant.EPOCH, "it \"broke\"\nfor {0}: Bearer abcdefgh12345678");
        event.setParameters(new Object[] {"good"});
        event.setThrown(new IllegalStateException("so and so"));

        Map<?, ?> json = json(event);

        assertEquals("1970-01-01T00:00:00.000Z", json.get("time"));
        assertEquals("INFO", json.get("level"));
        assertEquals("dev.llmconnect.test", json.get("logger"));
        assertTrue(String.valueOf(json.get("message")).startsWith("it \"broke\"\nfor good"), json::toString);
        assertFalse(json.toString().contains("abcdefgh12345678"), json::toString);
        assertTrue(String.valueOf(json.get("exception")).startsWith("java.lang.IllegalStateException: so and so"));
    }

    @Test
    void theFieldsOfAnEventAreThoseOfTheObject() throws IOException {
        LogRecord event = event(Instant.EPOCH, "{0}");
        event.setParameters(new Object[] {Map.of("event", "call", "status", 200L, "stream", true)});

        Map<?, ?> json = json(event);

        assertEquals("call", json.get("event"));
        assertEquals(200.0, json.get("status"));
        assertEquals(true, json.get("stream"));
        assertFalse(json.containsKey("message"));
    }

    @Test
    void fieldsThatAreNotKnownToBeRedactedAre() throws IOException {
        LogRecord event = event(Instant.EPOCH, "{0}");
        event.setParameters(new Object[] {Map.of("model", "Bearer abcdefgh12345678")});

        assertFalse(json(event).toString().contains("abcdefgh12345678"));
        assertFalse(StderrLog.formatter().format(event).contains("abcdefgh12345678"));
    }

    private static Map<?, ?> json(LogRecord event) throws IOException {
        String line =
                StderrLog.formatter(Map.of("LLM_CONNECT_LOG_FORMAT", "JSON")).format(event);
        assertEquals(line.length() - 1, line.indexOf('\n'));
        return (Map<?, ?>) JsonReader.of(new Buffer().writeUtf8(line)).readJsonValue();
    }

    private static String line(Instant time, String message) {
        return StderrLog.formatter().format(event(time, message));
    }

    private static LogRecord event(Instant time, String message) {
        LogRecord event = new LogRecord(Level.INFO, message);
        event.setLoggerName("dev.llmconnect.test");
        event.setInstant(time);
        return event;
    }
}
