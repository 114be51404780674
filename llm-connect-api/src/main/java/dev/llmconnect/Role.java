package dev.llmconnect;

/**
 * Role of a {@link Message}. An open set; the constants are supported by every provider.
 *
 * @param value name in the wire contract
 */
public record Role(String value) {
    /** System instructions. */
    public static final Role SYSTEM = new Role("system");
    /** The user. */
    public static final Role USER = new Role("user");
    /** The model. */
    public static final Role ASSISTANT = new Role("assistant");
    /** Result of a tool call. */
    public static final Role TOOL = new Role("tool");

    @Override
    public String toString() {
        return value;
    }
}
