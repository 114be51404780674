package dev.llmconnect.formats.wire;

import dev.llmconnect.LLMRequest;
import dev.llmconnect.RunConfig;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Parameters of a profile that mean the same as something the request says, under whatever name and in whichever format. */
final class InheritedParams {
    private static final String REASONING = "reasoning";
    private static final String MAX_TOKENS = "max_tokens";
    private static final String RESPONSE_FORMAT = "response_format";
    /** Names of the formats for one meaning, in lower case with underscores. */
    private static final Map<String, String> MEANINGS = meanings();

    private final LLMRequest request;

    InheritedParams(LLMRequest request) {
        this.request = request;
    }

    /** The names of those that the request overrules. */
    List<String> overruled() {
        RunConfig config = request.config();
        if (config.modelParams().isEmpty() && !config.isInherited(MAX_TOKENS)) {
            return List.of();
        }
        List<String> inherited = Stream.concat(
                        config.maxTokensIfSet().isPresent() ? Stream.of(MAX_TOKENS) : Stream.empty(),
                        config.modelParams().keySet().stream())
                .filter(config::isInherited)
                .toList();
        if (inherited.isEmpty()) {
            return List.of();
        }
        Set<String> said = said();
        return inherited.stream()
                .filter(name -> said.contains(meaning(name, config.modelParams().get(name))))
                .toList();
    }

    private Set<String> said() {
        RunConfig config = request.config();
        Set<String> said = new HashSet<>();
        config.modelParams().forEach((name, value) -> {
            if (!config.isInherited(name)) {
                said.add(meaning(name, value));
            }
        });
        request.wireFields().all().forEach((name, value) -> said.add(meaning(name, value)));
        if (config.maxTokensIfSet().isPresent() && !config.isInherited(MAX_TOKENS)) {
            said.add(MAX_TOKENS);
        }
        if (request.responseFormat().isPresent()) {
            said.add(RESPONSE_FORMAT);
        }
        if (request.toolChoice().isPresent()) {
            said.add("tool_choice");
        }
        // Tools of the request and of a profile are added to each other.
        said.remove("tools");
        return said;
    }

    private static String meaning(String name, @Nullable Object value) {
        String plain = name.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
        if (plain.equals(REASONING)) {
            boolean tellsHowMuch = !(value instanceof Map<?, ?> map)
                    || map.containsKey("effort")
                    || map.containsKey("max_tokens")
                    || map.containsKey("enabled");
            return tellsHowMuch ? REASONING : "how reasoning is shown";
        }
        if (plain.equals("output_config")) {
            return value instanceof Map<?, ?> map && map.containsKey("effort") ? REASONING : plain;
        }
        return MEANINGS.getOrDefault(plain, plain);
    }

    private static Map<String, String> meanings() {
        Map<String, String> meanings = new HashMap<>();
        for (String name : List.of(
                "reasoning_effort",
                "thinking",
                "thinking_config",
                "thinking_budget",
                "think",
                "enable_thinking",
                "reasoning_config")) {
            meanings.put(name, REASONING);
        }
        for (String name :
                List.of("output_format", "format", "response_mime_type", "response_schema", "response_json_schema")) {
            meanings.put(name, RESPONSE_FORMAT);
        }
        for (String name : List.of("max_completion_tokens", "max_output_tokens", "num_predict")) {
            meanings.put(name, MAX_TOKENS);
        }
        meanings.put("p", "top_p");
        meanings.put("k", "top_k");
        meanings.put("stop_sequences", "stop");
        meanings.put("random_seed", "seed");
        meanings.put("candidate_count", "n");
        return meanings;
    }
}
