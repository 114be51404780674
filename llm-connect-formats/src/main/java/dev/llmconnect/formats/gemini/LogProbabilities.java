package dev.llmconnect.formats.gemini;

import dev.llmconnect.ResponseMetadata;
import dev.llmconnect.formats.json.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How likely each token was, where {@code logprobs} asked for it; each chunk of a stream tells of its own tokens. */
final class LogProbabilities {
    private final Map<String, List<Object>> lists = new LinkedHashMap<>();

    void accept(JsonNode result) {
        for (String name : List.of("chosenCandidates", "topCandidates")) {
            for (JsonNode token : result.items(name)) {
                lists.computeIfAbsent(name, key -> new ArrayList<>()).add(token.object());
            }
        }
    }

    /** Puts {@code logprobs} into the metadata, by Google's names. */
    void into(ResponseMetadata.Builder known) {
        if (!lists.isEmpty()) {
            known.extra("logprobs", lists);
        }
    }
}
