package dev.llmconnect.bench.stub;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the stub does with a call, told by the model's name, since every gateway passes that on:
 * {@code stub-d2000-n50-i20} answers after 2000 ms, and a stream then has 50 chunks, 20 ms apart; with
 * {@code -stamped} behind it each chunk says when it was written.
 *
 * @param delayMillis from the end of the request to the first byte of the answer
 * @param chunks pieces of content in a stream; an unary answer has one
 * @param intervalMillis between two chunks; 0 sends them as fast as the reader takes them
 * @param stamped whether each chunk of a stream says when it was written: {@code @}, the stub's {@link System#nanoTime},
 *     and a semicolon
 */
public record StubModel(int delayMillis, int chunks, int intervalMillis, boolean stamped) {
    /** Answers at once; a stream has 20 chunks. */
    public static final StubModel IMMEDIATE = new StubModel(0, 20, 0);

    private static final Pattern NAME = Pattern.compile("stub-d(\\d+)-n(\\d+)-i(\\d+)(-stamped)?");

    /** Its chunks do not say when they were written. */
    public StubModel(int delayMillis, int chunks, int intervalMillis) {
        this(delayMillis, chunks, intervalMillis, false);
    }

    /** The same with chunks that say when they were written. */
    public StubModel withStamps() {
        return new StubModel(delayMillis, chunks, intervalMillis, true);
    }

    /** The name to put into a request. */
    public String name() {
        return "stub-d" + delayMillis + "-n" + chunks + "-i" + intervalMillis + (stamped ? "-stamped" : "");
    }

    /** Reads the name found anywhere in the text; a text without one means {@link #IMMEDIATE}. */
    static StubModel in(CharSequence text) {
        Matcher matcher = NAME.matcher(text);
        return matcher.find()
                ? new StubModel(number(matcher, 1), number(matcher, 2), number(matcher, 3), matcher.group(4) != null)
                : IMMEDIATE;
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }
}
