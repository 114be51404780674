package dev.llmconnect.formats.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The context windows of models, as rules on their names, read from {@code context-windows.txt} beside this class; the file says where
 * its facts come from, and of when they are. Immutable and thread-safe.
 */
public final class ContextWindows {
    private static final String FILE = "context-windows.txt";

    private final List<Rule> rules;

    private ContextWindows(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** The windows that come with this version. */
    public static ContextWindows bundled() {
        return Bundled.WINDOWS;
    }

    /**
     * Reads rules, one a line: a number of tokens, or {@code unknown}, blanks, and a regular expression that must be found in the name.
     * The first rule that fits decides.
     *
     * @throws IllegalArgumentException naming a line that is no rule
     */
    static ContextWindows parse(List<String> lines) {
        List<Rule> rules = new ArrayList<>();
        for (String line : lines) {
            rules.add(Rule.parse(line));
        }
        return new ContextWindows(rules);
    }

    /** The window of a model in tokens, by any name it goes under: {@code gpt-4o}, {@code openai/gpt-4o}. */
    public OptionalLong of(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        return rules.stream()
                .filter(rule -> rule.names.matcher(name).find())
                .map(Rule::tokens)
                .findFirst()
                .orElse(OptionalLong.empty());
    }

    private record Rule(OptionalLong tokens, Pattern names) {
        private static final Pattern LINE = Pattern.compile("(unknown|[1-9][0-9]{0,8})\\s+(\\S.*)");

        static Rule parse(String line) {
            var columns = LINE.matcher(line);
            if (!columns.matches()) {
                throw new IllegalArgumentException("no context window: " + line);
            }
            String tokens = columns.group(1);
            return new Rule(
                    tokens.equals("unknown") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(tokens)),
                    Pattern.compile(columns.group(2)));
        }
    }

    private static final class Bundled {
        static final ContextWindows WINDOWS = parse(RuleFile.lines(FILE));
    }
}
