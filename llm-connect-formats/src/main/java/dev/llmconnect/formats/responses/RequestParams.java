package dev.llmconnect.formats.responses;

import dev.llmconnect.RunConfig;
import dev.llmconnect.formats.endpoint.RequestFields;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The values of the call, under the names every wire format translates; what only this format knows stays its own. */
final class RequestParams {
    /** Marks for whoever bills, caches or watches; the answer is the same without them. */
    private static final List<String> HINTS = List.of(
            "metadata",
            "service_tier",
            "client_metadata",
            "user",
            "safety_identifier",
            "prompt_cache_key",
            "prompt_cache_retention",
            "prompt_cache_options",
            "stream_options");

    private RequestParams() {}

    static void read(RequestFields body, RunConfig.Builder config, WireOnly only) {
        body.text("model").ifPresent(model -> {
            if (model.isBlank()) {
                throw body.wrongValue("model", "the name of a model");
            }
            config.modelName(model);
        });
        body.number("temperature", 0, 2).ifPresent(value -> config.temperature(value.doubleValue()));
        body.number("top_p", 0, 1).ifPresent(value -> config.modelParam("top_p", value));
        body.integer("max_output_tokens", 1, Integer.MAX_VALUE).ifPresent(config::maxTokens);
        body.flag("parallel_tool_calls").ifPresent(parallel -> {
            if (parallel) {
                only.hint("parallel_tool_calls", true);
            } else {
                config.modelParam("parallel_tool_calls", false);
            }
        });
        body.object("reasoning").ifPresent(reasoning -> reasoning(reasoning, config, only));
        HINTS.forEach(name -> body.any(name).ifPresent(value -> only.hint(name, value)));
        unlessDefault(body, "truncation", Set.of("disabled"), only);
        include(body, only);
    }

    private static void reasoning(RequestFields reasoning, RunConfig.Builder config, WireOnly only) {
        reasoning.text("effort").ifPresent(effort -> config.modelParam("reasoning_effort", effort));
        // Other formats show what they can of the reasoning without being asked for a summary.
        Map<String, Object> summary = reasoning
                .text("summary")
                .map(kind -> Map.<String, Object>of("summary", kind))
                .orElse(Map.of());
        only.members("reasoning", summary, reasoning.left());
    }

    private static void unlessDefault(RequestFields body, String name, Set<String> defaults, WireOnly only) {
        body.text(name).ifPresent(value -> {
            if (defaults.contains(value)) {
                only.hint(name, value);
            } else {
                only.require(name, value);
            }
        });
    }

    /** What an answer shall tell of the provider's own tools needs those tools, which are no other format's. */
    private static void include(RequestFields body, WireOnly only) {
        body.list("include").ifPresent(include -> {
            if (!include.isEmpty()) {
                only.hint("include", include);
            }
        });
    }
}
