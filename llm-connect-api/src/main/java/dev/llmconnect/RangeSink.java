package dev.llmconnect;

/** Takes the places that a search finds in a text. */
interface RangeSink {
    /** The characters from {@code start} to before {@code end}; an empty range is ignored. */
    void add(int start, int end);
}
