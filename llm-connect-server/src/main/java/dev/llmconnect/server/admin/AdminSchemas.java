package dev.llmconnect.server.admin;

import static dev.llmconnect.server.internal.openapi.JsonSchemas.amount;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.anything;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.between;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.count;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.listOf;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.mapOf;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.moment;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.nonEmptyText;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.nullable;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.number;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.object;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.text;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.truth;

import dev.llmconnect.server.internal.openapi.JsonSchemas.ObjectSchema;
import java.util.Map;

/** What the answers of the admin API hold. Tests compare them with real answers. */
final class AdminSchemas {
    static final Map<String, Object> LIVE_CALL = identity()
            .required("profile", text())
            .required("provider", text())
            .required("model", text())
            .required("elapsed_ms", count())
            .required("first_token_ms", nullable(amount()))
            .required("output_tokens_so_far", count())
            .required("attempt", count())
            .required("cancelled", truth())
            .build();

    static final Map<String, Object> CALL = line().build();

    private static final Map<String, Object> USAGE = object().required("input_tokens", count())
            .required("cached_tokens", count())
            .required("cache_write_tokens", count())
            .required("output_tokens", count())
            .required("reasoning_tokens", count())
            .required("estimated", truth())
            .build();

    private static final Map<String, Object> ATTEMPT = object().required("provider", text())
            .required("model", text())
            .required("outcome", text())
            .required("provider_status", nullable(count()))
            .required("duration_ms", amount())
            .required("first_token_ms", nullable(amount()))
            .required("usage", USAGE)
            .required("cost_usd", nullable(amount()))
            .required("cost_source", text())
            .build();

    private static final Map<String, Object> ROUTE_CHANGE = object().required("kind", text())
            .required("from", text())
            .required("to", text())
            .required("reason", text())
            .required("elapsed_ms", amount())
            .required("delay_ms", amount())
            .build();

    private static final Map<String, Object> CIRCUIT_CHANGE = object().required("circuit", text())
            .required("state", text())
            .required("reason", text())
            .required("delay_ms", amount())
            .build();

    static final Map<String, Object> STORY = line().required("provider_status", nullable(count()))
            .required("finish_reason", text())
            .required("usage", USAGE)
            .required("delays_ms", amount())
            .required("attempts", listOf(ATTEMPT))
            .required("route_changes", listOf(ROUTE_CHANGE))
            .required("circuit_changes", listOf(CIRCUIT_CHANGE))
            .build();

    private static final Map<String, Object> PERCENTILES = object().required("p50", nullable(amount()))
            .required("p90", nullable(amount()))
            .required("p99", nullable(amount()))
            .build();

    private static final Map<String, Object> TWO_PERCENTILES = object().required("p50", nullable(amount()))
            .required("p99", nullable(amount()))
            .build();

    private static final Map<String, Object> NOW = object().required("window_seconds", count())
            .required("calls_per_second", amount())
            .required("errors_per_second", amount())
            .required("error_share", amount())
            .required("output_tokens_per_second", amount())
            .required("in_flight", count())
            .required("latency_ms", PERCENTILES)
            .required("first_token_ms", PERCENTILES)
            .required("overhead_ms", PERCENTILES)
            .build();

    private static final Map<String, Object> TOTAL = object().required("calls", count())
            .required("errors", count())
            .required("cancelled", count())
            .required("attempts", count())
            .required("retries", count())
            .required("fallbacks", count())
            .required("input_tokens", count())
            .required("output_tokens", count())
            .required("outcomes", mapOf(count()))
            .build();

    private static final Map<String, Object> POINT = object().required("time", count())
            .required("calls", count())
            .required("errors", count())
            .required("in_flight", count())
            .required("p50_ms", nullable(amount()))
            .required("p99_ms", nullable(amount()))
            .required("first_token_ms", nullable(amount()))
            .required("overhead_ms", nullable(amount()))
            .required("output_tokens", count())
            .build();

    private static final Map<String, Object> CIRCUIT = object().required("provider", text())
            .required("model", text())
            .required("state", text())
            .required("failures", count())
            .required("retry_after_seconds", count())
            .build();

    static final Map<String, Object> SUMMARY = object().required("version", text())
            .required("start", moment())
            .required("uptime_seconds", count())
            .required("may_change", truth())
            .required("has_admin_key", truth())
            .required("accounts", mapOf(anything()))
            .required("now", NOW)
            .required("total", TOTAL)
            .required("circuits", listOf(CIRCUIT))
            .required("points", listOf(POINT))
            .build();

    static final Map<String, Object> ACCESS = object().required("may_read", truth())
            .required("may_change", truth())
            .required("has_admin_key", truth())
            .required("wrong_key", truth())
            .build();

    static final Map<String, Object> LIVE_CALLS = object().required("calls", listOf(LIVE_CALL))
            .required("more_calls", count())
            .build();

    static final Map<String, Object> CALLS =
            object().required("calls", listOf(CALL)).build();

    static final Map<String, Object> CANCELLED =
            object().required("cancelled", count()).build();

    private static final Map<String, Object> SUMS = object().required("key", mapOf(text()))
            .required("attempts", count())
            .required("unpriced", count())
            .required("estimated", count())
            .required("input_tokens", count())
            .required("cached_tokens", count())
            .required("output_tokens", count())
            .required("cost_usd", amount())
            .build();

