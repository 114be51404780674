package dev.llmconnect.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The targets of the project, with what this run reached. */
final class Targets {
    private static final List<String> ENDPOINTS = List.of("/execute", "OpenAI");
    private static final Map<String, String> EXECUTE_1_KB =
            Map.of("endpoint", "/execute", "answer", "unary", "prompt", "1 KB", "delay", "0 ms");
    private static final Map<String, String> OPENAI_1_KB =
            Map.of("endpoint", "OpenAI", "answer", "unary", "prompt", "1 KB", "delay", "0 ms");
    private static final Map<String, String> STREAM_1_KB =
            Map.of("endpoint", "OpenAI", "answer", "stream", "prompt", "1 KB", "delay", "0 ms");

    private final Results results;
    private final String ours;

    Targets(Results results, String ours) {
        this.results = results;
        this.ours = ours;
    }

    List<Target> all() {
        List<Target> targets = new ArrayList<>();
        targets.add(Target.atLeast(
                15, "calls/s at 64 connections, × Portkey's", beside("calls_per_s", "64", Comparison.OURS_BY_THEIRS)));
        targets.add(Target.atLeast(
                5,
                "p99 added latency at 16 connections, Portkey's ÷ ours",
                beside("added_p99_ms", "16", Comparison.THEIRS_BY_OURS)));
        targets.add(Target.atLeast(
                12,
                "CPU per 1,000 calls at 64 connections, Portkey's ÷ ours",
                beside("cpu_s_per_1000", "64", Comparison.THEIRS_BY_OURS)));
        targets.add(Target.atMost(0.10, "CPU seconds per 1,000 /execute calls", closedLoop("cpu_s_per_1000", "64")));
        for (String connections : List.of("10", "64")) {
            targets.add(Target.atMost(
                    0.55,
                    "CPU per unary call, OpenAI, " + connections + " connections, × smg's",
                    besideSmg("closed-loop", with(OPENAI_1_KB, "connections", connections), "cpu_s_per_1000")));
            targets.add(Target.atMost(
                    0.5,
                    "CPU per stream of 20 chunks, OpenAI, " + connections + " connections, × smg's",
                    besideSmg("closed-loop", with(STREAM_1_KB, "connections", connections), "cpu_s_per_1000")));
        }
        for (String callers : List.of("1", "10", "64")) {
            targets.add(Target.atMost(
                    1,
                    "first token's added p50, OpenAI, " + callers + " callers, × smg's",
                    besideSmg(
                            "first-token",
                            Map.of("endpoint", "OpenAI", "callers", callers),
                            "added_first_token_p50_ms")));
        }
        for (String answer : List.of("unary", "stream")) {
            targets.add(Target.atLeast(
                    60,
                    "calls of the second second after the start, " + answer + ", % of the warm rate",
                    combine(
                            figure("cold", Map.of("answer", answer), "calls_in_s2"),
                            figure(
                                    "closed-loop",
                                    with(answer.equals("unary") ? OPENAI_1_KB : STREAM_1_KB, "connections", "64"),
                                    "calls_per_s"),
                            (cold, warm) -> 100 * cold / warm)));
        }
        targets.add(Target.atMost(
                100,
                "resident MB under load, 64 connections",
                figure("closed-loop", with(OPENAI_1_KB, "connections", "64"), "rss_mb")));
        targets.add(Target.atMost(40, "KB allocated per unary call, 1 KB prompt", allocated("1 KB")));
        targets.add(Target.atMost(
                3,
                "bytes allocated more per byte of prompt, 1 KB to 1 MB",
                combine(allocated("1 MB"), allocated("1 KB"), (large, small) -> (large - small) / 999)));
        for (String endpoint : ENDPOINTS) {
            for (String callers : List.of("4", "16")) {
                targets.add(Target.atMost(
                        5,
                        "first token, ms, one chunk every 50 ms, p99, " + endpoint + ", " + callers + " callers",
                        figure("first-token", Map.of("endpoint", endpoint, "callers", callers), "first_token_p99_ms")));
            }
        }
        for (String endpoint : ENDPOINTS) {
            String what = "1,000 streams at once, " + endpoint;
            Map<String, String> setup = Map.of("endpoint", endpoint);
            targets.add(Target.atMost(0, what + ": streams lost", figure("streams", setup, "lost")));
            targets.add(Target.atMost(
                    5,
                    what + ": mean resident memory of the second half, % more than of the first",
                    figure("streams", setup, "rss_growth_pct")));
        }
        for (String endpoint : ENDPOINTS) {
            Map<String, String> setup = Map.of("endpoint", endpoint, "others", "0");
            targets.add(Target.atMost(
                    256, "KB for each stalled reader, " + endpoint, figure("stalled-readers", setup, "kb_per_reader")));
            targets.add(
                    Target.atMost(0, "stalled readers lost, " + endpoint, figure("stalled-readers", setup, "lost")));
        }
        for (Measurement row : results.medians()) {
            if (row.scenario().equals("in-flight") && row.gateway().startsWith("llm-connect")) {
                String what = row.gateway() + ", " + row.setup().get("calls") + " in flight at "
                        + row.setup().get("provider") + ", " + row.setup().get("wave");
                targets.add(Target.atMost(0, what + ": calls lost", value(row, "lost")));
                // without virtual threads most are refused
                if (row.gateway().equals(ours)) {
                    // as all times but those of the start, for a program that is warm
                    if ("warm".equals(row.setup().get("wave"))) {
                        targets.add(Target.atMost(4, what + ": seconds until all were done", value(row, "done_s")));
                    }
                    targets.add(Target.atMost(600, what + ": peak resident MB", value(row, "peak_rss_mb")));
                }
            }
        }
        targets.add(Target.atMost(
                350, "ms from start to first /health, bin/llm-connect", start("bin/llm-connect", "health_ms")));
        targets.add(Target.atMost(1200, "ms from start to first /health, java -jar", start("java -jar", "health_ms")));
        targets.add(Target.atMost(75, "idle resident MB", start("bin/llm-connect", "rss_mb")));
        targets.add(Target.atMost(20, "jar MB", start("bin/llm-connect", "jar_mb")));
        targets.add(Target.atMost(200, "resident MB after a million calls", figure("million", Map.of(), "rss_end_mb")));
        targets.add(Target.atMost(
                2, "p99 of 1 KB calls beside 1 MB prompts, × alone", figure("large-beside-small", Map.of(), "ratio")));
        for (String what : List.of("memory", "threads", "sockets")) {
            targets.add(Target.atMost(
                    5, "soak: " + what + " at the end, % more than early", figure("soak", Map.of(), what + "_growth")));
        }
        for (String endpoint : ENDPOINTS) {
            targets.add(Target.atMost(
                    5,
                    "% fewer calls/s at 64 connections with metrics, admin page and traces, " + endpoint,
                    results.median("observation", "all", Map.of("endpoint", endpoint), "cost_pct")));
        }
        targets.add(Target.atMost(
                1, "seconds for 200 sequential calls on the mock", figure("sequential", Map.of(), "total_s")));
        return targets;
    }

