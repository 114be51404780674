package dev.llmconnect.formats.rules;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.CacheMark;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.Tool;
import dev.llmconnect.WireFormat;
import dev.llmconnect.internal.CacheControl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings the marks for a prompt cache into a provider's rules. Of too many marks the first ones of the conversation are left out, since
 * each covers all that stands before it; no mark lives longer than one before it, as Anthropic wants. Every mark that is left out is
 * reported. To be used for one request.
 */
final class CacheMarks {
    private static final Duration DEFAULT_TTL = Duration.ofMinutes(5);

    private final RequestRules rules;
    private final boolean fromAnthropic;
    private final boolean isOwnFormat;
    private boolean isDropped;
    private int tooManyTools;
    private int tooManyInstructions;
    private int tooManyTurns;
    private @Nullable Duration longest;

    private CacheMarks(LLMRequest request, RequestRules rules, String wire) {
        this.rules = rules;
        boolean ofWholeBody = request.wireFields(WireFormat.ANTHROPIC_MESSAGES).containsKey(CacheControl.FIELD);
        fromAnthropic = ofWholeBody && !wire.equals(WireFormat.ANTHROPIC_MESSAGES);
        isOwnFormat = isHinted(request, wire);
    }

    /** The request with the marks that the provider takes. */
    static Marked apply(LLMRequest request, RequestRules rules, String wire) {
        CacheMarks marks = new CacheMarks(request, rules, wire);
        if (marks.isOwnFormat || !(isMarked(request) || marks.fromAnthropic)) {
            // Marks of the provider's own format are sent as they came.
            return new Marked(request, false);
        }
        return new Marked(marks.applied(request), marks.isDropped);
    }

    /**
     * A request, and what became of its marks.
     *
     * @param isDropped whether one was left out
     */
    record Marked(LLMRequest request, boolean isDropped) {}

    /** Whether the request says what to cache, in whichever way. */
    static boolean isMarked(LLMRequest request) {
        for (Tool tool : request.tools()) {
            if (tool.cacheMark() != null) {
                return true;
            }
        }
        for (Message message : request.messages()) {
            if (count(message.parts()) > 0) {
                return true;
            }
        }
        return request.wireFields(WireFormat.ANTHROPIC_MESSAGES).containsKey(CacheControl.FIELD);
    }

