package dev.llmconnect.cli;

import dev.llmconnect.Redactor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The admin API's summary as text. */
final class TopScreen {
    private static final int MAX_NAME = 44;
    private static final int MAX_LINES = 12;
    private static final int SECOND = 1000;
    private static final int MINUTE = 60;
    private static final int HOUR = 3600;

    private final StringBuilder text = new StringBuilder();

    private TopScreen() {}

    /**
     * A screen of lines, each with its end.
     *
     * @param summary of {@code /summary}
     * @param providers of {@code /providers}
     * @param live of {@code /calls/live}
     */
    static String of(Map<?, ?> summary, Map<?, ?> providers, Map<?, ?> live) {
        TopScreen screen = new TopScreen();
        screen.summary(summary);
        screen.circuits(list(summary, "circuits"));
        screen.providers(list(providers, "models"));
        screen.calls(list(live, "calls"), number(live, "more_calls"));
        return screen.text.toString();
    }

    private void summary(Map<?, ?> summary) {
        Map<?, ?> now = map(summary, "now");
        Map<?, ?> total = map(summary, "total");
        line(
                "llm-connect %s   up %s   %s calls, %s errors, %s cancelled since the start",
                string(summary, "version"),
                time(number(summary, "uptime_seconds")),
                whole(total, "calls"),
                whole(total, "errors"),
                whole(total, "cancelled"));
        line("");
        line(
                "%-14s %8s/s     in flight %8s     errors %6.2f %%     tokens out %s/s",
                "calls",
                decimal(now, "calls_per_second"),
                whole(now, "in_flight"),
                100 * number(now, "error_share"),
                decimal(now, "output_tokens_per_second"));
        line("%-14s %10s %10s %10s", "", "p50", "p90", "p99");
        percentiles("latency", map(now, "latency_ms"));
        percentiles("first token", map(now, "first_token_ms"));
        percentiles("own overhead", map(now, "overhead_ms"));
    }

    private void percentiles(String name, Map<?, ?> values) {
        line(
                "%-14s %10s %10s %10s",
                name, millis(values.get("p50")), millis(values.get("p90")), millis(values.get("p99")));
    }

    private void circuits(List<?> circuits) {
        for (Object circuit : circuits) {
            if (circuit instanceof Map<?, ?> open) {
                line(
                        "! the circuit of %s is %s after %s failures",
                        named(open), string(open, "state").replace('_', ' '), whole(open, "failures"));
            }
        }
    }

    private void providers(List<?> models) {
        line("");
        line("%-44s %9s %8s %10s %10s", "PROVIDER/MODEL", "ATTEMPTS", "FAILED", "P50", "P99");
        models.stream().limit(MAX_LINES).filter(Map.class::isInstance).forEach(entry -> {
            Map<?, ?> model = (Map<?, ?>) entry;
            Map<?, ?> latency = map(model, "latency_ms");
            line(
                    "%-44s %9s %8s %10s %10s",
                    cut(named(model)),
                    whole(model, "attempts"),
                    whole(model, "failed"),
                    millis(latency.get("p50")),
                    millis(latency.get("p99")));
        });
    }

    private void calls(List<?> calls, double more) {
        line("");
        line("%-38s %-14s %-34s %9s %8s", "RUNNING CALL", "CALLER", "WHERE", "SINCE", "TOKENS");
        calls.stream().limit(MAX_LINES).filter(Map.class::isInstance).forEach(entry -> {
            Map<?, ?> call = (Map<?, ?>) entry;
            line(
                    "%-38s %-14s %-34s %9s %8s",
                    string(call, "id"),
                    string(call, "caller"),
                    cut(named(call)),
                    millis(call.get("elapsed_ms")),
                    whole(call, "output_tokens_so_far"));
        });
        long left = Math.max(0, calls.size() - MAX_LINES) + (long) more;
        if (left > 0) {
            line("and %d more", left);
        }
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append(System.lineSeparator());
    }

    private static String named(Map<?, ?> tree) {
        String model = string(tree, "model");
        return model.isEmpty() ? string(tree, "provider") : string(tree, "provider") + "/" + model;
    }

    private static String cut(String name) {
        return Redactor.redact(name, MAX_NAME);
    }

    /** Names come from clients: what could steer the terminal is left out. */
    private static String string(Map<?, ?> tree, String name) {
        Object value = tree.get(name);
        return value == null ? "" : value.toString().replaceAll("\\p{Cntrl}", "?");
    }

    private static double number(Map<?, ?> tree, String name) {
        return tree.get(name) instanceof Number value ? value.doubleValue() : 0;
    }

    private static String whole(Map<?, ?> tree, String name) {
        return Long.toString((long) number(tree, name));
    }

    private static String decimal(Map<?, ?> tree, String name) {
        return String.format(Locale.ROOT, "%.1f", number(tree, name));
    }

    private static String millis(@Nullable Object value) {
        if (!(value instanceof Number number)) {
            return "-";
        }
        double millis = number.doubleValue();
        return millis < SECOND
                ? String.format(Locale.ROOT, "%.1f ms", millis)
                : String.format(Locale.ROOT, "%.2f s", millis / SECOND);
    }

    private static String time(double seconds) {
        long whole = (long) seconds;
        if (whole < MINUTE) {
            return whole + " s";
        }
        return whole < HOUR ? whole / MINUTE + " min" : whole / HOUR + " h " + whole % HOUR / MINUTE + " min";
    }

    private static Map<?, ?> map(Map<?, ?> tree, String name) {
        return tree.get(name) instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(Map<?, ?> tree, String name) {
        return tree.get(name) instanceof List<?> list ? list : List.of();
    }
}
