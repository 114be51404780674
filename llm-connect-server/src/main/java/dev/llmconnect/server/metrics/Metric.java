package dev.llmconnect.server.metrics;

import dev.llmconnect.internal.LabelNames;
import java.util.List;

/**
 * Metrics of a server. {@code GET /metrics}, {@code docs/metrics.md} and the tests are generated from this table. Names are stable and follow the <a href="https://prometheus.io/docs/practices/naming/">naming practices of Prometheus</a>.
 */
public enum Metric {
    /** Calls by how they ended. */
    CALLS(
            Type.COUNTER,
            "llm_connect_calls_total",
            "",
            "Calls that ended, by how they ended: `ok`, `cancelled` (the caller left, or the call was cancelled at the"
                    + " server), or an error code.",
            "endpoint",
            "profile",
            "provider",
            "model",
            "caller_class",
            "outcome"),
    /** How long calls take. */
    CALL_DURATION(
            Type.HISTOGRAM,
            "llm_connect_call_duration_seconds",
            "seconds",
            "Time from the end of the request to the end of the call, every retry and fallback included.",
            "endpoint",
            "provider"),
    /** How long callers of streams wait. */
    TIME_TO_FIRST_TOKEN(
            Type.HISTOGRAM,
            "llm_connect_time_to_first_token_seconds",
            "seconds",
            "Time from the end of the request to the first token of a streamed answer, of any attempt.",
            "provider",
            "model"),
    /** How fast models write. */
    TIME_PER_OUTPUT_TOKEN(
            Type.HISTOGRAM,
            "llm_connect_time_per_output_token_seconds",
            "seconds",
            "Time between two tokens of a streamed answer: what follows the first token, divided by the tokens that"
                    + " follow it.",
            "provider",
            "model"),
    /** What llm-connect itself takes. */
    OVERHEAD(
            Type.HISTOGRAM,
            "llm_connect_overhead_seconds",
            "seconds",
            "Part of a call that was neither an attempt nor a pause between attempts: what llm-connect itself took.",
            "endpoint"),
    /** Calls that run. */
    CALLS_IN_FLIGHT(Type.GAUGE, "llm_connect_calls_in_flight", "", "Calls that have begun and not ended.", "endpoint"),
    /** Calls that wait for a provider's limit. */
    CALLS_WAITING(
            Type.GAUGE,
            "llm_connect_calls_waiting",
            "",
            "Calls that wait since as many run as a limit allows, by the profile or provider whose limit it is.",
            "limit"),
    /** Attempts by how they ended. */
    ATTEMPTS(
            Type.COUNTER,
            "llm_connect_attempts_total",
            "",
            "Attempts that ended, by how they ended: `ok`, `cancelled`, `abandoned`, or why they failed.",
            "provider",
            "model",
            "outcome"),
    /** Attempts on the same route after a failed one. */
    RETRIES(
            Type.COUNTER,
            "llm_connect_retries_total",
            "",
            "Attempts on the same route after a failed one, by why that failed.",
            "provider",
            "model",
            "reason"),
    /** Calls that went on to another route. */
    FALLBACKS(
            Type.COUNTER,
            "llm_connect_fallbacks_total",
            "",
            "Calls that went on to their next route, by why the one before failed.",
            "provider",
            "to_provider",
            "reason"),
    /** Tokens by kind. */
    TOKENS(
            Type.COUNTER,
            "llm_connect_tokens_total",
            "",
            "Tokens of all attempts, also of failed ones as far as they are known. The kinds do not overlap: their sum"
                    + " is all tokens.",
            "provider",
            "model",
            "kind"),
    /** What calls cost. */
    COST(
            Type.COUNTER,
            "llm_connect_cost_usd_total",
            "usd",
            "US dollars that attempts cost, as far as their prices are known.",
            "profile",
            "provider",
            "model"),
    /** Calls whose price nobody knows. */
    UNPRICED_CALLS(
            Type.COUNTER,
            "llm_connect_unpriced_calls_total",
            "",
            "Calls that used tokens whose price nobody knows.",
            "provider",
            "model"),
    /** How often circuits change. */
    CIRCUIT_CHANGES(
            Type.COUNTER,
            "llm_connect_circuit_changes_total",
            "",
            "Changes of circuit breakers, by the new state: `open`, `half_open` or `closed`.",
            "provider",
            "model",
            "state"),
    /** Circuits that are not closed. */
    OPEN_CIRCUITS(
            Type.GAUGE,
            "llm_connect_open_circuits",
            "",
            "1 for each circuit that is `open` or `half_open`; a closed one has no series.",
            "provider",
            "model",
            "state"),
    /** Keys of providers. */
    PROVIDER_KEYS(
            Type.GAUGE,
            "llm_connect_provider_keys",
            "",
            "Keys of providers with several of them: `rested` can be used, `resting` were limited or refused.",
            "provider",
            "state"),
    /** What of a budget is spent. */
    BUDGET_SPENT(
            Type.GAUGE,
            "llm_connect_budget_spent_usd",
            "usd",
            "US dollars spent of a budget in its current period.",
            "budget"),
    /** What of a budget is reserved. */
    BUDGET_RESERVED(
            Type.GAUGE,
            "llm_connect_budget_reserved_usd",
            "usd",
            "US dollars of a budget that running calls have reserved.",
            "budget"),
    /** How large a budget is. */
    BUDGET_LIMIT(Type.GAUGE, "llm_connect_budget_limit_usd", "usd", "US dollars of a budget in each period.", "budget"),
    /** How much of a budget is gone. */
    BUDGET_USED(
            Type.GAUGE,
            "llm_connect_budget_used_ratio",
            "ratio",
            "Part of a budget that is spent or reserved, from 0 to 1.",
            "budget"),
    /** What waits to be accounted for. */
    LEDGER_QUEUE(Type.GAUGE, "llm_connect_ledger_queued_calls", "", "Calls that wait to be written to the ledger."),
    /** What was accounted for. */
    LEDGER_WRITTEN(Type.COUNTER, "llm_connect_ledger_written_rows_total", "", "Usage rows written to the ledger."),
    /** What was not accounted for. */
    LEDGER_LOST(
            Type.COUNTER,
            "llm_connect_ledger_lost_rows_total",
            "",
            "Usage rows that were dropped, since the store was down or too slow for longer than they could wait."),
    /** What was booked in full instead of settled. */
    LEDGER_LOST_SETTLEMENTS(
            Type.COUNTER,
            "llm_connect_ledger_lost_settlements_total",
            "",
            "Settlements that were dropped; their reservations count as spent."),
    /** Whether the ledger's store is there. */
    LEDGER_UP(Type.GAUGE, "llm_connect_ledger_up", "", "1 while the store of the ledger can be reached, else 0."),
    /** Connections of clients. */
    CONNECTIONS(Type.GAUGE, "llm_connect_connections", "", "Open connections of clients."),
    /** How many connections there may be. */
    CONNECTIONS_LIMIT(Type.GAUGE, "llm_connect_connections_limit", "", "Connections that are accepted at most."),
    /** How many calls there may be. */
    CALLS_LIMIT(Type.GAUGE, "llm_connect_calls_limit", "", "Calls that run at once at most."),
    /** What calls hold in memory. */
    BUFFERED(
            Type.GAUGE,
            "llm_connect_buffered_bytes",
            "bytes",
            "Memory that bodies, their objects and unread answers are counted to hold."),
    /** What calls may hold in memory. */
    BUFFERED_LIMIT(
            Type.GAUGE, "llm_connect_buffered_limit_bytes", "bytes", "Memory that calls may hold at most, together."),
    /** Whether the server is shutting down. */
    DRAINING(Type.GAUGE, "llm_connect_draining", "", "1 while the server shuts down, else 0."),
    /** What observers did not keep up with. */
    DROPPED_EVENTS(
            Type.COUNTER,
            "llm_connect_observer_dropped_events_total",
            "",
            "Events of calls that were dropped for the log, traces and other observers, since they did not keep up."
                    + " Metrics drop none."),
    /** Memory in use. */
    MEMORY_USED(Type.GAUGE, "llm_connect_jvm_memory_used_bytes", "bytes", "Memory of the JVM in use.", "area"),
    /** Memory taken of the system. */
    MEMORY_COMMITTED(
            Type.GAUGE,
            "llm_connect_jvm_memory_committed_bytes",
            "bytes",
            "Memory that the JVM has taken of the system.",
            "area"),
    /** Memory that may be taken. */
    MEMORY_LIMIT(
            Type.GAUGE,
            "llm_connect_jvm_memory_limit_bytes",
            "bytes",
            "Memory that the JVM may take; without a limit there is no series.",
            "area"),
    /** Threads of the JVM. */
    THREADS(
            Type.GAUGE,
            "llm_connect_jvm_threads",
            "",
            "Live platform threads of the JVM: `daemon` or `user`. Virtual threads are not counted.",
            "kind"),
    /** Time spent in garbage collection. */
    GC_TIME(
            Type.COUNTER,
            "llm_connect_jvm_gc_seconds_total",
            "seconds",
            "Time spent in garbage collections.",
            "collector"),
    /** When the process started. */
    START_TIME(
            Type.GAUGE,
            "llm_connect_process_start_time_seconds",
            "seconds",
            "Start of the process, in seconds since 1970."),
    /** Which version runs. */
    BUILD(
            Type.INFO,
            "llm_connect_build_info",
            "",
            "1; the labels tell which version runs on which Java.",
            "version",
            "java");

