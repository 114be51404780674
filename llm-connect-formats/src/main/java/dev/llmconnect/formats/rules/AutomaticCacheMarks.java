package dev.llmconnect.formats.rules;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.CacheMark;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.Tool;
import java.util.ArrayList;
import java.util.List;

/**
 * Marks what the next call of a conversation will send again: the tools, the instructions, the last turn, and the user's turn before
 * it, whose cache this call can read. That is four marks, as many as Anthropic takes.
 */
final class AutomaticCacheMarks {
    private AutomaticCacheMarks() {}

    /** The request with marks; one that has marks of its own stays as it is. */
    static LLMRequest set(LLMRequest request, RequestRules rules, String wire) {
        if (rules.cacheMarks() == CacheMarkPlaces.NOWHERE
                || CacheMarks.isMarked(request)
                || CacheMarks.isHinted(request, wire)) {
            return request;
        }
        LLMRequest.Builder marked = request.toBuilder().messages(messages(request.messages()));
        if (rules.cacheMarks() == CacheMarkPlaces.EVERYWHERE && !request.tools().isEmpty()) {
            marked.tools(tools(request.tools(), wire));
        }
        return marked.build();
    }

    /** With a mark at the last tool of the prompt's prefix, which has no deferred tools. */
    private static List<Tool> tools(List<Tool> given, String wire) {
        List<Tool> tools = new ArrayList<>(given);
        for (int i = tools.size() - 1; i >= 0; i--) {
            if (!ToolSearch.isDeferred(tools.get(i), wire)) {
                tools.set(
                        i, tools.get(i).toBuilder().cacheMark(CacheMark.DEFAULT).build());
                return tools;
            }
        }
        return given;
    }

    private static List<Message> messages(List<Message> given) {
        List<Message> messages = new ArrayList<>(given);
        int lastInstruction = -1;
        int turnsToMark = 2;
        boolean answered = true;
        for (int i = messages.size() - 1; i >= 0; i--) {
            Message message = messages.get(i);
            if (TurnOrder.isSystem(message)) {
                lastInstruction = Math.max(lastInstruction, i);
            } else if (message.role().equals(Role.ASSISTANT)) {
                answered = true;
            } else if (answered && turnsToMark > 0) {
                // The last message of each of the user's turns, results of tools included.
                turnsToMark--;
                answered = false;
                messages.set(i, marked(message));
            }
        }
        if (lastInstruction >= 0) {
            messages.set(lastInstruction, marked(messages.get(lastInstruction)));
        }
        return messages;
    }

    private static Message marked(Message message) {
        List<ContentPart> parts = new ArrayList<>(message.parts());
        for (int i = parts.size(); i > 0; i--) {
            ContentPart part = parts.get(i - 1);
            boolean takesMark = part instanceof Media
                    || part instanceof ToolResult
                    || (part instanceof Text text && !text.text().isBlank());
            if (takesMark) {
                parts.add(i, CacheMark.DEFAULT);
                return message.withParts(parts);
            }
        }
        return message;
    }
}
