package dev.llmconnect.server.internal.call;

import dev.llmconnect.CallContext;
import dev.llmconnect.LLMBudgetExceededException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.TraceContext;
import dev.llmconnect.server.internal.http.RequestHead;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of a request say of its call: {@code X-LLM-Connect-Depth} (the wire contract, section 6), {@code X-LLM-Connect-Tags}
 * ({@code k=v,k2=v2}), {@code traceparent} and {@code tracestate}, and {@code X-LLM-Connect-Hops}, which counts the servers on the way.
 */
public final class CallHeaders {
    /** More servers than this on the way of one call can only be a server that calls itself. */
    public static final int MAX_HOPS = 16;

    private static final String DEPTH = "X-LLM-Connect-Depth";
    private static final String HOPS = "X-LLM-Connect-Hops";
    private static final String TAGS = "X-LLM-Connect-Tags";
    private static final int MAX_DIGITS = 9;

    private CallHeaders() {}

    /**
     * Adds what the headers say.
     *
     * @param ownTags tags of the caller, which the headers cannot override
     * @throws LLMInvalidRequestException when depth or hops is not a whole number of at least 0, or the tags are malformed or too many
     * @throws LLMBudgetExceededException when the call has passed too many servers
     */
    public static void read(RequestHead head, Map<String, String> ownTags, CallContext.Builder context) {
        context.trace(TraceContext.parse(single(head, "traceparent"), joined(head, "tracestate"))
                .orElse(null));
        Map<String, String> tags = tags(head.values(TAGS));
        tags.putAll(ownTags);
        context.tags(tags);
        context.depth(number(DEPTH, head.values(DEPTH)));
        int hops = number(HOPS, head.values(HOPS));
        if (hops >= MAX_HOPS) {
            throw new LLMBudgetExceededException("the call has passed " + hops
                    + " llm-connect servers: does the address of a provider lead back to this server?");
        }
        context.hops(hops);
    }

    private static @Nullable String single(RequestHead head, String name) {
        List<String> values = head.values(name);
        return values.size() == 1 ? values.get(0) : null;
    }

    private static @Nullable String joined(RequestHead head, String name) {
        List<String> values = head.values(name);
        return values.isEmpty() ? null : String.join(",", values);
    }

    private static int number(String name, List<String> values) {
        if (values.isEmpty()) {
            return 0;
        }
        String text = values.get(0).strip();
        boolean number =
                !text.isEmpty() && text.length() <= MAX_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (values.size() > 1 || !number) {
            throw new LLMInvalidRequestException("the header " + name + " must be one whole number of at least 0");
        }
        return Integer.parseInt(text);
    }

    private static Map<String, String> tags(List<String> values) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String value : values) {
            for (String pair : value.split(",", -1)) {
                if (pair.isBlank()) {
                    continue;
                }
                int equals = pair.indexOf('=');
                if (equals < 0) {
                    throw new LLMInvalidRequestException(
                            "the header " + TAGS + " must be tags of the form key=value, separated by commas");
                }
                tags.put(
                        pair.substring(0, equals).strip(),
                        pair.substring(equals + 1).strip());
            }
        }
        return tags;
    }
}