    /** Type of a metric. */
    public enum Type {
        /** Increases from 0 at the start of the process. */
        COUNTER,
        /** Goes up and down. */
        GAUGE,
        /** Counts durations in buckets. */
        HISTOGRAM,
        /** Always 1; its labels are what it tells. */
        INFO
    }

    /** Maximum number of series of one metric, including those summed up as {@value #OTHER}: {@value}. */
    public static final int MAX_SERIES = 500;

    /** Label value of everything without a series of its own: {@value}. */
    public static final String OTHER = LabelNames.OTHER;

    private final Type type;
    private final String fullName;
    private final String unit;
    private final String help;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> labels;

    Metric(Type type, String fullName, String unit, String help, String... labels) {
        this.type = type;
        this.fullName = fullName;
        this.unit = unit;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** Type of the metric. */
    public Type type() {
        return type;
    }

    /** Name of the metric, for example {@code llm_connect_calls_total}; series of a histogram add {@code _bucket}, {@code _sum} and {@code _count}. */
    public String fullName() {
        return fullName;
    }

    /** Unit, as Prometheus names it; empty for plain numbers. */
    public String unit() {
        return unit;
    }

    /** Description in Markdown. */
    public String help() {
        return help;
    }

    /** Label names, in the order of their values. */
    public List<String> labels() {
        return labels;
    }

    /** Upper bounds of the buckets of a histogram in seconds, without infinity; empty for other types. */
    public List<Double> buckets() {
        if (type != Type.HISTOGRAM) {
            return List.of();
        }
        return this == OVERHEAD ? DurationBuckets.FINE : DurationBuckets.COARSE;
    }

    /** The most combinations of label values: of a histogram, each takes a series for each bucket, the sum and the count. */
    int maxLabelSets() {
        return type == Type.HISTOGRAM ? MAX_SERIES / (buckets().size() + 3) : MAX_SERIES;
    }
}
