package dev.llmconnect.formats.json;

import dev.llmconnect.LLMException;
import dev.llmconnect.internal.MemoryLease;
import java.util.Map;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of JSON: for answers, where what JSON has no form for is written as its text, so that no plugin's metadata can break an
 * answer, and large text counts in the memory of the {@linkplain MemoryLease#current() call} before it is made; and for {@link Json},
 * which refuses such values. Only {@link dev.llmconnect.internal.JsonTreeWriter} writes besides, since the api depends on no library.
 *
 * <p>Moshi's writer knows neither the bound on memory nor values of other types, so this one is written by hand; the bytes are the same.
 */
public final class JsonText {
    /** What is nested deeper is written as its text, so that no tree overflows the stack; readers take less. */
    private static final int MAX_DEPTH = 250;

    /** Interval at which text is counted, in bytes. */
    private static final int STEP_BYTES = 64 << 10;

    /** The buffer that is written to, and the array made of it. */
    private static final int COPIES = 2;

    private static final String NOTHING = "";

    /** What stands for a character in a string; nothing for most. */
    private static final @Nullable String[] ESCAPES = new String[128];

    static {
        for (char c = 0; c < ' '; c++) {
            ESCAPES[c] = (c < 16 ? "\\u000" : "\\u00") + Integer.toHexString(c);
        }
        ESCAPES['"'] = "\\\"";
        ESCAPES['\\'] = "\\\\";
        ESCAPES['\t'] = "\\t";
        ESCAPES['\b'] = "\\b";
        ESCAPES['\n'] = "\\n";
        ESCAPES['\r'] = "\\r";
        ESCAPES['\f'] = "\\f";
    }

    private final Buffer buffer = new Buffer();
    private final @Nullable MemoryLease memory;
    /** Whether what JSON has no form for is refused. */
    private final boolean isStrict;

    private long counted;

    private JsonText(@Nullable MemoryLease memory, boolean isStrict) {
        this.memory = memory;
        this.isStrict = isStrict;
    }

    /**
     * A tree as UTF-8.
     *
     * @throws IllegalArgumentException for a type or a number JSON does not have, and for a tree that is too deep
     */
    static Buffer strict(@Nullable Object tree) {
        JsonText text = new JsonText(null, true);
        text.write(tree, 0);
        return text.buffer;
    }

    /**
     * A tree of maps, iterables, strings, numbers, booleans and nulls as UTF-8.
     *
     * @throws LLMException with the code {@code server_overloaded} when there is no memory for it
     */
    public static byte[] bytes(@Nullable Object tree) {
        return bytes(NOTHING, tree, NOTHING);
    }

    /** As {@link #bytes(Object)}, between two texts. */
    public static byte[] bytes(String before, @Nullable Object tree, String after) {
        JsonText text = new JsonText(MemoryLease.current().orElse(null), false);
        try {
            text.buffer.writeUtf8(before);
            text.write(tree, 0);
            text.buffer.writeUtf8(after);
            return text.buffer.readByteArray();
        } finally {
            text.release();
        }
    }

    private void write(@Nullable Object value, int depth) {
        count(0);
        if (value == null) {
            buffer.writeUtf8("null");
        } else if (depth > MAX_DEPTH) {
            other(value, "it is nested deeper than " + MAX_DEPTH);
        } else if (value instanceof Map<?, ?> map) {
            object(map, depth);
        } else if (value instanceof Iterable<?> list) {
            array(list, depth);
        } else if (value instanceof Boolean || (value instanceof Number number && isFinite(number))) {
            buffer.writeUtf8(value.toString());
        } else if (value instanceof String text) {
            string(text);
        } else {
            other(value, "a " + value.getClass().getName() + (value instanceof Number ? " that is not finite" : ""));
        }
    }

    private void other(Object value, String what) {
        if (isStrict) {
            throw new IllegalArgumentException(what);
        }
        string(value.toString());
    }

    private void object(Map<?, ?> map, int depth) {
        char mark = '{';
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            buffer.writeByte(mark);
            if (isStrict && !(entry.getKey() instanceof String)) {
                throw new IllegalArgumentException("a key that is not a string");
            }
            string(String.valueOf(entry.getKey()));
            buffer.writeByte(':');
            write(entry.getValue(), depth + 1);
            mark = ',';
        }
        buffer.writeUtf8(mark == '{' ? "{}" : "}");
    }

    private void array(Iterable<?> list, int depth) {
        char mark = '[';
        for (Object item : list) {
            buffer.writeByte(mark);
            write(item, depth + 1);
            mark = ',';
        }
        buffer.writeUtf8(mark == '[' ? "[]" : "]");
    }

    private void string(String text) {
        count(text.length());
        if (text.length() >= LongString.MIN_LENGTH) {
            LongString.write(buffer, text);
            return;
        }
        buffer.writeByte('"');
        int written = 0;
        for (int i = 0; i < text.length(); i++) {
            String escape = escape(text.charAt(i));
            if (escape != null) {
                buffer.writeUtf8(text, written, i).writeUtf8(escape);
                written = i + 1;
            }
        }
        buffer.writeUtf8(text, written, text.length()).writeByte('"');
    }

    /** What stands for a character; {@code null} for itself. JavaScript ends a line at U+2028 and U+2029, and some parsers of JSON with it. */
    static @Nullable String escape(char c) {
        if (c < ESCAPES.length) {
            return ESCAPES[c];
        }
        return c == '\u2028' ? "\\u2028" : c == '\u2029' ? "\\u2029" : null;
    }

    /** Counts what has been written since the last time, and what comes. */
    private void count(int coming) {
        long needed = buffer.size() + coming;
        if (memory != null && needed - counted >= STEP_BYTES) {
            memory.use(COPIES * (needed - counted));
            counted = needed;
        }
    }

    private void release() {
        if (memory != null) {
            memory.free(COPIES * counted);
        }
    }

    private static boolean isFinite(Number number) {
        boolean floating = number instanceof Double || number instanceof Float;
        return !floating || Double.isFinite(number.doubleValue());
    }
}
