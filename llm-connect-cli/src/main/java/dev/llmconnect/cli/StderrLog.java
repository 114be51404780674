package dev.llmconnect.cli;

import dev.llmconnect.Redactor;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The log of the program: one line per event on stderr, redacted, so that stdout holds answers only. */
final class StderrLog extends Formatter {
    /** The longest event that is written, in characters. */
    static final int LONGEST_EVENT = 16_000;

    private static final int USUAL_EVENT = 400;

    private static final String MANAGER = "java.util.logging.manager";

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
        StringBuilder line = new StringBuilder(USUAL_EVENT)
                .append(Instant.ofEpochMilli(event.getMillis()).truncatedTo(ChronoUnit.MILLIS))
                .append(' ')
                .append(name(event.getLevel()))
                .append(' ')
                .append(event.getLoggerName())
                .append(' ')
                .append(formatMessage(event));
        Throwable thrown = event.getThrown();
        if (thrown != null) {
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            line.append('\n').append(trace.toString().stripTrailing());
        }
        String safe = Redactor.redact(line.append('\n').toString(), LONGEST_EVENT);
        return safe.endsWith("\n") ? safe : safe + '\n';
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
