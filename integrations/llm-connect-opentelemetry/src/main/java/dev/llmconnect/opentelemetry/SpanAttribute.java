package dev.llmconnect.opentelemetry;

import io.opentelemetry.api.common.AttributeKey;

/**
 * Attributes of spans and their events. {@code docs/traces.md} is generated from this table. Those that begin with {@code
 * llm_connect.} are stable; {@code gen_ai.} are those of OpenTelemetry's <a
 * href="https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/">GenAI conventions</a>, which are not.
 */
@SuppressWarnings("ImmutableEnumChecker") // an AttributeKey is immutable, but does not say so to Error Prone
public enum SpanAttribute {
    /** The route. */
    HTTP_ROUTE("http.route", On.SERVER, "The route, for example `/v1/chat/completions`; absent in process."),
    /** The status. */
    HTTP_STATUS(
            "http.response.status_code",
            On.BOTH,
            "Of a request, the status the client got; 499 when it left before or the call was cancelled. Of an"
                    + " attempt that failed, the provider's status."),
    /** What went wrong. */
    ERROR_TYPE(
            "error.type",
            On.BOTH,
            "Of a request that was not answered, `cancelled` or the error code. Of an attempt, why it failed, or"
                    + " `cancelled` or `abandoned`."),
    /** The id. */
    REQUEST_ID("llm_connect.request_id", On.SERVER, "The id of the call, as in the log."),
    /** The caller. */
    CALLER("llm_connect.caller", On.SERVER, "The name of the caller's key."),
    /** The depth. */
    DEPTH("llm_connect.depth", On.SERVER, "How deep the call is nested; absent for 0."),
    /** Streaming. */
    STREAM("llm_connect.stream", On.SERVER, "Whether a stream was asked for."),
    /** What was asked for. */
    REQUESTED_MODEL("llm_connect.requested_model", On.SERVER, "The model or profile that the caller named."),
    /** The profile. */
    PROFILE("llm_connect.profile", On.SERVER, "The profile that was used."),
    /** The provider. */
    PROVIDER(
            "llm_connect.provider",
            On.BOTH,
            "The provider that was asked; of a request, the one that answered or was asked last."),
    /** The model. */
    MODEL("llm_connect.model", On.SERVER, "The model that answered, or else was asked last."),
    /** The outcome. */
    OUTCOME("llm_connect.outcome", On.BOTH, "How it ended: `ok`, or as `error.type`."),
    /** The reason. */
    REASON("llm_connect.reason", On.SERVER, "Why the provider failed."),
    /** The number of attempts. */
    ATTEMPTS("llm_connect.attempts", On.SERVER, "Attempts on all routes."),
    /** The finish reason. */
    FINISH_REASON("llm_connect.finish_reason", On.SERVER, "Why the model stopped."),
    /** The cost. */
    COST("llm_connect.cost_usd", On.SERVER, "US dollars; absent where the price is not known."),
    /** The overhead. */
    OVERHEAD(
            "llm_connect.overhead_seconds",
            On.SERVER,
            "The part that was neither an attempt nor a pause between attempts."),
    /** The number of the attempt. */
    ATTEMPT("llm_connect.attempt", On.CLIENT, "The place among the attempts of the call, from 1."),
    /** Estimates. */
    USAGE_ESTIMATED(
            "llm_connect.usage_estimated",
            On.CLIENT,
            "`true` where the tokens are an estimate, since the provider did not come to tell them."),
    /** The operation. */
    OPERATION("gen_ai.operation.name", On.CLIENT, "`chat`, `embeddings` or `count_tokens`."),
    /** The provider by the convention up to 1.36. */
    SYSTEM("gen_ai.system", On.CLIENT, "The provider, as the conventions name it. By default."),
    /** The provider by the convention since 1.37. */
    PROVIDER_NAME(
            "gen_ai.provider.name",
            On.CLIENT,
            "The provider, as the conventions name it. In place of `gen_ai.system` with `gen_ai_latest_experimental`."),
    /** The model that was asked for. */
    REQUEST_MODEL("gen_ai.request.model", On.CLIENT, "The model that was asked for."),
    /** The model that answered. */
    RESPONSE_MODEL("gen_ai.response.model", On.CLIENT, "The model that answered."),
    /** Tokens that went in. */
    INPUT_TOKENS("gen_ai.usage.input_tokens", On.CLIENT, "All tokens that went in, those of caches included."),
    /** Tokens that came out. */
    OUTPUT_TOKENS("gen_ai.usage.output_tokens", On.CLIENT, "All tokens that came out, reasoning included."),
    /** Tokens from a cache. */
    CACHE_READ_TOKENS(
            "gen_ai.usage.cache_read.input_tokens",
            On.CLIENT,
            "Tokens that were read from the provider's cache. With `gen_ai_latest_experimental`."),
    /** Tokens into a cache. */
    CACHE_WRITE_TOKENS(
            "gen_ai.usage.cache_creation.input_tokens",
            On.CLIENT,
            "Tokens that were written to the provider's cache. With `gen_ai_latest_experimental`."),
    /** Whence. */
    FROM("llm_connect.from", On.EVENT, "Of `retry` and `fallback`: who failed, `provider/model`."),
    /** Whither. */
    TO("llm_connect.to", On.EVENT, "Of `retry` and `fallback`: who is asked next, `provider/model`."),
    /** Why. */
    CHANGE_REASON(
            "llm_connect.change_reason", On.EVENT, "Of `retry`, `fallback` and `circuit`: why the attempt failed."),
    /** Pause. */
    DELAY(
            "llm_connect.delay_seconds",
            On.EVENT,
            "Of `retry` and `fallback`: the pause before the next attempt; of `circuit`: before a trial."),
    /** State of a circuit. */
    CIRCUIT_STATE("llm_connect.circuit_state", On.EVENT, "Of `circuit`: `open`, `half_open` or `closed`.");

    /** Place of an attribute. */
    public enum On {
        /** The span of a request. */
        SERVER,
        /** The span of an attempt. */
        CLIENT,
        /** Both. */
        BOTH,
        /** An event of a span. */
        EVENT
    }

    private final String key;
    private final On on;
    private final String help;
    /** Made once, since a key keeps its encoded name for the export. */
    private final AttributeKey<String> text;

    private final AttributeKey<Long> number;
    private final AttributeKey<Double> decimal;
    private final AttributeKey<Boolean> flag;

    SpanAttribute(String key, On on, String help) {
        this.key = key;
        this.on = on;
        this.help = help;
        text = AttributeKey.stringKey(key);
        number = AttributeKey.longKey(key);
        decimal = AttributeKey.doubleKey(key);
        flag = AttributeKey.booleanKey(key);
    }

    /** Name of the attribute. */
    public String key() {
        return key;
    }

    /** Place of the attribute. */
    public On on() {
        return on;
    }

    /** Description in Markdown. */
    public String help() {
        return help;
    }

    AttributeKey<String> text() {
        return text;
    }

    AttributeKey<Long> number() {
        return number;
    }

    AttributeKey<Double> decimal() {
        return decimal;
    }

    AttributeKey<Boolean> flag() {
        return flag;
    }
}
