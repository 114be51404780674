package dev.llmconnect.server.admin;

import dev.llmconnect.Attempt;
import dev.llmconnect.AttemptInfo;
import dev.llmconnect.CallRecord;
import dev.llmconnect.CallResult;
import dev.llmconnect.CircuitChange;
import dev.llmconnect.Cost;
import dev.llmconnect.FinishReason;
import dev.llmconnect.RouteChange;
import dev.llmconnect.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls as trees for JSON. What is not known is empty text or {@code null}. */
final class CallTrees {
    /** About how many characters of a text make a token. */
    private static final int CHARACTERS_PER_TOKEN = 4;

    private static final double NANOS_PER_MILLI = 1e6;

    private CallTrees() {}

    /** A call that runs. */
    static Map<String, @Nullable Object> live(LiveCall call) {
        CallRecord record = call.info().context().record();
        Map<String, @Nullable Object> tree = identity(CallIdentity.of(call.info()));
        AttemptInfo asked = record.lastAttempt().orElse(null);
        long nanos =
                call.info().context().ticker().nanos() - call.info().context().startNanos();
        tree.put("profile", record.profile().orElse(""));
        tree.put("provider", asked == null ? "" : asked.provider());
        tree.put("model", asked == null ? "" : asked.model());
        tree.put("elapsed_ms", nanos / 1_000_000);
        tree.put(
                "first_token_ms",
                record.timeToFirstToken().map(CallTrees::millis).orElse(null));
        tree.put("output_tokens_so_far", record.streamedCharacters() / CHARACTERS_PER_TOKEN);
        tree.put("attempt", asked == null ? 0 : asked.number());
        tree.put("cancelled", call.info().context().cancellation().isCancelled());
        return tree;
    }

    /** One line of a list of calls that have ended. */
    static Map<String, @Nullable Object> line(RecordedCall call) {
        CallResult result = call.result();
        Map<String, @Nullable Object> tree = identity(call.identity());
        tree.put("number", call.number());
        tree.put("profile", result.profile().orElse(""));
        tree.put("provider", result.provider());
        tree.put("model", result.model());
        tree.put("outcome", result.outcome());
        tree.put("reason", result.reason().orElse(""));
        tree.put(
                "http_status",
                result.httpStatus().isPresent() ? result.httpStatus().getAsInt() : null);
        tree.put("duration_ms", millis(result.duration()));
        tree.put(
                "first_token_ms",
                result.timeToFirstToken().map(CallTrees::millis).orElse(null));
        tree.put("overhead_ms", millis(result.overhead()));
        tree.put("attempt_count", result.attemptCount());
        tree.put("input_tokens", result.usage().inputTokens());
        tree.put("output_tokens", result.usage().outputTokens());
        tree.put("cost_usd", cost(result));
        return tree;
    }

    /** Everything that is known of a call that has ended. */
    static Map<String, @Nullable Object> story(RecordedCall call) {
        CallResult result = call.result();
        Map<String, @Nullable Object> tree = line(call);
        tree.put("provider_status", result.providerStatus().orElse(null));
        tree.put(
                "finish_reason",
                result.finishReason().map(FinishReason::toString).orElse(""));
        tree.put("usage", usage(result.usage(), result.isUsageEstimated()));
        tree.put("delays_ms", millis(call.delays()));
        tree.put("attempts", result.attempts().stream().map(CallTrees::attempt).toList());
        tree.put(
                "route_changes",
                call.routeChanges().stream().map(CallTrees::change).toList());
        tree.put(
                "circuit_changes",
                call.circuitChanges().stream().map(CallTrees::change).toList());
        return tree;
    }

    private static Map<String, @Nullable Object> identity(CallIdentity call) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("id", call.id());
        tree.put("endpoint", call.route());
        tree.put("kind", call.kind().name().toLowerCase(Locale.ROOT));
        tree.put("stream", call.isStreaming());
        tree.put("requested_model", call.requestedModel());
        tree.put("caller", call.caller());
        tree.put("tags", call.tags());
        tree.put("session", call.session());
        tree.put("depth", call.depth());
        tree.put("trace", call.trace());
        tree.put("start", call.startTime().toString());
        return tree;
    }

    private static Map<String, @Nullable Object> attempt(Attempt attempt) {
        Cost cost = attempt.cost().orElse(Cost.UNKNOWN);
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("provider", attempt.provider());
        tree.put("model", attempt.model());
        tree.put("outcome", attempt.outcome());
        tree.put("provider_status", attempt.providerStatus().orElse(null));
        tree.put("duration_ms", millis(attempt.duration()));
        tree.put(
                "first_token_ms",
                attempt.timeToFirstToken().map(CallTrees::millis).orElse(null));
        tree.put("usage", usage(attempt.usage(), attempt.isUsageEstimated()));
        tree.put("cost_usd", cost.usd().orElse(null));
        tree.put("cost_source", cost.source().value());
        return tree;
    }

    /** The sum of the attempts whose price is known; {@code null} when none is. */
    private static @Nullable BigDecimal cost(CallResult result) {
        BigDecimal sum = null;
        for (Attempt attempt : result.attempts()) {
            BigDecimal usd = attempt.cost().flatMap(Cost::usd).orElse(null);
            if (usd != null) {
                sum = sum == null ? usd : sum.add(usd);
            }
        }
        return sum;
    }

    private static Map<String, @Nullable Object> usage(Usage usage, boolean estimated) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("input_tokens", usage.inputTokens());
        tree.put("cached_tokens", usage.cacheReadTokens());
        tree.put("cache_write_tokens", usage.cacheWriteTokens());
        tree.put("output_tokens", usage.outputTokens());
        tree.put("reasoning_tokens", usage.reasoningTokens());
        tree.put("estimated", estimated);
        return tree;
    }

    private static Map<String, @Nullable Object> change(RouteChange change) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("kind", change.kind().name().toLowerCase(Locale.ROOT));
        tree.put("from", name(change.fromProvider(), change.fromModel()));
        tree.put("to", name(change.toProvider(), change.toModel()));
        tree.put("reason", change.reason());
        tree.put("elapsed_ms", millis(change.elapsed()));
        tree.put("delay_ms", millis(change.delay()));
        return tree;
    }

    private static Map<String, @Nullable Object> change(CircuitChange change) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("circuit", name(change.provider(), change.model()));
        tree.put("state", change.state().name().toLowerCase(Locale.ROOT));
        tree.put("reason", change.reason());
        tree.put("delay_ms", millis(change.delay()));
        return tree;
    }

    private static String name(String provider, String model) {
        return model.isEmpty() ? provider : provider + "/" + model;
    }

    private static double millis(Duration duration) {
        return Math.round(duration.toNanos() / NANOS_PER_MILLI * 100) / 100.0;
    }
}
