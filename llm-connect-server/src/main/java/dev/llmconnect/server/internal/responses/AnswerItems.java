package dev.llmconnect.server.internal.responses;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.Message;
import dev.llmconnect.ToolCall;
import dev.llmconnect.WireFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** An answer as output items: the provider's own where it speaks this format, else made of the answer's parts. Not thread-safe. */
final class AnswerItems {
    private static final String COMPLETED = "completed";

    private final ResponseIds ids;
    private final List<Map<String, Object>> items = new ArrayList<>();
    /** Of the message that is being put together. */
    private final List<Map<String, Object>> content = new ArrayList<>();

    private final StringBuilder words = new StringBuilder();

    private AnswerItems(ResponseIds ids) {
        this.ids = ids;
    }

    static List<Map<String, Object>> of(LLMResponse answer, ResponseIds ids) {
        AnswerItems items = new AnswerItems(ids);
        List<Map<String, Object>> own = OutputItem.objects(
                answer.wireFields(WireFormat.OPENAI_RESPONSES).get("output"));
        if (saysTheSame(own, answer)) {
            own.forEach(item -> items.items.add(own(item, ids)));
            return items.items;
        }
        parts(answer).forEach(items::part);
        answer.refusal().ifPresent(refusal -> {
            items.endWords();
            items.content.add(OutputItem.refusal(refusal));
        });
        items.endMessage();
        if (answer.finishReason().equals(FinishReason.LENGTH)
                || answer.finishReason().equals(FinishReason.CONTENT_FILTER)) {
            items.lastIsIncomplete();
        }
        SealedParts.seal(answer.toolCalls()).ifPresent(extras -> items.items.add(sealed(extras, ids)));
        return items.items;
    }

    private void lastIsIncomplete() {
        if (!items.isEmpty()) {
            items.get(items.size() - 1).computeIfPresent(OutputItem.STATUS, (name, value) -> "incomplete");
        }
    }

    /** Whoever changed the answer on its way has not changed the provider's items. */
    private static boolean saysTheSame(List<Map<String, Object>> own, LLMResponse answer) {
        String words = own.stream()
                .filter(item -> OutputItem.type(item).equals(OutputItem.MESSAGE))
                .map(OutputItem::words)
                .collect(Collectors.joining());
        List<Object> called = own.stream()
                .map(item -> item.getOrDefault(OutputItem.CALL_ID, item.getOrDefault(OutputItem.ID, "")))
                .toList();
        return !own.isEmpty()
                && words.equals(answer.content())
                && answer.toolCalls().stream().map(ToolCall::id).allMatch(called::contains);
    }

    /** The answer's parts in their order, or its fields in the usual one where they say more or otherwise. */
    private static List<ContentPart> parts(LLMResponse answer) {
        List<ContentPart> parts = answer.toMessage().parts();
        boolean thought = parts.stream()
                .anyMatch(part ->
                        part instanceof Reasoning reasoning && !reasoning.text().isEmpty());
        boolean sameWords = Message.assistant(parts).text().equals(answer.content());
        boolean sameCalls =
                parts.stream().filter(ToolCall.class::isInstance).toList().equals(answer.toolCalls());
        List<ContentPart> all = new ArrayList<>();
        if (!thought) {
            answer.reasoning().map(Reasoning::of).ifPresent(all::add);
        }
        if (sameWords && sameCalls) {
            all.addAll(parts);
            return all;
        }
        parts.stream().filter(Reasoning.class::isInstance).forEach(all::add);
        all.add(new Text(answer.content()));
        all.addAll(answer.toolCalls());
        return all;
    }

    private void part(ContentPart part) {
        if (part instanceof Text text) {
            words.append(text.text());
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
        if (!(part instanceof Opaque opaque) || opaque.raw().containsKey("refusal")) {
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
        String type =
                "custom".equals(call.extras().get("type")) ? OutputItem.CUSTOM_TOOL_CALL : OutputItem.FUNCTION_CALL;
        items.add(OutputItem.call(type, ids.item(type), COMPLETED, call.id(), call.name(), call.argumentsJson()));
    }

    private void endWords() {
        if (!words.isEmpty()) {
            content.add(OutputItem.text(words.toString()));
            words.setLength(0);
        }
    }

    private void endMessage() {
        endWords();
        if (!content.isEmpty()) {
            items.add(OutputItem.message(ids.item(OutputItem.MESSAGE), COMPLETED, List.copyOf(content)));
            content.clear();
        }
    }
}
