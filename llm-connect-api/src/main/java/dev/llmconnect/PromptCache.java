package dev.llmconnect;

import java.util.Locale;
import java.util.Optional;

/** Whether cache marks are added to calls that have no {@link ContentPart.CacheMark} of their own. */
public enum PromptCache {
    /** Marks the tools, the system message and the last two user messages, for providers that cache marked prefixes only. */
    AUTO,
    /** Adds no marks. The default. */
    OFF;

    /** Name in configurations: {@code auto} or {@code off}. */
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the constant with this {@link #value()}, ignoring case. */
    public static Optional<PromptCache> of(String value) {
        for (PromptCache choice : values()) {
            if (choice.name().equalsIgnoreCase(value.strip())) {
                return Optional.of(choice);
            }
        }
        return Optional.empty();
    }
}
