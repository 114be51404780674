package dev.llmconnect;

import java.util.Locale;
import java.util.Optional;

/** Whether calls without a {@link ContentPart.CacheMark} of their own are marked for the provider's prompt cache. */
public enum PromptCache {
    /** Marks tools, instructions and the user's last two turns, for providers that cache only what is marked. */
    AUTO,
    /** Adds no marks; the default. */
    OFF;

    /** The value in configurations: {@code auto} or {@code off}. */
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one with this {@link #value()}, in any case. */
    public static Optional<PromptCache> of(String value) {
        for (PromptCache choice : values()) {
            if (choice.name().equalsIgnoreCase(value.strip())) {
                return Optional.of(choice);
            }
        }
        return Optional.empty();
    }
}
