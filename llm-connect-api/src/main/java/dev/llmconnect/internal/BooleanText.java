package dev.llmconnect.internal;

import java.util.Locale;
import java.util.Optional;

/** Reads a boolean from the text of an option or an environment variable. */
public final class BooleanText {
    /** The accepted texts, to follow "must be". */
    public static final String ACCEPTED = "true, false, 1, 0, yes, no, on or off";

    private BooleanText() {}

    /** The value, in any case and with blanks around it; empty for any other text. */
    public static Optional<Boolean> parse(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on" -> Optional.of(true);
            case "false", "0", "no", "off" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
