package dev.llmconnect.formats.messages;

import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.json.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sources that another provider found, as citations of a web search. Anthropic takes back only those that it has encrypted an index into,
 * so that these have none, and are left out of the conversation when a client gives them back.
 */
final class CarriedCitations {
    static final String FIELD = "citations";

    private static final String TYPE = "web_search_result_location";
    private static final String INDEX = "encrypted_index";

    private CarriedCitations() {}

    /** The form of a source; empty for one of another provider's without an address, for which Anthropic has none. */
    static Optional<Map<String, Object>> of(Citation citation) {
        if (citation.wire().equals(WireFormat.ANTHROPIC_MESSAGES)) {
            return Optional.of(citation.raw());
        }
        return citation.url().map(url -> {
            Map<String, Object> cited = AnswerBlocks.typed(TYPE);
            cited.put("url", url);
            cited.put("title", citation.title().orElse(""));
            cited.put("cited_text", citation.quote().orElse(""));
            cited.put(INDEX, "");
            return cited;
        });
    }

    /** Whether a block has such citations. */
    static boolean isIn(Map<?, ?> block) {
        return JsonNode.of(block.get(FIELD)).items().stream().anyMatch(CarriedCitations::isOurs);
    }

    /** The citations that Anthropic itself made. */
    static List<Object> without(List<?> citations) {
        return JsonNode.of(citations).items().stream()
                .filter(citation -> !isOurs(citation))
                .<Object>map(JsonNode::object)
                .toList();
    }

    private static boolean isOurs(JsonNode citation) {
        return citation.textOrEmpty("type").equals(TYPE)
                && citation.filled(INDEX).isEmpty();
    }
}