    static final Map<String, Object> USAGE_REPORT = object().required("since", moment())
            .required("until", moment())
            .required("by", listOf(text()))
            .required("total", SUMS)
            .required("rows", listOf(SUMS))
            .required("more_rows", count())
            .build();

    static final Map<String, Object> BUDGET = object().required("scope", text())
            .required("per", text())
            .required("limit_usd", amount())
            .required("spent_usd", number())
            .required("reserved_usd", amount())
            .required("left_usd", amount())
            .required("resets", nullable(moment()))
            .required("on_exhausted", text())
            .required("unpriced", text())
            .build();

    static final Map<String, Object> BUDGETS =
            object().required("budgets", listOf(BUDGET)).build();

    private static final Map<String, Object> CALLER = object().required("name", text())
            .required("keys", nullable(count()))
            .required("tags", mapOf(text()))
            .required("models", listOf(text()))
            .required("limits", mapOf(count()))
            .required("limits_left", listOf(mapOf(anything())))
            .required("budgets", listOf(BUDGET))
            .required("expires", nullable(moment()))
            .required("disabled", truth())
            .build();

    static final Map<String, Object> CALLERS =
            object().required("callers", listOf(CALLER)).build();

    /** What may be said of a caller, as in the callers' file; the server checks it. */
    private static ObjectSchema callerFields() {
        return object().optional("tags", mapOf(text()))
                .optional("models", listOf(nonEmptyText()))
                .optional("budgets", listOf(mapOf(anything())))
                .optional("limits", mapOf(between(1, Long.MAX_VALUE)))
                .optional("expires", text())
                .optional("disabled", truth());
    }

    static final Map<String, Object> CALLER_FIELDS = callerFields().build();

    static final Map<String, Object> NEW_CALLER =
            callerFields().required("name", nonEmptyText()).build();

    static final Map<String, Object> NEW_KEY =
            object().required("name", text()).required("key", text()).build();

    static final Map<String, Object> NEW_BUDGETS = object().required("scope", nonEmptyText())
            .required("budgets", listOf(mapOf(anything())))
            .build();

    private static final Map<String, Object> FAILURE = object().required("time", moment())
            .required("call", text())
            .required("outcome", text())
            .required("provider_status", nullable(count()))
            .required("duration_ms", count())
            .build();

    private static final Map<String, Object> MODEL = object().required("provider", text())
            .required("model", text())
            .required("attempts", count())
            .required("answered", count())
            .required("failed", count())
            .required("abandoned", count())
            .required("latency_ms", TWO_PERCENTILES)
            .required("first_token_ms", TWO_PERCENTILES)
            .required("last_answer", nullable(moment()))
            .required("last_errors", listOf(FAILURE))
            .build();

    private static final Map<String, Object> KEYS = object().required("provider", text())
            .required("keys", count())
            .required("resting", count())
            .build();

    static final Map<String, Object> PROVIDERS = object().required("models", listOf(MODEL))
            .required("circuits", listOf(CIRCUIT))
            .required("keys", listOf(KEYS))
            .build();

    static final Map<String, Object> CIRCUIT_NAME = object().required("provider", nonEmptyText())
            .optional("model", text())
            .build();

    static final Map<String, Object> RESET = object().required("reset", truth()).build();

    private static final Map<String, Object> VALUE = object().required("field", text())
            .required("value", text())
            .required("source", text())
            .build();

    private static final Map<String, Object> PROFILE = object().required("name", text())
            .required("usable", truth())
            .required("problem", text())
            .required("values", listOf(VALUE))
            .build();

    static final Map<String, Object> PROFILES =
            object().required("profiles", listOf(PROFILE)).build();

    static final Map<String, Object> PRICES = object().required("bundled_as_of", text())
            .required("prices", listOf(mapOf(anything())))
            .build();

    private static final Map<String, Object> SETTING = object().required("name", text())
            .required("value", text())
            .required("source", text())
            .build();

    static final Map<String, Object> CONFIGURATION = object().required("values", listOf(SETTING))
            .required("models", listOf(text()))
            .build();

    static final Map<String, Object> RELOADED =
            object().required("reloaded", truth()).build();

    private AdminSchemas() {}

    private static ObjectSchema identity() {
        return object().required("id", text())
                .required("endpoint", text())
                .required("kind", text())
                .required("stream", truth())
                .required("requested_model", text())
                .required("caller", text())
                .required("tags", mapOf(text()))
                .required("session", text())
                .required("depth", count())
                .required("trace", text())
                .required("start", moment());
    }

    private static ObjectSchema line() {
        return identity()
                .required("number", count())
                .required("profile", text())
                .required("provider", text())
                .required("model", text())
                .required("outcome", text())
                .required("reason", text())
                .required("http_status", nullable(count()))
                .required("duration_ms", amount())
                .required("first_token_ms", nullable(amount()))
                .required("overhead_ms", amount())
                .required("attempt_count", count())
                .required("input_tokens", count())
                .required("output_tokens", count())
                .required("cost_usd", nullable(amount()));
    }
}
