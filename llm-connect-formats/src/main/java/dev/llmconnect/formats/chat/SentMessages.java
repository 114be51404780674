package dev.llmconnect.formats.chat;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.rules.RequestRules;
import dev.llmconnect.formats.wire.WireCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Messages as a client of Chat Completions sent them. Only what a provider is known to refuse is changed: a role of its own for the
 * developer, which others than OpenAI do not know, and reasoning where the provider takes none back.
 */
final class SentMessages {
    private static final String ROLE = "role";

    private final ChatDialect dialect;
    private final Optional<String> reasoningField;

    SentMessages(WireCall call, ChatDialect dialect) {
        this.dialect = dialect;
        reasoningField = Optional.ofNullable(dialect.reasoningField(call.model()));
    }

    /** The message as it was sent; empty if it came in another format, or has to be written anew. */
    Optional<Map<String, Object>> of(Message message) {
        List<Object> raw = message.raw(ChatWire.NAME).orElse(List.of());
        if (raw.size() != 1 || !takesReasoning(message, JsonNode.of(raw.get(0)))) {
            return Optional.empty();
        }
        Map<String, Object> sent = JsonNode.of(raw.get(0)).object();
        boolean isRenamed = message.role().equals(Role.SYSTEM)
                && dialect.rules() != RequestRules.OPENAI_CHAT
                && !Role.SYSTEM.value().equals(sent.get(ROLE));
        if (!isRenamed) {
            return Optional.of(sent);
        }
        Map<String, Object> renamed = new LinkedHashMap<>(sent);
        renamed.put(ROLE, Role.SYSTEM.value());
        return Optional.of(renamed);
    }

    private boolean takesReasoning(Message message, JsonNode raw) {
        for (ContentPart part : message.parts()) {
            if (part instanceof Reasoning reasoning && !ReasoningDetails.isItem(reasoning.raw())) {
                return reasoningField.map(raw::has).orElse(dialect.anyReasoningField());
            }
        }
        return true;
    }
}
