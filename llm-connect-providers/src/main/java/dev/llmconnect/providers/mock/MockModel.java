package dev.llmconnect.providers.mock;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The behaviour of the mock provider, by model name; {@code mock/} is optional. Any other model, such as {@code gpt-4},
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
            "waits for that many seconds (`s`) or milliseconds (`ms`), then repeats the last user message"),
    /** Fails with a status. */
    ERROR(
            "mock/error-429",
            "error-([1-9]\\d\\d)",
            "fails as if the provider had answered with that HTTP status, any of three digits; 429 has a `Retry-After` of 1 second"),
    /** Never answers. */
    TIMEOUT("mock/timeout", "timeout", "never answers; the call ends at its deadline"),
    /** Truncates its answer. */
    TRUNCATED("mock/truncated", "truncated", "ends in the middle of the answer, which is an error, streaming or not"),
    /** Answers with JSON. */
    JSON("mock/json", "json", "answers with a JSON object, which matches the schema of the request if there is one"),
    /** Reaches the token limit. */
    LENGTH("mock/length", "length", "reaches the token limit: half the answer, with `finish_reason` `length`"),
    /** Calls a tool. */
    TOOLS(
            "mock/tools",
            "tools",
            "calls the first tool of the request; if the request has a tool result, repeats that result"),
    /** Sends reasoning. */
    REASONING("mock/reasoning", "reasoning", "sends reasoning, then repeats the last user message"),
    /** Refuses. */
    REFUSAL("mock/refusal", "refusal", "refuses, with `metadata.refusal` and `finish_reason` `content_filter`"),
    /** Returns an empty answer. */
    EMPTY("mock/empty", "empty", "returns an empty answer"),
    /** Any other name. */
    OTHER("gpt-4", "", "any other name without the prefix `mock/`: answers `Mock answer to: ` and the prompt");

    static final String PREFIX = "mock/";

    private final String example;
    private final Pattern pattern;
    private final String description;

    MockModel(String example, String pattern, String description) {
        this.example = example;
        this.pattern = Pattern.compile(pattern);
        this.description = description;
    }

    /** A name that selects it. */
    public String example() {
        return example;
    }

    /** Its behaviour, in Markdown. */
    public String description() {
        return description;
    }

    /** All of them as a table in Markdown. */
    public static String table() {
        StringBuilder table = new StringBuilder("| model | behaviour |\n|---|---|\n");
        for (MockModel model : values()) {
            table.append("| `")
                    .append(model.example)
                    .append("` | ")
                    .append(model.description)
                    .append(" |\n");
        }
        return table.toString();
    }

    /** The model that a name selects; empty if the name begins with {@code mock/} and is none of these. */
    static Optional<Asked> of(String name) {
        // The router has removed the provider's name.
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
