package dev.llmconnect.formats.endpoint;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the call of each tool result in a conversation whose clients give calls no ids: a result without an id belongs to the first
 * unanswered call of its tool, else to the first unanswered call. Not thread-safe.
 */
public final class ToolCallMatcher {
    /** Names of the tools of calls without a result, by call id, in order. */
    private final Map<String, String> unanswered = new LinkedHashMap<>();

    private final Map<String, Deque<String>> idsByTool = new HashMap<>();
    private final String prefix;
    private int calls;

    /**
     * No calls yet.
     *
     * @param prefix what a new id begins with; only characters that every provider takes in an id
     */
    public ToolCallMatcher(String prefix) {
        this.prefix = prefix;
    }

    /**
     * The call of a result.
     *
     * @param id of the call
     * @param tool name of the tool; empty if nobody named it
     */
    public record Match(String id, String tool) {}

    /**
     * Adds a call.
     *
     * @param id the client's id, if it gave one that is not empty
     * @return that id, else a new one
     */
    public String add(Optional<String> id, String tool) {
        String known = id.filter(given -> !given.isEmpty()).orElseGet(() -> prefix + calls);
        calls++;
        unanswered.put(known, tool);
        idsByTool.computeIfAbsent(tool, any -> new ArrayDeque<>()).add(known);
        return known;
    }

    /** Finds the call of the next result, by what the client says of it; empty texts say nothing. */
    public Match match(Optional<String> id, Optional<String> tool) {
        Optional<String> named = tool.filter(name -> !name.isEmpty());
        String found = id.filter(given -> !given.isEmpty())
                .or(() -> named.flatMap(this::nextOf))
                .or(() -> unanswered.keySet().stream().findFirst())
                .orElseGet(() -> prefix + calls++);
        @Nullable String called = unanswered.remove(found);
        return new Match(found, named.orElse(called == null ? "" : called));
    }

    private Optional<String> nextOf(String tool) {
        Deque<String> ids = idsByTool.getOrDefault(tool, new ArrayDeque<>());
        while (!ids.isEmpty()) {
            String id = ids.remove();
            if (unanswered.containsKey(id)) {
                return Optional.of(id);
            }
        }
        return Optional.empty();
    }
}
