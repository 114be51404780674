package dev.llmconnect.formats.chat;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.CacheMark;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.internal.CacheControl;
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
            if (part instanceof Hint hint && parts.isEmpty()) {
                own.putAll(hint.fields());
            } else if (part instanceof Hint hint) {
                Map<String, Object> more = ofLast(parts);
                more.putAll(hint.fields());
            } else if (part instanceof CacheMark mark) {
                // A mark that came in this format's own words is among the hints already.
                if (!parts.isEmpty() && !own.containsKey(CacheControl.FIELD)) {
                    ofLast(parts).putIfAbsent(CacheControl.FIELD, CacheControl.write(mark));
                }
            } else {
                parts.add(new HintedPart(part, Map.of()));
            }
        }
        return new HintedParts(own, parts);
    }

    /** The hints of the last part, to be changed. */
    private static Map<String, Object> ofLast(List<HintedPart> parts) {
        HintedPart last = parts.remove(parts.size() - 1);
        Map<String, Object> hints = new LinkedHashMap<>(last.hints());
        parts.add(new HintedPart(last.part(), hints));
        return hints;
    }
}
