package dev.llmconnect.formats.chat;

import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.formats.FormatEnds;
import dev.llmconnect.formats.endpoint.StreamWriter;
import dev.llmconnect.formats.wire.Wire;
import java.util.Map;

/** Chat Completions. */
public final class ChatEnds implements FormatEnds {
    @Override
    public Wire wire() {
        return new ChatWire(ChatDialect.OPENROUTER);
    }

    @Override
    public LLMRequest read(Map<String, Object> document) {
        return ChatBody.read(document).request(LLMRequest.builder());
    }

    @Override
    public Map<String, Object> write(LLMResponse answer, Map<String, Object> asked) {
        return ChatAnswerWriter.of(answer, "chatcmpl-1", 1);
    }

    @Override
    public StreamWriter stream(Map<String, Object> asked) {
        return new ChatStreamWriter("1", new ChatChunks("chatcmpl-1", 1, ChatBody.read(asked)), false);
    }
}
