package dev.llmconnect.providers.wire;

import dev.llmconnect.internal.JsonWeight;
import dev.llmconnect.internal.MemoryLease;
import okio.Buffer;
import okio.ByteString;

/** What the JSON of an answer takes once it has been read: its tree, and what is made of that. Small answers are not weighed. */
final class AnswerWeight {
    private static final int COPIES = 2;

    private AnswerWeight() {}

    /** Of a whole body, which stays as it is. */
    static long of(Buffer body) {
        if (body.size() <= MemoryLease.FREE_BYTES / 8) {
            return 0;
        }
        JsonWeight weight = new JsonWeight();
        try (Buffer.UnsafeCursor cursor = body.readUnsafe(new Buffer.UnsafeCursor())) {
            while (cursor.next() != -1) {
                weight.add(cursor.data, cursor.start, cursor.end);
            }
        }
        return COPIES * weight.bytes();
    }

    /** Of one event. */
    static long of(ByteString event) {
        if (event.size() <= MemoryLease.FREE_BYTES / 8) {
            return 0;
        }
        return COPIES * JsonWeight.of(event.toByteArray(), event.size()).bytes();
    }
}
