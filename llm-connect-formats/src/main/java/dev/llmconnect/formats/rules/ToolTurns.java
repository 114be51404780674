package dev.llmconnect.formats.rules;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.ToolCall;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the results of tools directly after the turn that made the calls: one for each call, in the order of the calls, under ids that
 * the provider accepts. A result finds its call by its id, of several by the same id the first one of the latest turn that has no
 * result; without an id by the tool's name, then by order. To be used for one request.
 */
final class ToolTurns {
    private final NameRule idRule;
    private final boolean idsAreUnique;
    private final Set<String> originalIds = new HashSet<>();
    private final Set<String> sentIds = new HashSet<>();
    private final Map<String, Integer> occurrences = new HashMap<>();
    private final Map<String, String> substitutes = new HashMap<>();

    private final List<Message> ordered = new ArrayList<>();
    /** By the position in {@link #ordered} at which their results stand. */
    private final Map<Integer, List<ToolExchange>> turns = new LinkedHashMap<>();

    private final Map<String, Deque<ToolExchange>> openById = new HashMap<>();
    private final Map<String, ToolExchange> answeredById = new HashMap<>();
    private Map<String, Deque<ToolExchange>> openByName = Map.of();
    private Deque<ToolExchange> open = new ArrayDeque<>();

    private ToolTurns(RequestRules rules) {
        idRule = rules.callIds();
        idsAreUnique = rules.has(Rule.UNIQUE_CALL_IDS);
    }

    /** The conversation in order; the same list where no tool is used. */
    static List<Message> order(List<Message> given, RequestRules rules) {
        if (!rules.has(Rule.RESULTS_FOLLOW_CALLS)) {
            return given;
        }
        List<Message> messages = withoutMereToolRoles(given);
        if (!useTools(messages)) {
            return messages;
        }
        ToolTurns turns = new ToolTurns(rules);
        messages.forEach(turns::collectIds);
        inWholeTurns(messages).forEach(turns::add);
        return turns.ordered();
    }

    /** A turn of a tool that has no result is one of the user's: there is no call that it could answer. */
    private static List<Message> withoutMereToolRoles(List<Message> messages) {
        for (Message message : messages) {
            if (isMereToolRole(message)) {
                return messages.stream().map(ToolTurns::withoutMereToolRole).toList();
            }
        }
        return messages;
    }

    private static Message withoutMereToolRole(Message message) {
        return isMereToolRole(message) ? Message.of(Role.USER, message.parts()) : message;
    }

    private static boolean isMereToolRole(Message message) {
        return message.role().equals(Role.TOOL) && !usesTools(message);
    }

    /** Calls that were made one after the other, with no result between them, are calls of one turn. */
    private static List<Message> inWholeTurns(List<Message> messages) {
        return Parts.join(
                messages,
                (one, next) -> makesCalls(one)
                        && makesCalls(next)
                        && Parts.isContent(next.parts().get(0)));
    }

    private static boolean makesCalls(Message message) {
        return message.role().equals(Role.ASSISTANT) && message.parts().stream().anyMatch(ToolCall.class::isInstance);
    }

    private static boolean useTools(List<Message> messages) {
        for (Message message : messages) {
            if (usesTools(message)) {
                return true;
            }
        }
        return false;
    }

    static boolean usesTools(Message message) {
        for (ContentPart part : message.parts()) {
            if (part instanceof ToolCall || part instanceof ToolResult) {
                return true;
            }
        }
        return false;
    }

    private void collectIds(Message message) {
        for (ContentPart part : message.parts()) {
            if (part instanceof ToolCall call) {
                originalIds.add(call.id());
            }
        }
    }

    private void add(Message message) {
        if (!usesTools(message)) {
            ordered.add(message);
        } else if (message.role().equals(Role.ASSISTANT)) {
            addCalls(message);
        } else {
            addResults(message);
        }
    }

