package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.server.metrics.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The dashboard and the alert rules name only metrics and labels that exist. */
class DashboardAndAlertsTest {
    private static final Path DEPLOY = Path.of(System.getProperty("llmconnect.root", ".."), "deploy");
    private static final Pattern METRIC = Pattern.compile("\\b(llm_connect_[a-z0-9_]+)(\\{([^}]*)})?");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)\\s*(=~|!~|!=|=)\\s*\"");
    private static final Pattern GROUPING = Pattern.compile("\\b(by|without) \\(([^)]*)\\)");
    private static final Pattern SHOWN = Pattern.compile("\\{\\{ *(?:\\$labels\\.)?([a-z_]+) *}}");
    /** What Prometheus adds to each series. */
    private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job", "le");

    private static final Map<String, Metric> METRICS = new TreeMap<>();

    static {
        for (Metric metric : Metric.values()) {
            METRICS.put(metric.fullName(), metric);
        }
    }

    private static Metric metric(String name) {
        Metric whole = METRICS.get(name);
        Metric metric = whole == null ? METRICS.get(name.replaceAll("_(bucket|sum|count)$", "")) : whole;
        assertThat(metric).as(name).isNotNull();
        assertThat(metric.type() == Metric.Type.HISTOGRAM)
                .as("%s is a series of a histogram", name)
                .isEqualTo(name.matches(".*_(bucket|sum|count)"));
        return metric;
    }

    /** Every label of an expression, and of the text that shows its result, is one of its metrics'. */
    private static void check(String expression, String shown) {
        Set<String> known = new HashSet<>(OF_PROMETHEUS);
        List<MatchResult> used = METRIC.matcher(expression).results().toList();
        assertThat(used).as(expression).isNotEmpty();
        for (MatchResult result : used) {
            Metric metric = metric(result.group(1));
            known.addAll(metric.labels());
            if (result.group(3) != null) {
                Matcher label = MATCHER.matcher(result.group(3));
                while (label.find()) {
                    assertThat(label.group(1))
                            .as("a label of %s", metric.fullName())
                            .matches(name -> metric.labels().contains(name) || OF_PROMETHEUS.contains(name));
                }
            }
        }
        GROUPING.matcher(expression)
                .results()
                .flatMap(group -> List.of(group.group(2).split(" *, *")).stream())
                .forEach(label -> assertThat(known).as(expression).contains(label));
        SHOWN.matcher(shown)
                .results()
                .map(label -> label.group(1))
                .forEach(label -> assertThat(known).as(shown).contains(label));
    }

    @Test
    void theAlertRulesNameOnlyWhatExists() throws IOException {
        String text = Files.readString(DEPLOY.resolve("prometheus/alerts.yml"));
        List<String> rules = List.of(text.split("(?m)^      - alert: "));

        assertThat(rules.size()).isGreaterThan(10);
        for (String rule : rules.subList(1, rules.size())) {
            check(rule.replaceFirst("(?s)annotations:.*", ""), rule.replaceFirst("(?s).*annotations:", ""));
        }
    }

    @Test
    void theDashboardNamesOnlyWhatExistsAndShowsEveryMetric() throws IOException {
        Map<String, Object> dashboard = Json.read(Files.readString(DEPLOY.resolve("grafana/llm-connect.json")))
                .object();
        Set<Metric> shown = new HashSet<>();
        List<Object> targets = new ArrayList<>();
        for (Object panel : (List<?>) dashboard.get("panels")) {
            Object own = ((Map<?, ?>) panel).get("targets");
            if (own != null) {
                targets.addAll((List<?>) own);
            }
        }
        for (Object target : targets) {
            String expression = String.valueOf(((Map<?, ?>) target).get("expr"));
            check(expression, String.valueOf(((Map<?, ?>) target).get("legendFormat")));
            METRIC.matcher(expression).results().forEach(result -> shown.add(metric(result.group(1))));
        }

        assertThat(shown).containsExactlyInAnyOrder(Metric.values());
    }
}
