package dev.llmconnect.cli;

import dev.llmconnect.Redactor;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The log of the program: one line per event on stderr, redacted, so that stdout holds answers only. */
final class StderrLog extends Formatter {
    /** The longest message that is written, in characters. */
    static final int LONGEST_MESSAGE = 16_000;

    private static final long MILLIS = 1000;

    private static final String MANAGER = "java.util.logging.manager";

    /** @param text the second as ISO 8601, up to where its milliseconds follow */
    private record Second(long epochSecond, String text) {}

    private static volatile @Nullable Second last;

    private StderrLog() {}

    /** A formatter for one's own handler. */
    static Formatter formatter() {
        return new StderrLog();
    }

    /** Sends every logger of the process to stderr, at the level of {@code LLM_CONNECT_LOG_LEVEL} (info by default). */
    static void install(Map<String, String> environment) {
        if (System.getProperty(MANAGER) == null) {
            System.setProperty(MANAGER, OpenUntilTheEnd.class.getName());
        }
        Level level = level(environment.getOrDefault("LLM_CONNECT_LOG_LEVEL", "info"));
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        Handler stderr = new AsyncLogHandler(new FileOutputStream(FileDescriptor.err), new StderrLog());
        root.addHandler(stderr);
        root.setLevel(level.intValue() < Level.INFO.intValue() ? Level.INFO : level);
        Logger.getLogger("dev.llmconnect").setLevel(level);
    }

    private static Level level(String name) {
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "off" -> Level.OFF;
            case "error" -> Level.SEVERE;
            case "warn", "warning" -> Level.WARNING;
            case "debug" -> Level.FINE;
            case "trace" -> Level.FINEST;
            default -> Level.INFO;
        };
    }

    @Override
    public String format(LogRecord event) {
        String safe = Redactor.redact(message(event), LONGEST_MESSAGE);
        return time(event.getMillis()) + ' ' + name(event.getLevel()) + ' ' + event.getLoggerName() + ' ' + safe + '\n';
    }

    private String message(LogRecord event) {
        String message = formatMessage(event);
        Throwable thrown = event.getThrown();
        if (thrown == null) {
            return message;
        }
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return message + '\n' + trace.toString().stripTrailing();
    }

    /** As ISO 8601 in UTC, always with milliseconds. What comes before these is made once a second: it costs more than all else here. */
    private static String time(long epochMillis) {
        long epochSecond = Math.floorDiv(epochMillis, MILLIS);
        Second second = last;
        if (second == null || second.epochSecond() != epochSecond) {
            String text = Instant.ofEpochSecond(epochSecond).toString();
            second = new Second(epochSecond, text.substring(0, text.length() - 1));
            last = second;
        }
        long millis = Math.floorMod(epochMillis, MILLIS);
        return second.text() + (millis < 10 ? ".00" : millis < 100 ? ".0" : ".") + millis + 'Z';
    }

    private static String name(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARN";
        }
        return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }

    /** Keeps the handlers while the server drains: the JDK's own manager takes them away as soon as the process is told to end. */
    public static final class OpenUntilTheEnd extends LogManager {
        /** Called by the JDK. */
        public OpenUntilTheEnd() {}

        @Override
        public void reset() {
            for (Handler handler : Logger.getLogger("").getHandlers()) {
                handler.close();
            }
        }
    }
}
