package dev.llmconnect.formats.json;

import dev.llmconnect.LLMException;
import dev.llmconnect.internal.MemoryLease;
import java.util.Map;
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

    private final Utf8Output out = new Utf8Output();
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
    static Utf8Output strict(@Nullable Object tree) {
        JsonText text = new JsonText(null, true);
        text.write(tree, 0);
        return text.out;
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
            text.out.text(before);
            text.write(tree, 0);
            text.out.text(after);
            return text.out.toBytes();
        } finally {
            text.release();
        }
    }

    private void write(@Nullable Object value, int depth) {
        count(0);
        if (value == null) {
            out.text("null");
        } else if (depth > MAX_DEPTH) {
            other(value, "it is nested deeper than " + MAX_DEPTH);
        } else if (value instanceof Map<?, ?> map) {
            object(map, depth);
        } else if (value instanceof Iterable<?> list) {
            array(list, depth);
        } else if (value instanceof Boolean || (value instanceof Number number && isFinite(number))) {
            out.text(value.toString());
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
            out.put(mark);
            if (isStrict && !(entry.getKey() instanceof String)) {
                throw new IllegalArgumentException("a key that is not a string");
            }
            string(String.valueOf(entry.getKey()));
            out.put(':');
            write(entry.getValue(), depth + 1);
            mark = ',';
        }
        out.text(mark == '{' ? "{}" : "}");
    }

    private void array(Iterable<?> list, int depth) {
        char mark = '[';
        for (Object item : list) {
            out.put(mark);
            write(item, depth + 1);
            mark = ',';
        }
        out.text(mark == '[' ? "[]" : "]");
    }

    private void string(String text) {
        count(text.length());
        out.put('"');
        if (text.length() >= LongString.MIN_LENGTH) {
            LongString.write(out, text);
        } else {
            out.escaped(text);
        }
        out.put('"');
    }

    /** Counts what has been written since the last time, and what comes. */
    private void count(int coming) {
        long needed = out.size() + coming;
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
