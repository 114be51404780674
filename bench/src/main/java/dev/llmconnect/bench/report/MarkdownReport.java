package dev.llmconnect.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Results as Markdown: the targets first, then one table of medians for each scenario. */
public final class MarkdownReport {
    private final Results results;
    private final Map<String, String> facts;
    private final String ours;
    private final boolean whole;

    /**
     * A report.
     *
     * @param facts of machine and run
     * @param ours the gateway that the targets are about
     * @param whole whether to name the targets that were not measured
     */
    public MarkdownReport(Results results, Map<String, String> facts, String ours, boolean whole) {
        this.results = results;
        this.facts = facts;
        this.ours = ours;
        this.whole = whole;
    }

    /** The whole text. */
    public String text() {
        StringBuilder text = new StringBuilder("# Benchmark\n\n");
        facts.forEach((name, value) ->
                text.append("- ").append(name).append(": ").append(value).append('\n'));
        if (!results.skipped().isEmpty()) {
            text.append("\n## Not measured\n");
            results.skipped().forEach(line -> text.append("- ").append(line).append('\n'));
        }
        text.append("\n## Targets (").append(ours).append(")\n");
        text.append("| target | bound | figure | |\n|---|---|---|---|\n");
        for (Target target : new Targets(results, ours).all()) {
            if (!whole && target.reached().isEmpty()) {
                continue;
            }
            line(text, List.of(target.text(), target.limit(), target.figure(), target.verdict()));
        }
        results.medians().stream()
                .collect(
                        Collectors.groupingBy(Measurement::scenario, java.util.LinkedHashMap::new, Collectors.toList()))
                .forEach((scenario, rows) -> table(text, scenario, rows));
        return text.toString();
    }

    private static void table(StringBuilder text, String scenario, List<Measurement> rows) {
        Set<String> setup = new LinkedHashSet<>();
        Set<String> values = new LinkedHashSet<>();
        for (Measurement row : rows) {
            setup.addAll(row.setup().keySet());
            values.addAll(row.values().keySet());
        }
        text.append("\n## ").append(scenario).append('\n');
        List<String> header = new ArrayList<>(setup);
        header.add("gateway");
        header.addAll(values);
        header.add("rounds");
        line(text, header);
        line(text, header.stream().map(name -> "---").toList());
        for (Measurement row : rows) {
            List<String> cells = new ArrayList<>();
            setup.forEach(name -> cells.add(row.setup().getOrDefault(name, "")));
            cells.add(row.gateway());
            values.forEach(name -> {
                Double value = row.values().get(name);
                cells.add(value == null ? "" : number(value));
            });
            cells.add(Integer.toString(row.round()));
            line(text, cells);
        }
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    /** Three digits that count. */
    public static String number(double value) {
        double size = Math.abs(value);
        if (size == Math.rint(size) || size >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
    }
}