    private void addCalls(Message message) {
        List<ToolExchange> made = new ArrayList<>();
        openByName = new HashMap<>();
        open = new ArrayDeque<>();
        Set<String> ids = new HashSet<>();
        ordered.add(Parts.map(message, part -> {
            if (!(part instanceof ToolCall call)) {
                return part;
            }
            String id = sentId(call.id());
            ToolCall sent = id.equals(call.id()) ? call : call.withId(id);
            ToolExchange exchange = new ToolExchange(sent);
            made.add(exchange);
            Deque<ToolExchange> sameId = openById.computeIfAbsent(call.id(), unknown -> new ArrayDeque<>());
            if (ids.add(call.id())) {
                // Results that come from now on answer this turn's calls.
                sameId.clear();
            }
            sameId.add(exchange);
            openByName
                    .computeIfAbsent(call.name(), unknown -> new ArrayDeque<>())
                    .add(exchange);
            open.add(exchange);
            return sent;
        }));
        turns.put(ordered.size(), made);
        ordered.add(message);
    }

    private void addResults(Message message) {
        List<ContentPart> rest = new ArrayList<>();
        ToolExchange first = null;
        ToolExchange before = null;
        for (ContentPart part : message.parts()) {
            if (part instanceof ToolResult result) {
                before = answered(result);
                if (before == null) {
                    rest.addAll(asText(result));
                }
                first = first == null ? before : first;
            } else if (!Parts.isContent(part) && before != null) {
                before.addFields(List.of(part));
            } else {
                rest.add(part);
                before = Parts.isContent(part) ? null : before;
            }
        }
        if (rest.stream().anyMatch(Parts::isContent)) {
            ordered.add(Message.of(message.role().equals(Role.TOOL) ? Role.USER : message.role(), rest));
        } else if (first != null) {
            first.addFields(rest);
        }
    }

    private @Nullable ToolExchange answered(ToolResult result) {
        ToolExchange exchange = find(result);
        if (exchange != null) {
            exchange.answer(result);
            answeredById.put(result.callId(), exchange);
        }
        return exchange;
    }

    private @Nullable ToolExchange find(ToolResult result) {
        if (result.callId().isEmpty()) {
            ToolExchange byName = firstOpen(openByName.get(result.name()));
            return byName == null && !openByName.containsKey(result.name()) ? firstOpen(open) : byName;
        }
        ToolExchange byId = firstOpen(openById.get(result.callId()));
        return byId == null ? answeredById.get(result.callId()) : byId;
    }

    private static @Nullable ToolExchange firstOpen(@Nullable Deque<ToolExchange> exchanges) {
        while (exchanges != null && !exchanges.isEmpty()) {
            ToolExchange next = exchanges.poll();
            if (!next.isAnswered()) {
                return next;
            }
        }
        return null;
    }

    /** What a tool said whose call is not there, for the model to read all the same. */
    private static List<ContentPart> asText(ToolResult result) {
        List<ContentPart> parts = new ArrayList<>();
        String tool = result.name().isEmpty() ? "" : " of " + result.name();
        parts.add(new Text("Tool result" + tool + ":"));
        parts.addAll(result.content());
        return parts;
    }

    private String sentId(String id) {
        boolean accepted = idRule.accepts(id);
        if (!idsAreUnique) {
            return accepted ? id : substitutes.computeIfAbsent(id, refused -> substitute(refused, 0));
        }
        int occurrence = occurrences.merge(id, 1, Integer::sum) - 1;
        if (accepted && occurrence == 0) {
            sentIds.add(id);
            return id;
        }
        return substitute(id, occurrence);
    }

    private String substitute(String id, int occurrence) {
        String substitute =
                idRule.substitute(id, occurrence, taken -> sentIds.contains(taken) || originalIds.contains(taken));
        sentIds.add(substitute);
        return substitute;
    }

    private List<Message> ordered() {
        turns.forEach((position, made) -> {
            List<ContentPart> results = new ArrayList<>();
            made.forEach(exchange -> results.addAll(exchange.result()));
            ordered.set(position, Message.of(Role.TOOL, results));
        });
        return ordered;
    }
}
