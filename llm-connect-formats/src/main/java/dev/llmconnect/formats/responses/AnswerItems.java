package dev.llmconnect.formats.responses;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Refusal;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ToolCall;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.chat.Annotations;
import dev.llmconnect.internal.ClientToolKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An answer as output items: the provider's own where it speaks this format, else made of the answer's parts. Not thread-safe. */
public final class AnswerItems {
    private static final String COMPLETED = "completed";

    private final ResponseIds ids;
    private final List<Map<String, Object>> items = new ArrayList<>();
    /** Of the message that is being put together. */
    private final List<Map<String, Object>> content = new ArrayList<>();

    private final StringBuilder words = new StringBuilder();
    private final List<Citation> citations = new ArrayList<>();

    private AnswerItems(ResponseIds ids) {
        this.ids = ids;
    }

    public static List<Map<String, Object>> of(LLMResponse answer, ResponseIds ids) {
        List<Map<String, Object>> own = OutputItem.objects(
                answer.wireFields(WireFormat.OPENAI_RESPONSES).get("output"));
        if (!own.isEmpty()) {
            return own.stream().map(item -> own(item, ids)).toList();
        }
        AnswerItems items = new AnswerItems(ids);
        answer.parts().forEach(items::part);
        items.endMessage();
        if (answer.finishReason().equals(FinishReason.LENGTH)
                || answer.finishReason().equals(FinishReason.CONTENT_FILTER)) {
            items.lastIsIncomplete();
        }
        SealedParts.seal(answer.toolCalls()).ifPresent(extras -> items.items.add(sealed(extras, ids)));
        return items.items;
    }

    /** The types of media that have no item. */
    static List<String> omitted(LLMResponse answer) {
        return answer.media().stream()
                .filter(media -> !isItem(media))
                .map(Media::mimeType)
                .distinct()
                .toList();
    }

    private static boolean isItem(Media media) {
        return media.isImage() && media.base64() != null;
    }

    private void lastIsIncomplete() {
        if (!items.isEmpty()) {
            items.get(items.size() - 1).computeIfPresent(OutputItem.STATUS, (name, value) -> "incomplete");
        }
    }

    private void part(ContentPart part) {
        if (part instanceof Text text) {
            words.append(text.text());
        } else if (part instanceof Citation citation) {
            citations.add(citation);
        } else if (part instanceof Refusal refusal) {
            endWords();
            content.add(OutputItem.refusal(refusal.text()));
        } else if (part instanceof ToolCall call) {
            endMessage();
            call(call);
        } else {
            single(part, ids).ifPresent(item -> {
                endMessage();
                items.add(item);
            });
        }
    }

    /** An item for a part that is one by itself; empty for words, calls and what says nothing. */
    static Optional<Map<String, Object>> single(ContentPart part, ResponseIds ids) {
        if (part instanceof Reasoning reasoning) {
            return reasoning(reasoning, ids);
        }
        if (part instanceof Media media) {
            return isItem(media) ? Optional.of(image(media, ids)) : Optional.empty();
        }
        if (!(part instanceof Opaque opaque)) {
            return Optional.empty();
        }
        return opaque.wire().equals(WireFormat.OPENAI_RESPONSES)
                ? Optional.of(own(opaque.raw(), ids))
                : Optional.of(sealed(SealedParts.seal(opaque), ids));
    }

    /** Clients that keep their own conversations pass over reasoning without encrypted content, so there is always some. */
    private static Optional<Map<String, Object>> reasoning(Reasoning reasoning, ResponseIds ids) {
        Object type = reasoning.raw().get(OutputItem.TYPE);
        if (OutputItem.REASONING.equals(type)) {
            return Optional.of(own(reasoning.raw(), ids));
        }
        boolean silent = reasoning.text().isEmpty();
        boolean plain = reasoning.signature() == null && reasoning.raw().isEmpty();
        if (silent && (plain || OutputItem.MESSAGE.equals(type))) {
            return Optional.empty();
        }
        Map<String, Object> item = sealed(SealedParts.seal(reasoning), ids);
        if (!silent) {
            item.put("summary", List.of(OutputItem.summary(reasoning.text())));
        }
        return Optional.of(item);
    }

    private static Map<String, Object> sealed(String content, ResponseIds ids) {
        Map<String, Object> item = OutputItem.reasoning(ids.item(OutputItem.REASONING), List.of());
        item.put("encrypted_content", content);
        return item;
    }

    /** An item that came in this format, with an id. */
    static Map<String, Object> own(Map<String, Object> item, ResponseIds ids) {
        Map<String, Object> copy = new LinkedHashMap<>(item);
        if (!(copy.get(OutputItem.ID) instanceof String)) {
            copy.put(OutputItem.ID, ids.item(OutputItem.type(item)));
        }
        return copy;
    }

    private void call(ToolCall call) {
        ClientToolKind kind = ClientToolKind.of(call);
        items.add(OutputItem.call(
                kind, ids.item(kind.item()), COMPLETED, call.id(), call.name(), call.argumentsJson(), call.extras()));
    }

    private static Map<String, Object> image(Media media, ResponseIds ids) {
        if (media.wire().equals(WireFormat.OPENAI_RESPONSES)) {
            return own(media.raw(), ids);
        }
        Map<String, Object> item = new LinkedHashMap<>();
        item.put(OutputItem.ID, ids.item(OutputItem.IMAGE));
        item.put(OutputItem.TYPE, OutputItem.IMAGE);
        item.put(OutputItem.STATUS, COMPLETED);
        item.put("result", String.valueOf(media.base64()));
        item.put("output_format", media.mimeType().substring("image/".length()));
        return item;
    }

    private void endWords() {
        if (!words.isEmpty()) {
            Map<String, Object> text = OutputItem.text(words.toString());
            text.put("annotations", annotations());
            content.add(text);
            words.setLength(0);
        }
        citations.clear();
    }

    private List<Object> annotations() {
        List<Object> annotations = new ArrayList<>();
        for (Citation citation : citations) {
            if (citation.url().isPresent()) {
                annotations.add(Annotations.flat(citation, words.length()));
            }
        }
        return annotations;
    }

    private void endMessage() {
        endWords();
        if (!content.isEmpty()) {
            items.add(OutputItem.message(ids.item(OutputItem.MESSAGE), COMPLETED, List.copyOf(content)));
            content.clear();
        }
    }
}
