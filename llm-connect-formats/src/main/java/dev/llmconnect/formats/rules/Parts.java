package dev.llmconnect.formats.rules;

import dev.llmconnect.Choice;
import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.CacheMark;
import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/** Changes the parts of messages, and gives back what it was given where nothing changes. */
final class Parts {
    private Parts() {}

    /** Each message changed; the same list where none is. */
    static List<Message> mapAll(List<Message> messages, UnaryOperator<Message> change) {
        return mapEach(messages, change);
    }

    /** Each part changed; the same message where none is. */
    static Message map(Message message, UnaryOperator<ContentPart> change) {
        List<ContentPart> parts = map(message.parts(), change);
        return parts == message.parts() ? message : message.withParts(parts);
    }

    /** Each part changed; the same list where none is. */
    static List<ContentPart> map(List<ContentPart> parts, UnaryOperator<ContentPart> change) {
        return mapEach(parts, change);
    }

    /** The parts of each choice changed; the same answer where none are. */
    static LLMResponse mapChoices(LLMResponse answer, UnaryOperator<List<ContentPart>> change) {
        List<ContentPart> parts = change.apply(answer.parts());
        List<Choice> alternatives = mapEach(answer.alternatives(), choice -> {
            List<ContentPart> own = change.apply(choice.parts());
            return own == choice.parts() ? choice : choice.withParts(own);
        });
        return parts == answer.parts() && alternatives == answer.alternatives()
                ? answer
                : answer.toBuilder().parts(parts).alternatives(alternatives).build();
    }

    @SuppressWarnings(
            "ReferenceEquality") // what nobody changed is the same object; comparing content would cost more than it
    // saves
    private static <E> List<E> mapEach(List<E> elements, UnaryOperator<E> change) {
        List<E> changed = null;
        for (int i = 0; i < elements.size(); i++) {
            E element = elements.get(i);
            E now = change.apply(element);
            if (changed == null && now != element) {
                changed = new ArrayList<>(elements.subList(0, i));
            }
            if (changed != null) {
                changed.add(now);
            }
        }
        return changed == null ? elements : changed;
    }

    /**
     * Consecutive messages of one role put together.
     *
     * @param continues whether the second message goes on with the first
     */
    static List<Message> join(List<Message> messages, BiPredicate<Message, Message> continues) {
        List<Message> joined = new ArrayList<>();
        List<ContentPart> parts = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            Message next = i + 1 < messages.size() ? messages.get(i + 1) : null;
            boolean goesOn = next != null && next.role().equals(message.role()) && continues.test(message, next);
            if (!goesOn && parts.isEmpty()) {
                joined.add(message);
                continue;
            }
            parts.addAll(message.parts());
            if (!goesOn) {
                joined.add(message.withParts(parts));
                parts.clear();
            }
        }
        return joined.size() == messages.size() ? messages : joined;
    }

    /** Whether a part says something itself, and is no field of another. */
    static boolean isContent(ContentPart part) {
        return !(part instanceof Hint || part instanceof CacheMark || part instanceof Citation);
    }
}
