package dev.llmconnect.internal;

/**
 * Upper bound of the heap size of a parsed JSON text: an object of a few bytes becomes a map of some hundred. Computed in one
 * pass over the bytes, before parsing; also for text that is not JSON. Not thread-safe.
 */
public final class JsonWeight {
    /** Maximum number of values of a request. */
    public static final long MAX_VALUES = 1_000_000;

    /** Size of a {@code LinkedHashMap} with its table, on a JVM with compressed references. */
    private static final int OBJECT = 56 + 80;

    /** Size of an {@code ArrayList} with its array. */
    private static final int ARRAY = 24 + 16;

    /** Size of an item with a number or a string; two slots, since lists grow by half. */
    private static final int ITEM = 16 + 56;

    /** Size of a map entry with its slot in the table and the string of its name. */
    private static final int MEMBER = 48 + 16 + 56;

    private long objects;
    private long arrays;
    private long items;
    private long members;
    private long empty;
    /** Whether an object or array has started and has no content yet. */
    private boolean opened;

    private boolean inString;
    private boolean escaped;

    /** Computes the weight of the first {@code length} bytes of a UTF-8 text. */
    public static JsonWeight of(byte[] json, int length) {
        JsonWeight weight = new JsonWeight();
        weight.add(json, 0, length);
        return weight;
    }

    /** Continues with more bytes. */
    public void add(byte[] json, int from, int to) {
        int at = from;
        while (at < to) {
            if (inString) {
                at = string(json, at, to);
                continue;
            }
            byte next = json[at++];
            switch (next) {
                case '"' -> inString = true;
                case '{' -> objects++;
                case '[' -> arrays++;
                case ',' -> items++;
                case ':' -> members++;
                case '}', ']' -> empty += opened ? 1 : 0;
                default -> {
                    // Blanks, numbers and literals weigh as the items that they are.
                }
            }
            opened = next == '{' || next == '[' || (opened && next <= ' ');
        }
    }

    /** Advances to the end of a string. */
    private int string(byte[] json, int from, int to) {
        int at = from;
        if (escaped) {
            escaped = false;
            at++;
        }
        while (at < to) {
            at = plainEnd(json, at, to);
            if (at == to) {
                return at;
            }
            if (json[at++] == '"') {
                inString = false;
                return at;
            }
            if (at == to) {
                escaped = true;
                return at;
            }
            at++;
        }
        return at;
    }

    /** Returns the index of the next quote or backslash, or {@code to}. */
    private static int plainEnd(byte[] json, int from, int to) {
        int start = to - from > LongText.MIN_LENGTH ? LongText.withoutQuotes(json, from, to - Long.BYTES) : from;
        for (int i = start; i < to; i++) {
            byte next = json[i];
            if (next == '"' || next == '\\') {
                return i;
            }
        }
        return to;
    }

    /** Number of values, including nested ones. */
    public long values() {
        return 1 + objects + arrays - empty + items;
    }

    /** Whether there are more than {@link #MAX_VALUES}. */
    public boolean hasTooManyValues() {
        return values() > MAX_VALUES;
    }

    /** Size of the values, without the text of strings. */
    public long bytes() {
        return objects * OBJECT + arrays * ARRAY + items * ITEM + members * MEMBER;
    }
}