    /** Whether it says so in the provider's own format. */
    static boolean isHinted(LLMRequest request, String wire) {
        for (Message message : request.messages()) {
            if (isHinted(message.parts(), wire)) {
                return true;
            }
        }
        for (Tool tool : request.tools()) {
            if (isHinted(tool.hints().getOrDefault(wire, Map.of()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isHinted(List<ContentPart> parts, String wire) {
        for (ContentPart part : parts) {
            if ((part instanceof Hint hint && hint.wire().equals(wire) && isHinted(hint.fields()))
                    || (part instanceof ToolResult result && isHinted(result.content(), wire))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isHinted(Map<String, Object> fields) {
        return fields.containsKey(CacheControl.FIELD)
                || fields.values().stream()
                        .anyMatch(value -> value instanceof Map<?, ?> map && map.containsKey(CacheControl.FIELD));
    }

    private LLMRequest applied(LLMRequest request) {
        List<Message> messages = fromAnthropic ? markedAtTheEnd(request) : request.messages();
        leaveOutTooMany(request.tools(), messages);
        List<Tool> tools = new ArrayList<>();
        for (Tool tool : request.tools()) {
            CacheMark mark = tool.cacheMark();
            tools.add(
                    mark == null
                            ? tool
                            : tool.toBuilder().cacheMark(kept(mark, Place.TOOL)).build());
        }
        List<Message> marked = new ArrayList<>();
        for (Message message : messages) {
            Place place = TurnOrder.isSystem(message) ? Place.INSTRUCTION : Place.TURN;
            marked.add(message.withParts(kept(message.parts(), place)));
        }
        return request.toBuilder().tools(tools).messages(marked).build();
    }

    /** Anthropic's mark for a whole body stands for one at its end. */
    private static List<Message> markedAtTheEnd(LLMRequest request) {
        List<Message> messages = new ArrayList<>(request.messages());
        if (!messages.isEmpty()) {
            Object control = request.wireFields(WireFormat.ANTHROPIC_MESSAGES).get(CacheControl.FIELD);
            Message last = messages.get(messages.size() - 1);
            List<ContentPart> parts = new ArrayList<>(last.parts());
            CacheControl.read(control).ifPresent(parts::add);
            messages.set(messages.size() - 1, last.withParts(parts));
        }
        return messages;
    }

    private void leaveOutTooMany(List<Tool> tools, List<Message> messages) {
        int ofTools =
                (int) tools.stream().filter(tool -> tool.cacheMark() != null).count();
        int ofInstructions = 0;
        int ofTurns = 0;
        for (Message message : messages) {
            if (TurnOrder.isSystem(message)) {
                ofInstructions += count(message.parts());
            } else {
                ofTurns += count(message.parts());
            }
        }
        int tooMany = Math.max(0, ofTools + ofInstructions + ofTurns - rules.maxCacheMarks());
        tooManyTurns = Math.min(tooMany, ofTurns);
        tooManyInstructions = Math.min(tooMany - tooManyTurns, ofInstructions);
        tooManyTools = tooMany - tooManyTurns - tooManyInstructions;
    }

    private static int count(List<ContentPart> parts) {
        int marks = 0;
        for (ContentPart part : parts) {
            if (part instanceof CacheMark) {
                marks++;
            } else if (part instanceof ToolResult result) {
                marks += count(result.content());
            }
        }
        return marks;
    }

    private List<ContentPart> kept(List<ContentPart> parts, Place place) {
        List<ContentPart> kept = new ArrayList<>();
        for (ContentPart part : parts) {
            if (part instanceof CacheMark mark) {
                CacheMark now = kept(mark, place);
                boolean isMarked = !kept.isEmpty() && kept.get(kept.size() - 1) instanceof CacheMark;
                if (now != null && !isMarked) {
                    kept.add(now);
                }
            } else if (part instanceof ToolResult result && count(result.content()) > 0) {
                kept.addAll(kept(result, place));
            } else {
                kept.add(part);
            }
        }
        return kept;
    }

    private List<ContentPart> kept(ToolResult result, Place place) {
        List<ContentPart> content = kept(result.content(), place);
        if (!rules.has(Rule.MARKS_BEHIND_RESULTS)) {
            return List.of(result.withContent(content));
        }
        List<ContentPart> unmarked =
                content.stream().filter(part -> !(part instanceof CacheMark)).toList();
        List<ContentPart> kept = new ArrayList<>();
        kept.add(result.withContent(unmarked));
        content.stream()
                .filter(CacheMark.class::isInstance)
                .reduce((first, last) -> last)
                .ifPresent(kept::add);
        return kept;
    }

    private @Nullable CacheMark kept(CacheMark mark, Place place) {
        CacheMarkPlaces places = rules.cacheMarks();
        boolean hasPlace = places == CacheMarkPlaces.EVERYWHERE
                || (places == CacheMarkPlaces.SYSTEM_AND_MESSAGES && place != Place.TOOL);
        if (!hasPlace || isTooMany(place)) {
            isDropped = true;
            return null;
        }
        if (places == CacheMarkPlaces.SYSTEM_AND_MESSAGES) {
            return CacheMark.DEFAULT;
        }
        Duration ttl = mark.ttl() == null ? DEFAULT_TTL : mark.ttl();
        if (longest != null && longest.compareTo(ttl) < 0) {
            return CacheMark.DEFAULT;
        }
        longest = ttl;
        return mark;
    }

    private boolean isTooMany(Place place) {
        return switch (place) {
            case TOOL -> tooManyTools-- > 0;
            case INSTRUCTION -> tooManyInstructions-- > 0;
            case TURN -> tooManyTurns-- > 0;
        };
    }

    private enum Place {
        TOOL,
        INSTRUCTION,
        TURN
    }
}
