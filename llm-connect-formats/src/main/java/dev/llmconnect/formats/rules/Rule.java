package dev.llmconnect.formats.rules;

/** Something that one provider refuses and another accepts, and what the normalizer does about it. */
enum Rule {
    RESULTS_FOLLOW_CALLS(
            "results after calls",
            "Results stand directly after the turn that made the calls, one for each call, in the order of the calls."
                    + " A result is moved there; a call without a result gets one that says so; a result without a call"
                    + " becomes text."),
    UNIQUE_CALL_IDS("unique call ids", "No two calls have the same id. A repeated id is replaced, in the result too."),
    OBJECT_ARGUMENTS(
            "object arguments",
            "The arguments of a call are a JSON object. Text that is none is sent as the member `arguments` of one,"
                    + " the text for a tool that takes any as the member `input`."),
    TOOLS_DECLARED(
            "tool list",
            "A conversation with tool calls has a tool list. Without one, the tools of the history are declared."),
    TOOL_CHOICE_NONE(
            "tool choice none",
            "Tools that were only declared for the history are forbidden by a tool choice of `none`."),
    SYSTEM_FIRST("system first", "System turns stand before all others. Later ones are moved there, in their order."),
    USER_FIRST(
            "user first",
            "The first turn is the user's. A short user turn is put before an assistant's, and after instructions that"
                    + " stand alone."),
    ASSISTANT_AFTER_TOOL(
            "assistant after tool",
            "No user turn follows a tool's result. A short assistant turn is put between them."),
    ALTERNATING("alternating turns", "User and assistant take turns. Consecutive turns of one role become one."),
    NO_EMPTY_TEXT(
            "no empty text",
            "No text is empty. Empty parts and turns are left out; a last user turn gets a short text."),
    NO_BLANK_TEXT("no blank text", "No text is only whitespace. Treated as empty text is."),
    NO_TRAILING_WHITESPACE(
            "no trailing whitespace", "A last assistant turn does not end with whitespace. It is removed there."),
    MARKS_BEHIND_RESULTS(
            "cache marks behind results",
            "No cache mark stands inside a tool's result. The last one is moved behind it.");

    private final String title;
    private final String meaning;

    Rule(String title, String meaning) {
        this.title = title;
        this.meaning = meaning;
    }

    /** Its name in {@code docs/providers.md}. */
    String title() {
        return title;
    }

    /** What it demands, and what is done about it, for {@code docs/providers.md}. */
    String meaning() {
        return meaning;
    }
}
