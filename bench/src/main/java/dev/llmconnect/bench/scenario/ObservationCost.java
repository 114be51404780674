package dev.llmconnect.bench.scenario;

import dev.llmconnect.bench.gateway.CallShape;
import dev.llmconnect.bench.gateway.Endpoint;
import dev.llmconnect.bench.gateway.Gateway;
import dev.llmconnect.bench.gateway.Jdk;
import dev.llmconnect.bench.gateway.Onlookers;
import dev.llmconnect.bench.gateway.TelemetrySink;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What it costs to be watched, in calls a second at 64 connections: a server with nothing but the call log, one with an open page and
 * scrapes, and one that also sends the spans of every call over OTLP. They run beside each other and take turns.
 */
final class ObservationCost implements Scenario {
    private static final String NONE = "none";
    private static final String PAGE = "page";
    private static final String ALL = "all";
    private static final int CONNECTIONS = 64;
    private static final ClosedLoopCalls.Cell CELL = new ClosedLoopCalls.Cell(CallShape.unary(1000), CONNECTIONS);

    @Override
    public String name() {
        return "observation";
    }

    @Override
    public void run(Bench bench) throws Exception {
        Jdk jdk = bench.newestJdk();
        List<String> blind = List.of("--disable-admin", "--metrics-access", "off");
        try (TelemetrySink sink = TelemetrySink.start();
                Gateway none = bench.llmConnect().start(NONE, jdk, "openrouter", "", blind);
                Gateway page = bench.llmConnect().start(PAGE, jdk, "openrouter", "", List.of());
                Gateway all = bench.llmConnect()
                        .start(
                                ALL,
                                jdk,
                                "openrouter",
                                "",
                                List.of(),
                                Map.of(
                                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                                        sink.base().toString()));
                Onlookers ofPage = new Onlookers(page);
                Onlookers ofAll = new Onlookers(all)) {
            List<Gateway> watched = List.of(none, page, all);
            for (Gateway gateway : watched) {
                for (Endpoint endpoint : Endpoint.values()) {
                    bench.warmUp(
                            gateway, endpoint, CELL.shape(), bench.settings().warmUpCalls());
                }
            }
            for (int round = 1; round <= bench.settings().rounds(); round++) {
                for (Endpoint endpoint : Endpoint.values()) {
                    run(bench, watched, endpoint, round);
                }
            }
            ofPage.check();
            ofAll.check();
            if (sink.bytes() == 0) {
                throw new IOException("nothing was sent over OTLP");
            }
        }
    }

    /** Another one goes first in each round. */
    private void run(Bench bench, List<Gateway> watched, Endpoint endpoint, int round) throws Exception {
        Map<String, Map<String, Double>> values = new TreeMap<>();
        for (int turn = 0; turn < watched.size(); turn++) {
            Gateway gateway = watched.get((turn + round) % watched.size());
            values.put(
                    gateway.name(),
                    ClosedLoopCalls.measure(bench, gateway, endpoint, CELL).orElseThrow());
        }
        double unwatched = rate(values, NONE);
        Map<String, String> setup = Map.of("endpoint", endpoint.label());
        for (Gateway gateway : watched) {
            Map<String, Double> figures = Objects.requireNonNull(values.get(gateway.name()));
            figures.put("cost_pct", 100 * (1 - rate(values, gateway.name()) / unwatched));
            bench.add(name(), gateway.name(), setup, round, figures);
        }
    }

    private static double rate(Map<String, Map<String, Double>> values, String gateway) {
        return Objects.requireNonNull(
                Objects.requireNonNull(values.get(gateway)).get("calls_per_s"));
    }
}
