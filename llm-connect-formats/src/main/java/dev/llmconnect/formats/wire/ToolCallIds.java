package dev.llmconnect.formats.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.UUID;

/**
 * Ids for tool calls to which the provider gives none. A result refers to its call by the id, so each must differ from all others of a
 * conversation; and it has only characters, and a length, that every provider takes back.
 */
public final class ToolCallIds {
    private static final String PREFIX = "call_";
    private static final int LENGTH = 24;

    private ToolCallIds() {}

    /**
     * The id of a call, always the same for the same arguments.
     *
     * @param answerId the provider's id of the answer; empty where there is none, which makes the id one of this call to the provider
     * @param position which call of the answer it is, from 0
     */
    public static String of(ProviderCall call, String answerId, int position) {
        String answer = answerId.isEmpty() ? call.request().requestId() : answerId;
        String name = call.provider() + '/' + answer + '/' + position;
        return PREFIX
                + UUID.nameUUIDFromBytes(name.getBytes(UTF_8))
                        .toString()
                        .replace("-", "")
                        .substring(0, LENGTH);
    }
}
