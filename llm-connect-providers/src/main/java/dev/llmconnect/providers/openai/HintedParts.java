package dev.llmconnect.providers.openai;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Hint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parts of a message, each with its hints. Hints of other formats have been removed before.
 *
 * @param hints fields of the message itself
 */
record HintedParts(Map<String, Object> hints, List<HintedPart> parts) {
    static HintedParts of(List<ContentPart> all) {
        Map<String, Object> own = new LinkedHashMap<>();
        List<HintedPart> parts = new ArrayList<>();
        for (ContentPart part : all) {
            if (!(part instanceof Hint hint)) {
                parts.add(new HintedPart(part, Map.of()));
            } else if (parts.isEmpty()) {
                own.putAll(hint.fields());
            } else {
                HintedPart before = parts.remove(parts.size() - 1);
                Map<String, Object> more = new LinkedHashMap<>(before.hints());
                more.putAll(hint.fields());
                parts.add(new HintedPart(before.part(), more));
            }
        }
        return new HintedParts(own, parts);
    }
}
