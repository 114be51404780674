package dev.llmconnect.providers.corpus;

/** Mistral's format is a dialect of this one, so what Mistral sent must be understood here as well. */
class MistralThroughChatReplayTest extends ChatReplayTest {
    @Override
    protected String title() {
        return "mistral-chat as openai-chat";
    }

    @Override
    protected boolean covers(Recording recording) {
        return recording.wire().equals("mistral-chat");
    }
}
