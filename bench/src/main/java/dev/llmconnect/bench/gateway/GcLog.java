package dev.llmconnect.bench.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much a JVM allocated, read from its log of collections ({@code -Xlog:gc}): what the heap grew from the end of each
 * collection to the start of the next. Between two forced collections that is all there was, in steps of 1 MB.
 */
public final class GcLog {
    private static final Pattern COLLECTION = Pattern.compile("(\\d+)M(?:\\(\\d+%\\))?->(\\d+)M");

    private final Path file;

    GcLog(Path file) {
        this.file = file;
    }

    /** The number of lines so far: a position for {@link #allocatedSince}. */
    public int position() throws IOException {
        return Files.readAllLines(file).size();
    }

    /** Bytes in use after the last collection; that is what lives, if it was a full one. */
    public long usedAfterLast() throws IOException {
        return COLLECTION
                        .matcher(Files.readString(file))
                        .results()
                        .mapToLong(collection -> Long.parseLong(collection.group(2)))
                        .reduce((earlier, later) -> later)
                        .orElseThrow()
                << 20;
    }

    /** Bytes allocated after the last collection before the position, up to the last collection of all. */
    public long allocatedSince(int position) throws IOException {
        long megabytes = 0;
        long heap = -1;
        int line = 0;
        for (String text : Files.readAllLines(file)) {
            Matcher matcher = COLLECTION.matcher(text);
            if (matcher.find()) {
                if (line >= position && heap >= 0) {
                    megabytes += Long.parseLong(matcher.group(1)) - heap;
                }
                heap = Long.parseLong(matcher.group(2));
            }
            line++;
        }
        return megabytes << 20;
    }
}
