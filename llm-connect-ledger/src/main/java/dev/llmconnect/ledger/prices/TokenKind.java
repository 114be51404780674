package dev.llmconnect.ledger.prices;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Kinds of tokens with their own price, by the names of the price table and the operator's file. */
enum TokenKind {
    INPUT("input"),
    OUTPUT("output"),
    CACHE_READ("cache_read"),
    CACHE_WRITE("cache_write"),
    CACHE_WRITE_1H("cache_write_1h"),
    REASONING("reasoning"),
    AUDIO_INPUT("audio_input"),
    AUDIO_OUTPUT("audio_output"),
    IMAGE_INPUT("image_input"),
    IMAGE_OUTPUT("image_output"),
    /** The call itself, in dollars per call. */
    REQUEST("request");

    private final String value;

    TokenKind(String value) {
        this.value = value;
    }

    /** Name in files. */
    String value() {
        return value;
    }

    static List<String> names() {
        return Arrays.stream(values()).map(TokenKind::value).toList();
    }

    static @Nullable TokenKind of(String name) {
        for (TokenKind kind : values()) {
            if (kind.value.equals(name)) {
                return kind;
            }
        }
        return null;
    }
}
