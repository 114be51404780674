package dev.llmconnect.bench.stub;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the stub does with a call, told by the model's name, since every gateway passes that on:
 * {@code stub-d2000-n50-i20} answers after 2000 ms, and a stream then has 50 chunks, 20 ms apart; with
 * {@code -stamped} behind it each chunk says when it was written, with {@code -b4000} it has so many bytes of content.
 *
 * @param delayMillis from the end of the request to the first byte of the answer
 * @param chunks pieces of content in a stream; an unary answer has one
 * @param intervalMillis between two chunks; 0 sends them as fast as the reader takes them
 * @param stamped whether each chunk of a stream says when it was written: {@code @}, the stub's {@link System#nanoTime},
 *     and a semicolon
 * @param chunkBytes bytes of content in each chunk of a stream; 0: a word
 */
public record StubModel(int delayMillis, int chunks, int intervalMillis, boolean stamped, int chunkBytes) {
    /** Answers at once; a stream has 20 chunks. */
    public static final StubModel IMMEDIATE = new StubModel(0, 20, 0);

    /** Takes 50 ms. */
    public static final StubModel SLOW = new StubModel(50, 20, 0);
    /** Streams four chunks 50 ms apart, which say when they were written. */
    public static final StubModel STAMPED = new StubModel(10, 4, 50).withStamps();
    /** Streams 50 chunks 50 ms apart. */
    public static final StubModel PACED = new StubModel(50, 50, 50);
    /** Streams a chunk every two seconds. */
    public static final StubModel SELDOM = new StubModel(50, 6, 2000);
    /** Streams 200 words at once. */
    public static final StubModel MANY_SMALL = new StubModel(0, 200, 0);
    /** Streams five large chunks at once. */
    public static final StubModel FEW_LARGE = new StubModel(0, 5, 0, false, 4000);
    /** Keeps an answer for two seconds. */
    public static final StubModel HELD = new StubModel(2000, 1, 0);

    /** Those that gateways of others are asked for, since some want each named in their configuration. */
    public static final List<StubModel> FOR_PEERS =
            List.of(IMMEDIATE, SLOW, STAMPED, PACED, SELDOM, MANY_SMALL, FEW_LARGE, HELD);

    private static final Pattern NAME = Pattern.compile("stub-d(\\d+)-n(\\d+)-i(\\d+)(-stamped)?(?:-b(\\d+))?");

    /** Its chunks do not say when they were written. */
    public StubModel(int delayMillis, int chunks, int intervalMillis) {
        this(delayMillis, chunks, intervalMillis, false, 0);
    }

    /** The same with chunks that say when they were written. */
    public StubModel withStamps() {
        return new StubModel(delayMillis, chunks, intervalMillis, true, chunkBytes);
    }

    /** The name to put into a request. */
    public String name() {
        return "stub-d" + delayMillis + "-n" + chunks + "-i" + intervalMillis + (stamped ? "-stamped" : "")
                + (chunkBytes > 0 ? "-b" + chunkBytes : "");
    }

    /** Reads the name found anywhere in the text; a text without one means {@link #IMMEDIATE}. */
    static StubModel in(CharSequence text) {
        Matcher matcher = NAME.matcher(text);
        return matcher.find()
                ? new StubModel(
                        number(matcher, 1),
                        number(matcher, 2),
                        number(matcher, 3),
                        matcher.group(4) != null,
                        matcher.group(5) == null ? 0 : number(matcher, 5))
                : IMMEDIATE;
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }
}
