package dev.llmconnect.internal;

/**
 * What a JSON text takes on the heap once it is a tree, at worst: an object of a few bytes becomes a map of some hundred. Found in one pass
 * over the bytes, before anything is made of them; text that is not JSON has a weight, too. Not thread-safe.
 */
public final class JsonWeight {
    /** The most values that a request may have. */
    public static final long MAX_VALUES = 1_000_000;

    /** A {@code LinkedHashMap} with its table, on a JVM with compressed references. */
    private static final int OBJECT = 56 + 80;

    /** An {@code ArrayList} with the array behind it. */
    private static final int ARRAY = 24 + 16;

    /** A place in it twice over, since it grows by halves, with a number or a string in it. */
    private static final int ITEM = 16 + 56;

    /** The entry of a map with its place in the table, and the string of its name. */
    private static final int MEMBER = 48 + 16 + 56;

    private long objects;
    private long arrays;
    private long items;
    private long members;
    private long empty;
    /** An object or array has begun, and nothing has come in it. */
    private boolean opened;

    private boolean inString;
    private boolean escaped;

    /** Of the first {@code length} bytes of a text in UTF-8. */
    public static JsonWeight of(byte[] json, int length) {
        JsonWeight weight = new JsonWeight();
        weight.add(json, 0, length);
        return weight;
    }

    /** Reads on. */
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

    /** Goes on to the end of the string. */
    private int string(byte[] json, int from, int to) {
        int at = from;
        if (escaped) {
            escaped = false;
            at++;
        }
        while (at < to) {
            byte next = json[at++];
            if (next == '"') {
                inString = false;
                return at;
            }
            if (next == '\\') {
                if (at == to) {
                    escaped = true;
                    return at;
                }
                at++;
            }
        }
        return at;
    }

    /** How many values there are, nested ones included. */
    public long values() {
        return 1 + objects + arrays - empty + items;
    }

    /** Whether there are more than {@link #MAX_VALUES}. */
    public boolean hasTooManyValues() {
        return values() > MAX_VALUES;
    }

    /** What they take, beyond the text of their strings. */
    public long bytes() {
        return objects * OBJECT + arrays * ARRAY + items * ITEM + members * MEMBER;
    }
}
