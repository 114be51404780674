package dev.llmconnect.formats.chat;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Text;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A part of a message with the fields of this format that belong to it.
 *
 * @param hints fields of the part beyond those it has anyway
 */
record HintedPart(ContentPart part, Map<String, Object> hints) {
    /** The words of the texts among some parts. */
    static String text(List<HintedPart> parts) {
        return parts.stream()
                .map(HintedPart::part)
                .filter(Text.class::isInstance)
                .map(part -> ((Text) part).text())
                .collect(Collectors.joining());
    }
}
