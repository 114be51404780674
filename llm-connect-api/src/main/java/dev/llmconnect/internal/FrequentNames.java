package dev.llmconnect.internal;

import org.jspecify.annotations.Nullable;

/** Names that requests and answers repeat, of which there need not be a string for each object. */
final class FrequentNames {
    private static final int MASK = 255;

    private static final String NAMES = """
            id object created model choices index delta message messages role content finish_reason usage prompt prompt_tokens \
            completion_tokens total_tokens type text name arguments function tool_calls tools parameters properties description \
            required reasoning refusal logprobs system_fingerprint provider input output input_tokens output_tokens \
            content_block candidates parts response done stream temperature max_tokens tool_call_id cache_control embedding""";

    /** By the hash of the name, or in the next free place. */
    private static final @Nullable String[] TABLE = new String[MASK + 1];

    static {
        for (String name : NAMES.split(" ", -1)) {
            int place = name.hashCode() & MASK;
            while (TABLE[place] != null) {
                place = (place + 1) & MASK;
            }
            TABLE[place] = name;
        }
    }

    private FrequentNames() {}

    /** Returns the name that begins there and ends with the next quote; {@code null} if it is not frequent. */
    static @Nullable String find(byte[] json, int start, int end) {
        int hash = 0;
        int at = start;
        while (at < end && json[at] != '"') {
            hash = 31 * hash + json[at++];
        }
        if (at == end) {
            return null;
        }
        String name = TABLE[hash & MASK];
        for (int place = hash & MASK; name != null; name = TABLE[place]) {
            if (isThere(name, json, start, at)) {
                return name;
            }
            place = (place + 1) & MASK;
        }
        return null;
    }

    private static boolean isThere(String name, byte[] json, int start, int end) {
        if (name.length() != end - start) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) != json[start + i]) {
                return false;
            }
        }
        return true;
    }
}
