package dev.llmconnect.formats.models;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parameters that providers are known to refuse or to ignore, as rules read from {@code parameter-rules.txt} beside this class; the file
 * says where its facts come from, and of when they are. A parameter that no rule names is accepted. Immutable and thread-safe.
 */
public final class ParameterRules {
    private static final String FILE = "parameter-rules.txt";

    private final List<Rule> rules;

    private ParameterRules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** The rules that come with this version. */
    public static ParameterRules bundled() {
        return Bundled.RULES;
    }

    /**
     * Reads rules, one a line with blanks between its columns: providers or wire formats, a regular expression that must be found in the
     * lower-case name of the model, and parameters. Lists have commas in them. {@code service_tier=auto|default} stands for every other
     * value than these.
     *
     * @throws IllegalArgumentException naming a line that is no rule
     */
    static ParameterRules parse(List<String> lines) {
        List<Rule> rules = new ArrayList<>();
        for (String line : RuleFile.rules(lines)) {
            rules.add(Rule.parse(line));
        }
        return new ParameterRules(rules);
    }

    /**
     * Whether a provider takes a parameter, as far as is known.
     *
     * @param wire the name of the wire format it is asked in
     * @param value the value, as a JSON parser gives it
     */
    public boolean accepts(String provider, String wire, String model, String param, @Nullable Object value) {
        String name = model.toLowerCase(Locale.ROOT);
        if (param.equals("temperature") && ModelRules.bundled().of(model).refusesTemperature()) {
            return false;
        }
        return rules.stream()
                .filter(rule -> rule.scopes.contains(provider) || rule.scopes.contains(wire))
                .filter(rule -> rule.models.matcher(name).find())
                .allMatch(rule -> rule.accepts(param, value));
    }

    private record Rule(Set<String> scopes, Pattern models, Map<String, Set<String>> params) {
        static Rule parse(String line) {
            String[] columns = line.split("\\s+", -1);
            if (columns.length != 3) {
                throw new IllegalArgumentException("no parameter rule: " + line);
            }
            Map<String, Set<String>> params = new LinkedHashMap<>();
            for (String param : columns[2].split(",", -1)) {
                String[] parts = param.split("=", 2);
                params.put(parts[0], parts.length == 1 ? Set.of() : Set.of(parts[1].split("\\|", -1)));
            }
            return new Rule(Set.of(columns[0].split(",", -1)), Pattern.compile(columns[1]), params);
        }

        boolean accepts(String param, @Nullable Object value) {
            Set<String> accepted = params.get(param);
            return accepted == null || (value != null && accepted.contains(String.valueOf(value)));
        }
    }

    private static final class Bundled {
        static final ParameterRules RULES = parse(RuleFile.lines(FILE));
    }
}
