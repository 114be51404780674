package dev.llmconnect.internal;

import java.util.Set;

/** Fields of providers that hold content or signatures, which are passed on as they are. */
public final class ContentFields {
    /** Their names, in all formats. */
    public static final Set<String> NAMES = Set.of(
            "arguments",
            "audio",
            "content",
            "data",
            "encrypted_content",
            "input",
            "output",
            "partial_json",
            "reasoning",
            "reasoning_content",
            "reasoning_details",
            "refusal",
            "signature",
            "summary",
            "text",
            "thinking");

    private ContentFields() {}
}
