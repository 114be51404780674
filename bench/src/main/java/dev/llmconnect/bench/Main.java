package dev.llmconnect.bench;

import dev.llmconnect.bench.gateway.Machine;
import dev.llmconnect.bench.report.JsonReport;
import dev.llmconnect.bench.report.MarkdownReport;
import dev.llmconnect.bench.report.PerformancePage;
import dev.llmconnect.bench.scenario.Bench;
import dev.llmconnect.bench.scenario.Scenario;
import dev.llmconnect.bench.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs scenarios and writes their results; started by {@code run.sh}. */
public final class Main {
    private Main() {}

    /** Arguments: {@code quick} or {@code full}, and names of scenarios. Exit code 1 if a scenario broke. */
    public static void main(String[] arguments) throws Exception {
        Settings settings = Settings.of(List.of(arguments), System.getenv());
        List<Scenario> scenarios = Scenarios.named(settings.scenarios());
        boolean broken = false;
        try (Bench bench = new Bench(settings)) {
            for (Scenario scenario : scenarios) {
                System.out.println(scenario.name());
                try {
                    scenario.run(bench);
                } catch (IOException | RuntimeException e) {
                    broken = true;
                    bench.results().skip(scenario.name(), "broke off: " + e);
                    e.printStackTrace();
                }
                // after each, so that what was measured survives whatever comes later
                write(bench, settings);
            }
            if (!bench.results().medians().isEmpty()) {
                System.out.println();
                System.out.println(Files.readString(markdown(settings)));
            }
        }
        System.exit(broken ? 1 : 0);
    }

    private static void write(Bench bench, Settings settings) throws IOException {
        if (bench.results().medians().isEmpty()) {
            return;
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("machine", Machine.description());
        facts.put("written", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("programme", settings.full() ? "full" : "quick");
        facts.put("rounds", settings.rounds() + " of " + settings.seconds() + " s, medians");
        facts.put("newest JDK", String.valueOf(bench.newestJdk().major()));
        facts.put("on in llm-connect", "logging to a file, redaction, profiles" + extra(settings));
        Files.createDirectories(markdown(settings).getParent());
        String ours = Bench.nameOn(bench.newestJdk());
        boolean whole = settings.scenarios().isEmpty();
        Files.writeString(markdown(settings), new MarkdownReport(bench.results(), facts, ours, whole).text());
        Files.writeString(
                markdown(settings).resolveSibling(settings.resultName() + ".json"),
                JsonReport.text(bench.results(), facts));
        if (settings.full()) {
            new PerformancePage(settings.root(), settings.output().resolve("results")).write();
        }
    }

    private static String extra(Settings settings) {
        return (settings.javaOptions().isEmpty() ? "" : "; JVM options " + settings.javaOptions())
                + (settings.serveArguments().isEmpty()
                        ? ""
                        : "; arguments " + String.join(" ", settings.serveArguments()));
    }

    private static Path markdown(Settings settings) {
        return settings.output().resolve("results/" + settings.resultName() + ".md");
    }
}
