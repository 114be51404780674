package dev.llmconnect.opentelemetry;

import dev.llmconnect.CallInfo;
import io.opentelemetry.api.common.AttributeKey;
import java.util.Arrays;
import java.util.Map;

/**
 * The names of OpenTelemetry's GenAI conventions: those of version 1.36 by default, the latest where the operator opts in, as the conventions
 * define it. Source: https://opentelemetry.io/docs/specs/semconv/gen-ai/ (2026-09). Immutable and thread-safe.
 */
final class GenAiNames {
    /** The variable by which an operator opts in. */
    static final String OPT_IN_VARIABLE = "OTEL_SEMCONV_STABILITY_OPT_IN";
    /** The value of it that chooses the latest conventions. */
    static final String LATEST = "gen_ai_latest_experimental";

    /** Ours to theirs, where they differ. */
    private static final Map<String, String> PROVIDERS = Map.ofEntries(
            Map.entry("azure-openai", "azure.ai.openai"),
            Map.entry("bedrock", "aws.bedrock"),
            Map.entry("gemini", "gcp.gemini"),
            Map.entry("vertex-gemini", "gcp.vertex_ai"),
            Map.entry("vertex-anthropic", "gcp.vertex_ai"),
            Map.entry("mistral", "mistral_ai"),
            Map.entry("openai-responses", "openai"),
            Map.entry("watsonx", "ibm.watsonx.ai"),
            Map.entry("xai", "x_ai"));

    private final boolean latest;

    /** @param optIn the value of {@value #OPT_IN_VARIABLE}; empty when it is not set */
    GenAiNames(String optIn) {
        latest = Arrays.stream(optIn.split(",")).map(String::strip).anyMatch(LATEST::equals);
    }

    boolean isLatest() {
        return latest;
    }

    AttributeKey<String> provider() {
        return latest ? SpanAttribute.PROVIDER_NAME.text() : SpanAttribute.SYSTEM.text();
    }

    static String provider(String ours) {
        return PROVIDERS.getOrDefault(ours, ours);
    }

    static String operation(CallInfo.Kind kind) {
        return switch (kind) {
            case EMBEDDING -> "embeddings";
            case TOKEN_COUNT -> "count_tokens";
            case COMPLETION, UNKNOWN -> "chat";
        };
    }
}
