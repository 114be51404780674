package dev.llmconnect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Ranges of credentials in a text. Overlapping ranges are merged. Not thread-safe. */
final class TextRanges implements RangeSink {
    private record Range(int start, int end) {}

    /** Made for the first range: hardly a text has one. */
    private List<Range> ranges = Collections.emptyList();

    @Override
    public void add(int start, int end) {
        if (start < end) {
            if (ranges.isEmpty()) {
                ranges = new ArrayList<>();
            }
            ranges.add(new Range(start, end));
        }
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    /**
     * Returns the text up to {@code limit} with each range replaced; a range that starts before the limit is replaced as a whole.
     */
    String replaceIn(String text, String replacement, int limit) {
        ranges.sort(Comparator.comparingInt(Range::start));
        StringBuilder safe = new StringBuilder(Math.min(text.length(), limit) + replacement.length());
        int shown = 0;
        for (int i = 0; i < ranges.size() && ranges.get(i).start() < limit; ) {
            int start = ranges.get(i).start();
            int end = start;
            do {
                end = Math.max(end, ranges.get(i).end());
                i++;
            } while (i < ranges.size() && ranges.get(i).start() < end);
            safe.append(text, shown, start).append(replacement);
            shown = end;
        }
        int end = Math.min(text.length(), limit);
        return safe.append(text, Math.min(shown, end), end).toString();
    }
}
