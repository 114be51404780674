package dev.llmconnect.formats.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The traits of models, as rules on their names, read from {@code model-rules.txt} beside this class; the file says where its facts
 * come from, and of when they are. Thread-safe.
 */
public final class ModelRules {
    private static final String FILE = "model-rules.txt";

    /** Names come from callers; those who send many different ones pay for the rules each time. */
    private static final int MAX_CACHED = 1000;

    private static final int MAX_CACHED_LENGTH = 200;

    private final List<Rule> rules;
    private final Map<String, ModelTraits> remembered = new ConcurrentHashMap<>();

    private ModelRules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** The rules that come with this version. */
    public static ModelRules bundled() {
        return Bundled.RULES;
    }

    /**
     * Reads rules, one a line: the traits joined by {@code +} ({@code no-temperature}, {@code max-completion-tokens},
     * {@code plain}), blanks, and a regular expression that must be found in the name. The first rule that fits decides.
     *
     * @throws IllegalArgumentException naming a line that is no rule
     */
    static ModelRules parse(List<String> lines) {
        List<Rule> rules = new ArrayList<>();
        for (String line : RuleFile.rules(lines)) {
            rules.add(Rule.parse(line));
        }
        return new ModelRules(rules);
    }

    /** The traits of a model, by any name it goes under: {@code o3}, {@code openai/o3}, {@code us.anthropic.claude-opus-4-7-v1:0}. */
    public ModelTraits of(String model) {
        ModelTraits known = remembered.get(model);
        if (known != null) {
            return known;
        }
        ModelTraits traits = find(model);
        if (model.length() <= MAX_CACHED_LENGTH && remembered.size() < MAX_CACHED) {
            remembered.put(model, traits);
        }
        return traits;
    }

    private ModelTraits find(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        return rules.stream()
                .filter(rule -> rule.names.matcher(name).find())
                .map(Rule::traits)
                .findFirst()
                .orElse(ModelTraits.NONE);
    }

    private record Rule(ModelTraits traits, Pattern names) {
        static Rule parse(String line) {
            String[] columns = line.split("\\s+", 2);
            List<String> words = List.of(columns[0].split("\\+", -1));
            if (columns.length < 2
                    || !List.of("no-temperature", "max-completion-tokens", "plain")
                            .containsAll(words)) {
                throw new IllegalArgumentException("no model rule: " + line);
            }
            return new Rule(
                    new ModelTraits(words.contains("no-temperature"), words.contains("max-completion-tokens")),
                    Pattern.compile(columns[1]));
        }
    }

    private static final class Bundled {
        static final ModelRules RULES = parse(RuleFile.lines(FILE));
    }
}
