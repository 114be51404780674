package dev.llmconnect.bench.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** Everything measured in one run, and what could not be. */
public final class Results {
    private final List<Measurement> measurements = new ArrayList<>();
    private final Set<String> skipped = new LinkedHashSet<>();

    /** Keeps a measurement. */
    public void add(Measurement measurement) {
        measurements.add(measurement);
    }

    /** Notes what was not measured, and why; the report shows it. */
    public void skip(String what, String why) {
        if (skipped.add(what + ": " + why)) {
            System.out.println("  SKIPPED " + what + ": " + why);
        }
    }

    /** Every single measurement, in order. */
    public List<Measurement> measurements() {
        return Collections.unmodifiableList(measurements);
    }

    /** What was not measured. */
    public Set<String> skipped() {
        return Collections.unmodifiableSet(skipped);
    }

    /** One row for each scenario, setup and gateway, with the median of each figure over all rounds. */
    public List<Measurement> medians() {
        Map<List<Object>, List<Measurement>> groups = new LinkedHashMap<>();
        for (Measurement one : measurements) {
            groups.computeIfAbsent(List.of(one.scenario(), one.setup(), one.gateway()), key -> new ArrayList<>())
                    .add(one);
        }
        return groups.values().stream().map(Results::median).toList();
    }

    /** The median of one figure, if it was measured. The setup may name fewer entries than the measurement has. */
    public OptionalDouble median(String scenario, String gateway, Map<String, String> setup, String value) {
        return medians().stream()
                .filter(row -> row.scenario().equals(scenario) && row.gateway().equals(gateway))
                .filter(row -> row.setup().entrySet().containsAll(setup.entrySet()))
                .filter(row -> row.values().containsKey(value))
                .mapToDouble(row -> row.values().getOrDefault(value, 0.0))
                .findFirst();
    }

    private static Measurement median(List<Measurement> rounds) {
        Map<String, List<Double>> columns = new LinkedHashMap<>();
        for (Measurement round : rounds) {
            round.values()
                    .forEach((name, value) -> columns.computeIfAbsent(name, key -> new ArrayList<>())
                            .add(value));
        }
        Map<String, Double> medians = new LinkedHashMap<>();
        columns.forEach((name, values) -> medians.put(name, medianOf(values)));
        Measurement first = rounds.get(0);
        return new Measurement(first.scenario(), first.gateway(), first.setup(), rounds.size(), medians);
    }

    private static double medianOf(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