    private OptionalDouble beside(String value, String connections, Comparison comparison) {
        OptionalDouble theirs =
                results.median("closed-loop", "portkey", with(OPENAI_1_KB, "connections", connections), value);
        return combine(closedLoop(value, connections), theirs, comparison);
    }

    private OptionalDouble besideSmg(String scenario, Map<String, String> setup, String value) {
        return combine(
                figure(scenario, setup, value),
                results.median(scenario, "smg", setup, value),
                Comparison.OURS_BY_THEIRS);
    }

    private OptionalDouble closedLoop(String value, String connections) {
        return figure("closed-loop", with(EXECUTE_1_KB, "connections", connections), value);
    }

    private OptionalDouble allocated(String prompt) {
        return figure("allocation", Map.of("endpoint", "/execute", "answer", "unary", "prompt", prompt), "kb_per_call");
    }

    private OptionalDouble start(String how, String value) {
        return figure("start", Map.of("started with", how), value);
    }

    private OptionalDouble figure(String scenario, Map<String, String> setup, String value) {
        return results.median(scenario, ours, setup, value);
    }

    private static OptionalDouble value(Measurement row, String name) {
        Double value = row.values().get(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private static Map<String, String> with(Map<String, String> setup, String key, String value) {
        Map<String, String> more = new java.util.HashMap<>(setup);
        more.put(key, value);
        return more;
    }

    private static OptionalDouble combine(OptionalDouble ours, OptionalDouble theirs, Comparison comparison) {
        return ours.isPresent() && theirs.isPresent()
                ? OptionalDouble.of(comparison.of(ours.getAsDouble(), theirs.getAsDouble()))
                : OptionalDouble.empty();
    }

    private interface Comparison {
        Comparison OURS_BY_THEIRS = (ours, theirs) -> ours / theirs;
        Comparison THEIRS_BY_OURS = (ours, theirs) -> theirs / ours;

        double of(double ours, double theirs);
    }
}
