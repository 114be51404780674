package dev.llmconnect.formats.wire;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.internal.ForeignContent;

/** What a request says in the words of another wire format: hints are left out and noted, everything else is refused. */
public final class ForeignFields {
    private ForeignFields() {}

    /**
     * The call without other formats' hints.
     *
     * @throws LLMInvalidRequestException naming a field that this format cannot carry
     */
    public static WireCall removed(WireCall call, String wire) {
        LLMRequest own = content(call, wire).withoutHints(call.request());
        return own == call.request() ? call : call.with(own);
    }

    /**
     * As {@link #removed}, for a provider without a format of its own: steps of tools that another provider ran and marks for a prompt cache
     * are left out and noted too.
     *
     * @throws LLMInvalidRequestException naming a field or a part that belongs to a format
     */
    public static WireCall allRemoved(WireCall call) {
        ForeignContent content = new ForeignContent(call::provider, wire -> false, call::dropped);
        LLMRequest own = content.withoutCacheMarks(content.removed(call.request()));
        return own == call.request() ? call : call.with(own);
    }

    /**
     * Notes the hints that are for other formats.
     *
     * @throws LLMInvalidRequestException naming a field that this format cannot carry
     */
    public static void check(ProviderCall call, String wire) {
        content(call, wire).check(call.request());
    }

    private static ForeignContent content(ProviderCall call, String wire) {
        return new ForeignContent(call::provider, wire::equals, call::dropped);
    }
}
