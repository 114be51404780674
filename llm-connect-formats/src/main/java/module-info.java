import org.jspecify.annotations.NullMarked;

/** The API formats that llm-connect speaks, both ends of each, and JSON. Internal: exported to our own modules only. */
@NullMarked
@SuppressWarnings({"module", "requires-automatic"}) // those named in "to" depend on this one; Okio describes no module
module dev.llmconnect.formats {
    requires transitive dev.llmconnect.api;
    requires okio;

    exports dev.llmconnect.formats.chat to
            dev.llmconnect.providers,
            dev.llmconnect.server;
    exports dev.llmconnect.formats.cohere to
            dev.llmconnect.providers;
    exports dev.llmconnect.formats.converse to
            dev.llmconnect.providers;
    exports dev.llmconnect.formats.endpoint to
            dev.llmconnect.server;
    exports dev.llmconnect.formats.execute to
            dev.llmconnect.providers,
            dev.llmconnect.server;
    exports dev.llmconnect.formats.failures to
            dev.llmconnect.providers;
    exports dev.llmconnect.formats.framing to
            dev.llmconnect.providers;
    exports dev.llmconnect.formats.gemini to
            dev.llmconnect.providers,
            dev.llmconnect.server;
    exports dev.llmconnect.formats.json to
            dev.llmconnect.providers,
            dev.llmconnect.server;
    exports dev.llmconnect.formats.messages to
            dev.llmconnect.providers,
            dev.llmconnect.server;
    exports dev.llmconnect.formats.models to
            dev.llmconnect.providers;
    exports dev.llmconnect.formats.ollama to
            dev.llmconnect.providers,
            dev.llmconnect.server;
    exports dev.llmconnect.formats.responses to
            dev.llmconnect.providers,
            dev.llmconnect.server;
    exports dev.llmconnect.formats.rules to
            dev.llmconnect.providers;
    exports dev.llmconnect.formats.wire to
            dev.llmconnect.providers;
}
