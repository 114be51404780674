package dev.llmconnect.providers.mock;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What the mock does, by the model that is asked for; {@code mock/} may be left out. Any other model, such as {@code gpt-4},
 * answers {@code Mock answer to: } and the prompt.
 *
 * @see #table()
 */
public enum MockModel {
    /** Repeats the prompt. */
    ECHO("mock/echo", "echo", "repeats the last user message; the default"),
    /** Waits. */
    SLOW(
            "mock/slow-2s",
            "slow-(\\d{1,6})(s|ms)",
            "waits that many seconds (`s`) or milliseconds (`ms`), then repeats the prompt"),
    /** Fails with a status. */
    ERROR(
            "mock/error-429",
            "error-([1-9]\\d\\d)",
            "fails as if the provider had answered with that HTTP status, any of three digits; 429 asks to wait 1 second, as `Retry-After` would"),
    /** Never answers. */
    TIMEOUT("mock/timeout", "timeout", "never answers: the call ends at its deadline"),
    /** Breaks off. */
    TRUNCATED(
            "mock/truncated",
            "truncated",
            "breaks off in the middle of the answer, which is an error, streaming or not"),
    /** Gives JSON. */
    JSON("mock/json", "json", "answers with a JSON object; one that fits the schema when the request has one"),
    /** Runs into the limit. */
    LENGTH("mock/length", "length", "is cut off by the token limit: half the answer, `finish_reason` `length`"),
    /** Calls a tool. */
    TOOLS(
            "mock/tools",
            "tools",
            "calls the first tool of the request; with a tool's result in the request, repeats that result"),
    /** Thinks aloud. */
    REASONING("mock/reasoning", "reasoning", "gives reasoning before it repeats the prompt"),
    /** Refuses. */
    REFUSAL("mock/refusal", "refusal", "refuses: `metadata.refusal`, `finish_reason` `content_filter`"),
    /** Says nothing. */
    EMPTY("mock/empty", "empty", "answers with no words at all"),
    /** Any other name. */
    OTHER("gpt-4", "", "any other name without `mock/` before it: answers `Mock answer to: ` and the prompt");

    static final String PREFIX = "mock/";

    private final String example;
    private final Pattern pattern;
    private final String description;

    MockModel(String example, String pattern, String description) {
        this.example = example;
        this.pattern = Pattern.compile(pattern);
        this.description = description;
    }

    /** A name that asks for it. */
    public String example() {
        return example;
    }

    /** What it does, in Markdown. */
    public String description() {
        return description;
    }

    /** All of them as a table in Markdown. */
    public static String table() {
        StringBuilder table = new StringBuilder("| model | what it does |\n|---|---|\n");
        for (MockModel model : values()) {
            table.append("| `")
                    .append(model.example)
                    .append("` | ")
                    .append(model.description)
                    .append(" |\n");
        }
        return table.toString();
    }

    /** What a name asks for; empty when it begins with {@code mock/} but is none of these. */
    static Optional<Asked> of(String name) {
        // The router has taken the provider's name away.
        String rest = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
        for (MockModel model : values()) {
            Matcher matcher = model.pattern.matcher(rest);
            if (model != OTHER && matcher.matches()) {
                return Optional.of(new Asked(
                        model,
                        matcher.groupCount() == 0
                                ? List.of()
                                : IntStream.rangeClosed(1, matcher.groupCount())
                                        .mapToObj(matcher::group)
                                        .toList()));
            }
        }
        return name.startsWith(PREFIX) ? Optional.empty() : Optional.of(new Asked(OTHER, List.of()));
    }

    /** A model with the variable parts of its name. */
    record Asked(MockModel model, List<String> parts) {}
}
