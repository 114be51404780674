package dev.llmconnect;

/** Receives the ranges found in a text. */
interface RangeSink {
    /** Adds a range, {@code start} inclusive and {@code end} exclusive; empty ranges are ignored. */
    void add(int start, int end);
}
