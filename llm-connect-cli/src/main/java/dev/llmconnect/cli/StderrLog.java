package dev.llmconnect.cli;

import dev.llmconnect.Redactor;
import dev.llmconnect.internal.Redacted;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Arrays;
import java.util.LinkedHashMap;
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
    static final int MAX_MESSAGE_LENGTH = 16_000;

    /** The time, the level and what stands between them, so that a line is put together in one piece. */
    private static final int HEAD_LENGTH = 40;

    private static final String FORMAT = ProgramVariable.LOG_FORMAT.variable();
    private static final String TEXT = "text";
    private static final String JSON = "json";

    private static final Map<String, Level> LEVELS = levels();

    private static final String MANAGER = "java.util.logging.manager";

    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private static volatile @Nullable RotatingLogFile file;

    private StderrLog() {}

    private static Map<String, Level> levels() {
        Map<String, Level> levels = new LinkedHashMap<>();
        levels.put("error", Level.SEVERE);
        levels.put("warn", Level.WARNING);
        levels.put("warning", Level.WARNING);
        levels.put("info", Level.INFO);
        levels.put("debug", Level.FINE);
        levels.put("trace", Level.FINEST);
        levels.put("off", Level.OFF);
        return levels;
    }

    /** A formatter for other handlers. */
    static Formatter formatter() {
        return new StderrLog();
    }

    private static void replaceHandlers(Handler handler) {
        Logger root = Logger.getLogger("");
        for (Handler old : root.getHandlers()) {
            root.removeHandler(old);
            old.close();
        }
        root.addHandler(handler);
    }

    /** Sends the log to a file from now on, in the same format. */
    static void toFile(RotatingLogFile log) {
        file = log;
        replaceHandlers(new AsyncLogHandler(log, currentFormatter(), StandardCharsets.UTF_8));
    }

    /** Sends the log to stdout from now on, in the same format. */
    static void toStdout() {
        replaceHandlers(new AsyncLogHandler(new FileOutputStream(FileDescriptor.out), currentFormatter()));
    }

    /** Opens the log file anew, if the log goes to one. */
    static void reopen() {
        RotatingLogFile log = file;
        if (log != null) {
            log.reopen();
        }
    }

    private static Formatter currentFormatter() {
        return Arrays.stream(Logger.getLogger("").getHandlers())
                .filter(AsyncLogHandler.class::isInstance)
                .map(Handler::getFormatter)
                .findFirst()
                .orElseGet(StderrLog::formatter);
    }

    /** Chooses the JDK's log manager, which the first logger fixes. */
    private static void chooseManager() {
        if (System.getProperty(MANAGER) == null) {
            System.setProperty(MANAGER, OpenUntilTheEnd.class.getName());
        }
    }

    /**
     * Sends every logger of the process to stderr, at the level of {@code LLM_CONNECT_LOG_LEVEL} (info by default) and in the format of
     * {@code LLM_CONNECT_LOG_FORMAT} (text by default).
     */
    static void install(Map<String, String> environment) {
        chooseManager();
        String name = environment.getOrDefault(ProgramVariable.LOG_LEVEL.variable(), "");
        Level level = LEVELS.getOrDefault(key(name), Level.INFO);
        Logger root = Logger.getLogger("");
        replaceHandlers(new AsyncLogHandler(new FileOutputStream(FileDescriptor.err), formatter(environment)));
        root.setLevel(level.intValue() < Level.INFO.intValue() ? Level.INFO : level);
        Logger.getLogger("dev.llmconnect").setLevel(level);
        LibraryLoggers.MIN_LEVELS.forEach(
                (logger, min) -> logger.setLevel(level.intValue() > min.intValue() ? level : min));
        // The JDK's own way writes to stderr itself, where a thread waits for as long as nobody reads it.
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> System.getLogger(StderrLog.class.getName())
                .log(System.Logger.Level.ERROR, "the thread " + thread.getName() + " ended", thrown));
        warnUnlessKnown(name);
        warnOfUnknownFormat(environment);
    }

    /** A formatter in the format of {@code LLM_CONNECT_LOG_FORMAT}; text where it names no format. */
    static Formatter formatter(Map<String, String> environment) {
        String format = environment.getOrDefault(FORMAT, TEXT).strip().toLowerCase(Locale.ROOT);
        return format.equals(JSON) ? new JsonLogFormatter() : new StderrLog();
    }

    private static void warnOfUnknownFormat(Map<String, String> environment) {
        String format = environment.getOrDefault(FORMAT, TEXT).strip();
        if (!format.isEmpty() && !format.equalsIgnoreCase(TEXT) && !format.equalsIgnoreCase(JSON)) {
            System.getLogger(StderrLog.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "{0} must be text or json, got \"{1}\"; using text",
                            FORMAT,
                            format);
        }
    }

    /** Warns of a level that there is none of. */
    static void warnUnlessKnown(String level) {
        if (!level.isBlank() && !LEVELS.containsKey(key(level))) {
            System.getLogger(StderrLog.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "{0} must be {1}, got \"{2}\"; using info",
                            ProgramVariable.LOG_LEVEL.variable(),
                            String.join(", ", LEVELS.keySet()),
                            level);
        }
    }

    private static String key(String level) {
        return level.strip().toLowerCase(Locale.ROOT);
    }

    @Override
    public String format(LogRecord event) {
        boolean isSafe = event.getThrown() == null && fields(event) instanceof Redacted;
        String safe = isSafe ? message(event) : Redactor.redact(message(event), MAX_MESSAGE_LENGTH);
        String logger = String.valueOf(event.getLoggerName());
        StringBuilder line = new StringBuilder(HEAD_LENGTH + logger.length() + safe.length());
        line.append(time(event.getInstant())).append(' ').append(name(event.getLevel()));
        line.append(' ').append(logger).append(' ').append(safe).append('\n');
        return line.toString();
    }

    private String message(LogRecord event) {
        Object fields = fields(event);
        String message = fields != null ? fields.toString() : formatMessage(event);
        Throwable thrown = event.getThrown();
        return thrown == null ? message : message + '\n' + trace(thrown);
    }

    /** The names and values of an event that is no text: the only parameter of its message. */
    static @Nullable Object fields(LogRecord event) {
        Object[] parameters = event.getParameters();
        return parameters != null && parameters.length == 1 && parameters[0] instanceof Map<?, ?>
                ? parameters[0]
                : null;
    }

    static String trace(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return trace.toString().stripTrailing();
    }

    /** As ISO 8601 in UTC, always with milliseconds. */
    static String time(Instant instant) {
        return TIME.format(instant);
    }

    static String name(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARN";
        }
        return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }

    /** Held, since the JDK forgets loggers that nobody holds, with their level; and made after the log manager is chosen. */
    private static final class LibraryLoggers {
        /**
         * The lowest level that is written of each. That a pool of connections opens is news to nobody. What SQLite's driver cannot load, the store
         * tells; its loader only complains when another start has removed old files before it. Netty finds no hardware address where there
         * is only a loopback network, and wants it for names in its own log.
         */
        static final Map<Logger, Level> MIN_LEVELS = Map.of(
                Logger.getLogger("com.zaxxer.hikari"), Level.WARNING,
                Logger.getLogger("org.sqlite.SQLiteJDBCLoader"), Level.OFF,
                Logger.getLogger("io.netty.util.internal.MacAddressUtil"), Level.SEVERE);
    }

    /** Waits briefly until what has been logged is written: the last step of a process. */
    static void flush() {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.flush();
        }
    }

    /** Keeps the handlers while the server drains: the JDK's own manager takes them away as soon as the process is told to end. */
    public static final class OpenUntilTheEnd extends LogManager {
        /** Called by the JDK. */
        public OpenUntilTheEnd() {}

        @Override
        public void reset() {
            flush();
        }
    }
}
