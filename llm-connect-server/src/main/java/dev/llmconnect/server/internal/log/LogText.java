package dev.llmconnect.server.internal.log;

import dev.llmconnect.Redactor;

/** Text from outside, made fit for one line of a log. */
public final class LogText {
    private static final int MAX_TRACE_LENGTH = 8000;
    private static final int MAX_CAUSES = 5;
    private static final int MAX_FRAMES = 30;

    private LogText() {}

    /** The text with whatever could end the line, hide or reorder it written as {@code \}{@code uXXXX}. */
    public static String line(String text) {
        int at = 0;
        while (at < text.length() && !breaksLine(text.charAt(at))) {
            at++;
        }
        return at == text.length() ? text : escaped(text);
    }

    private static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            if (breaksLine(c)) {
                safe.append(String.format("\\u%04x", c));
            } else {
                safe.append((char) c);
            }
        });
        return safe.toString();
    }

    /** The text without blanks, quotes and equals signs, so that {@code key=value} pairs can be told apart. */
    public static String token(String text) {
        return line(text).replace("\"", "\\u0022").replace(" ", "\\u0020").replace("=", "\\u003d");
    }

    /** A stack trace without credentials and with a bounded length; the messages cannot forge a line. */
    public static String trace(Throwable failure) {
        StringBuilder trace = new StringBuilder();
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            trace.append(i == 0 ? "" : "\ncaused by ")
                    .append(line(Redactor.redact(cause.toString(), MAX_TRACE_LENGTH / MAX_CAUSES)));
            StackTraceElement[] frames = cause.getStackTrace();
            for (int f = 0; f < Math.min(frames.length, MAX_FRAMES); f++) {
                trace.append("\n    at ").append(frames[f]);
            }
            cause = cause.getCause();
        }
        return trace.toString();
    }

    private static boolean breaksLine(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
