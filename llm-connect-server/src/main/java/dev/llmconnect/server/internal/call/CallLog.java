package dev.llmconnect.server.internal.call;

import dev.llmconnect.CallInfo;
import dev.llmconnect.CallObserver;
import dev.llmconnect.CallResult;
import dev.llmconnect.RouteChange;
import dev.llmconnect.Usage;
import dev.llmconnect.server.internal.log.LogFields;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Logs one line for each call, and one for each retry and each fallback, at {@code INFO} on the logger {@value #LOGGER}: who asked, who
 * answered, how it ended, how long it took, what it used. Never a prompt, never a credential, never a character that could begin a second
 * line.
 */
public final class CallLog implements CallObserver {
    /** The logger's name. */
    public static final String LOGGER = "dev.llmconnect.server.calls";

    private static final String FIELDS = "{0}";

    private final Logger log = System.getLogger(LOGGER);

    @Override
    public void ended(CallInfo call, CallResult result) {
        if (!log.isLoggable(Level.INFO)) {
            return;
        }
        Usage usage = result.usage();
        LogFields fields = new LogFields("call")
                .add("id", call.requestId())
                .add("path", call.endpoint())
                .add("caller", call.caller())
                .add("profile", result.profile())
                .add("provider", result.provider())
                .add("model", result.model())
                .add("requested_model", call.model())
                .add("stream", call.isStreaming())
                .add("status", result.httpStatus().orElse(0))
                .add("error", result.isOk() ? "" : result.outcome())
                .add("reason", result.reason())
                .add("provider_status", result.providerStatus())
                .add("attempts", result.attemptCount())
                .add("duration_ms", result.duration().toMillis())
                .add("first_token_ms", result.timeToFirstToken().map(Duration::toMillis))
                .add("prompt_tokens", usage.inputTokens())
                .add("completion_tokens", usage.outputTokens())
                .add("total_tokens", usage.totalTokens())
                .add("cached_tokens", usage.cacheReadTokens())
                .add("cache_write_5m_tokens", usage.cacheWrite5mTokens())
                .add("cache_write_1h_tokens", usage.cacheWrite1hTokens())
                .add("reasoning_tokens", usage.reasoningTokens())
                .add("audio_input_tokens", usage.audioInputTokens())
                .add("audio_output_tokens", usage.audioOutputTokens())
                .add("image_input_tokens", usage.imageInputTokens())
                .add("image_output_tokens", usage.imageOutputTokens())
                .add("usage_estimated", result.isUsageEstimated())
                .add("depth", call.depth())
                .add("tags", tags(call.tags()))
                .add("trace", call.trace().map(trace -> trace.traceId()));
        log.log(Level.INFO, FIELDS, fields);
    }

    @Override
    public void routeChanged(CallInfo call, RouteChange change) {
        if (!log.isLoggable(Level.INFO)) {
            return;
        }
        LogFields fields = new LogFields(change.kind() == RouteChange.Kind.RETRY ? "retry" : "fallback")
                .add("id", call.requestId())
                .add("from", name(change.fromProvider(), change.fromModel()))
                .add("to", name(change.toProvider(), change.toModel()))
                .add("reason", change.reason())
                .add("elapsed_ms", change.elapsed().toMillis())
                .add("delay_ms", change.delay().toMillis());
        log.log(Level.INFO, FIELDS, fields);
    }

    private static String tags(Map<String, String> tags) {
        return tags.isEmpty()
                ? ""
                : tags.entrySet().stream()
                        .map(tag -> tag.getKey() + ":" + tag.getValue())
                        .collect(Collectors.joining(","));
    }

    private static String name(String provider, String model) {
        return model.isEmpty() ? provider : provider + "/" + model;
    }
}
