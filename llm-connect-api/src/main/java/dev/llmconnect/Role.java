package dev.llmconnect;

/**
 * Who speaks in a {@link Message}. An open set; these are the ones every provider's format can express.
 *
 * @param value the name on the wire
 */
public record Role(String value) {
    /** Instructions that stand above the conversation. */
    public static final Role SYSTEM = new Role("system");
    /** The person or program that asks. */
    public static final Role USER = new Role("user");
    /** The model. */
    public static final Role ASSISTANT = new Role("assistant");
    /** The result of a tool the model called. */
    public static final Role TOOL = new Role("tool");

    @Override
    public String toString() {
        return value;
    }
}
