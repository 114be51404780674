package dev.llmconnect.formats.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The lengths of the vectors that models for embeddings give unless asked for others, as rules on their names, read from
 * {@code embedding-dimensions.txt} beside this class; the file says where its facts come from. Immutable and thread-safe.
 */
public final class EmbeddingDimensions {
    private static final String FILE = "embedding-dimensions.txt";
    private static final Pattern LINE = Pattern.compile("([1-9][0-9]{0,5})\\s+(\\S.*)");

    private final List<Rule> rules;

    private EmbeddingDimensions(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    private record Rule(int dimensions, Pattern names) {}

    /** The lengths that come with this version. */
    public static EmbeddingDimensions bundled() {
        return Bundled.DIMENSIONS;
    }

    /**
     * Reads rules, one a line: a length, blanks, and a regular expression that must be found in the name. The first rule that fits decides.
     *
     * @throws IllegalArgumentException naming a line that is no rule
     */
    static EmbeddingDimensions parse(List<String> lines) {
        List<Rule> rules = new ArrayList<>();
        for (String line : lines) {
            var columns = LINE.matcher(line);
            if (!columns.matches()) {
                throw new IllegalArgumentException("no length of embeddings: " + line);
            }
            rules.add(new Rule(Integer.parseInt(columns.group(1)), Pattern.compile(columns.group(2))));
        }
        return new EmbeddingDimensions(rules);
    }

    /** The length of a model's vectors; empty where it is not known. */
    public OptionalInt of(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        return rules.stream()
                .filter(rule -> rule.names.matcher(name).find())
                .mapToInt(Rule::dimensions)
                .findFirst();
    }

    private static final class Bundled {
        static final EmbeddingDimensions DIMENSIONS = parse(RuleFile.lines(FILE));
    }
}
