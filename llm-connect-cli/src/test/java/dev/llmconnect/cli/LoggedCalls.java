package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.formats.json.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * What the server logs of each call, read from the text and from the JSON that {@code llm-connect serve} writes: both have to say the same.
 * Keeps the lines from the console until it is closed.
 */
final class LoggedCalls extends Handler implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Formatter TEXT = StderrLog.formatter(Map.of());
    private static final Formatter JSON = StderrLog.formatter(Map.of("LLM_CONNECT_LOG_FORMAT", "json"));

    private final Logger logger = Logger.getLogger("dev.llmconnect.server.calls");
    private final Map<String, Queue<Map<String, String>>> lines = new ConcurrentHashMap<>();

    LoggedCalls() {
        logger.setUseParentHandlers(false);
        logger.addHandler(this);
    }

    /** The fields of the one line of that call, {@code -} where nothing is known; with its retries and fallbacks before it. */
    List<Map<String, String>> await(String id) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() - end < 0) {
            List<Map<String, String>> told = List.copyOf(lines.getOrDefault(id, new ConcurrentLinkedQueue<>()));
            if (told.stream().anyMatch(line -> "call".equals(line.get("event")))) {
                return told;
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        throw new AssertionError("no line of the call " + id);
    }

    @Override
    public void publish(LogRecord line) {
        Map<String, String> text = text(TEXT.format(line));
        Map<String, String> json = json(JSON.format(line));
        text.forEach((name, value) ->
                assertThat(json.getOrDefault(name, "-")).as(name).isEqualTo(value));
        assertThat(text.keySet()).containsAll(json.keySet());
        lines.computeIfAbsent(text.get("id"), id -> new ConcurrentLinkedQueue<>())
                .add(text);
    }

    /** {@code time level logger event name=value …}. */
    private static Map<String, String> text(String line) {
        assertThat(line).endsWith("\n").containsOnlyOnce("\n");
        String[] words = line.strip().split(" ", -1);
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("event", words[3]);
        for (int i = 4; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            fields.put(words[i].substring(0, equals), words[i].substring(equals + 1));
        }
        return fields;
    }

    private static Map<String, String> json(String line) {
        assertThat(line).endsWith("}\n").containsOnlyOnce("\n");
        Map<String, String> fields = new LinkedHashMap<>();
        Json.read(line).object().forEach((name, value) -> fields.put(name, String.valueOf(value)));
        assertThat(fields.keySet()).contains("time", "level", "logger", "event");
        List.of("time", "level", "logger").forEach(fields::remove);
        return fields;
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
    }
}
