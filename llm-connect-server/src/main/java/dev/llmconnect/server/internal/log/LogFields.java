package dev.llmconnect.server.internal.log;

import dev.llmconnect.Redactor;
import dev.llmconnect.internal.Redacted;
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An event of a log as names and values: the parameter of a log message {@code "{0}"}. A handler that writes text writes {@link #toString},
 * one that writes JSON finds the values in the map. A value is a number, a boolean or a text; texts are redacted and cut. Not thread-safe.
 */
public final class LogFields extends AbstractMap<String, Object> implements Redacted {
    private static final int MAX_VALUE_LENGTH = 200;
    private static final String NONE = "-";
    private static final String EVENT = "event";
    /** Of most lines of calls. */
    private static final int LINE_LENGTH = 768;

    private final String event;
    /** A name and its value, in order: most lines are only written as text, and need no map. */
    private Object[] fields = new Object[64];

    private int length;

    /** @param event what happened, as one token */
    public LogFields(String event) {
        this.event = event;
    }

    /** Adds a number. */
    public LogFields add(String name, long value) {
        return append(name, value);
    }

    /** Adds a truth. */
    public LogFields add(String name, boolean value) {
        return append(name, value);
    }

    /** Adds a text; an empty one is {@code -} in text, and left out of JSON. */
    public LogFields add(String name, String value) {
        return append(name, value.isEmpty() ? "" : Redactor.redact(value, MAX_VALUE_LENGTH));
    }

    private LogFields append(String name, Object value) {
        if (length == fields.length) {
            fields = Arrays.copyOf(fields, length * 2);
        }
        fields[length++] = name;
        fields[length++] = value;
        return this;
    }

    /** Adds what may be unknown: {@code -} in text, and left out of JSON. */
    public LogFields add(String name, Optional<?> value) {
        Object known = value.map(Object.class::cast).orElse("");
        return known instanceof Number number ? add(name, number.longValue()) : add(name, known.toString());
    }

    /** What is known, in order. */
    @Override
    public Set<Entry<String, Object>> entrySet() {
        Map<String, Object> known = new LinkedHashMap<>();
        known.put(EVENT, event);
        for (int i = 0; i < length; i += 2) {
            if (!fields[i + 1].equals("")) {
                known.put(fields[i].toString(), fields[i + 1]);
            }
        }
        return Collections.unmodifiableMap(known).entrySet();
    }

    /** The event and {@code name=value} pairs on one line, whatever the values hold. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(LINE_LENGTH).append(event);
        for (int i = 0; i < length; i += 2) {
            append(line.append(' ').append(fields[i]).append('='), fields[i + 1]);
        }
        return line.toString();
    }

    private static void append(StringBuilder line, Object value) {
        if (value instanceof Long number) {
            line.append(number.longValue());
        } else if (value instanceof String text) {
            line.append(text.isEmpty() ? NONE : LogText.token(text));
        } else {
            line.append(value);
        }
    }
}
