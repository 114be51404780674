package dev.llmconnect.internal;

import java.util.Locale;
import java.util.Optional;

/** Parses booleans of options and environment variables. */
public final class BooleanText {
    /** Accepted texts, to follow "must be". */
    public static final String ACCEPTED = "true, false, 1, 0, yes, no, on or off";

    private BooleanText() {}

    /** Parses a text, ignoring case and surrounding whitespace; empty for any other text. */
    public static Optional<Boolean> parse(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on" -> Optional.of(true);
            case "false", "0", "no", "off" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
